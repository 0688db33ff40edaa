import { defineMessages } from "./definition.ts";

const readAgain = "Find out what replaced it, make the backup again and have the new manifest approved.";

export const backupMessages = defineMessages({
  // What verify finds about one artifact.
  artifact_missing: {
    level: "error",
    meaning: "An artifact, or a blob that it lists, is not at its URL.",
    remedy: "Make the backup again, or correct the URL in decommission.yaml.",
    exit: 3,
  },
  artifact_truncated: {
    level: "error",
    meaning: "An artifact has fewer bytes than the manifest says.",
    remedy: readAgain,
    exit: 3,
  },
  artifact_too_long: {
    level: "error",
    meaning: "An artifact has more bytes than the manifest says; the rest was not read.",
    remedy: readAgain,
    exit: 3,
  },
  artifact_hash_mismatch: {
    level: "error",
    meaning: "An artifact has the right size but other bytes than the manifest says.",
    remedy: readAgain,
    exit: 3,
  },
  artifact_changed_while_read: {
    level: "error",
    meaning: "An artifact was replaced while it was being read.",
    remedy: "Find out who writes to the backup's place, stop that, and verify again.",
    exit: 3,
  },
  artifact_redirected: {
    level: "error",
    meaning: "An artifact's URL answers with a redirect, which is never followed.",
    remedy: "Write the URL where the bytes really are.",
    exit: 3,
  },
  artifact_host_not_allowed: {
    level: "error",
    meaning: "An artifact lies neither on the cloud's own storage nor on a host that the policy lists.",
    remedy: "Copy it to a storage account, or have its host added to artifactHosts in .github/sundown.yml.",
    exit: 3,
  },
  artifact_access_denied: {
    level: "error",
    meaning: "The identity that verifies may not read an artifact.",
    remedy: "Give it the role Storage Blob Data Reader on the account that holds the backups.",
    exit: 3,
  },
  artifact_unreadable: {
    level: "error",
    meaning: "An artifact could not be read to its end.",
    remedy: "Look at the reason; when it has passed, verify again.",
    exit: 3,
  },
  artifact_list_invalid: {
    level: "error",
    meaning: "An artifact is a list of copied blobs, and a line of it cannot be understood.",
    remedy: "Make the backup again with this version of Sundown.",
    exit: 3,
  },
  artifact_not_openable: {
    level: "error",
    meaning: "An artifact has the right bytes, but they are not what its name promises.",
    remedy: "Open it by hand; when it is broken, make the backup again.",
    exit: 3,
  },
  artifact_in_doomed_subscription: {
    level: "error",
    meaning: "An artifact lies in the subscription that is to be cancelled.",
    remedy: "Copy it to a storage account in another subscription.",
    exit: 3,
  },
  artifact_not_immutable: {
    level: "warning",
    meaning: "An artifact can still be changed or deleted by whoever may write there.",
    remedy: "Put a time-based retention policy on the container that holds the backups.",
  },
  artifacts_not_proven: {
    level: "error",
    meaning: "At least one artifact is not, byte for byte, what the manifest says.",
    remedy: "See the codes of the single artifacts.",
    exit: 3,
  },

  // Where backups go.
  backup_target_invalid: {
    level: "error",
    meaning:
      "The place for the backups is neither a storage account or container of this cloud nor a folder.",
    remedy: "Give https://ACCOUNT.blob.SUFFIX[/CONTAINER[/PREFIX]] or a local folder.",
    exit: 2,
  },
  backup_target_in_doomed_subscription: {
    level: "error",
    meaning: "The place for the backups lies in the subscription that is to be cancelled.",
    remedy: "Choose a storage account in another subscription.",
    exit: 3,
  },
  backup_target_subscription_ending: {
    level: "error",
    meaning: "The place for the backups lies in a subscription that is not Enabled.",
    remedy: "Choose a storage account in a subscription that stays.",
    exit: 3,
  },
  backup_target_not_visible: {
    level: "warning",
    meaning:
      "The subscription that holds the backups cannot be seen with this identity, so its state is unknown.",
    remedy: "Make sure that it outlives the one that is cancelled.",
  },
  backup_target_unwritable: {
    level: "error",
    meaning: "The place for the backups does not take them.",
    remedy:
      "Check the role Storage Blob Data Contributor, network rules, quota and free space; then run again.",
    exit: 4,
  },
  backup_target_conflict: {
    level: "error",
    meaning: "The place for the backups already holds something else under the same name.",
    remedy: "Choose another prefix, or remove what is there.",
    exit: 4,
  },
  backup_target_unknown: {
    level: "error",
    meaning: "Azure would not say which storage accounts lie in the subscription that is to be cancelled.",
    remedy: "Sign in with an identity that may read that subscription.",
    exit: 3,
  },

  // What is copied.
  source_blob_changed: {
    level: "error",
    meaning: "A blob changed every time it was copied.",
    remedy: "Stop what writes to it, then run again; what is copied already is not copied again.",
    exit: 4,
  },
  source_blob_archived: {
    level: "error",
    meaning: "A blob lies in the archive tier and cannot be read.",
    remedy: "Rehydrate it to Cool or Hot, then run again.",
    exit: 4,
  },
  source_access_denied: {
    level: "error",
    meaning: "The identity that backs up may not read what is to be copied.",
    remedy: "Give it the role Storage Blob Data Reader there, and let its network in.",
    exit: 4,
  },
  source_unreadable: {
    level: "error",
    meaning: "What is to be copied, or a part of it, could not be read.",
    remedy: "Look at the reason; when it has passed, run again.",
    exit: 4,
  },
  source_changed: {
    level: "error",
    meaning: "What is backed up changed while it was read.",
    remedy: "Stop what writes to it, then run again.",
    exit: 4,
  },
  copy_not_equal: {
    level: "error",
    meaning: "What was read back from the backup is not what was written.",
    remedy: "Run again; when it happens again, choose another place.",
    exit: 4,
  },
  backup_not_planned: {
    level: "error",
    meaning: "A backup was asked for something the plan does not list as needing one.",
    remedy: "See backupsNeeded in plan.json.",
    exit: 2,
  },
  backup_by_hand: {
    level: "warning",
    meaning: "Something needs a backup that Sundown cannot make.",
    remedy:
      "Make it by hand and write its url, bytes and sha256 into decommission.yaml, or waive it with a reason.",
  },
  backup_covers_blobs_only: {
    level: "warning",
    meaning: "Of a storage account only the present blobs and tables are copied.",
    remedy: "Copy file shares, queues, blob snapshots and old versions by hand where they matter.",
  },
  backup_is_local: {
    level: "warning",
    meaning: "The backup lies in a local folder, where the approval's checks cannot read it.",
    remedy: "Upload the folder to a host that the policy lists and write its URLs into decommission.yaml.",
  },
  backup_not_covered: {
    level: "warning",
    meaning: "A part of what was backed up is not in the backup.",
    remedy: "Save it in another way where it matters; the reason stands with it.",
  },
  encrypt_to_invalid: {
    level: "error",
    meaning: "The key that secrets are to be encrypted to cannot serve for that.",
    remedy:
      "Give an RSA public key or certificate in PEM: openssl rsa -in private.pem -pubout -out public.pem.",
    exit: 2,
  },
  encrypt_to_missing: {
    level: "error",
    meaning: "A key vault is to be backed up, and no key is given to encrypt its secrets to.",
    remedy: "Give --encrypt-to with an RSA public key, whose private part stays with you.",
    exit: 4,
  },
  backup_recorded: { level: "info", meaning: "A backup was read back and written into decommission.yaml." },

  // Stopping.
  stop_confirm: { level: "question", meaning: "Shall these services be stopped?" },
  stop_undo_confirm: { level: "question", meaning: "Shall what was stopped be started again?" },
  stop_not_handled: {
    level: "warning",
    meaning: "Something that runs is not stopped by Sundown, or cannot be stopped at all.",
    remedy: "Stop it by hand where the line says how; otherwise take care that nobody uses it.",
  },
  stop_starts_again: {
    level: "warning",
    meaning: "Azure starts a stopped database server again by itself.",
    remedy: "Run sundown stop again before the date that is named.",
  },
  still_used: {
    level: "warning",
    meaning: "Something that is planned to go was used after everything was made quiet.",
    remedy:
      "Find out by whom before it goes; what backs it up counts, too. `sundown stop --undo` starts everything again.",
  },
  stop_failed: {
    level: "error",
    meaning: "A service could not be stopped or started.",
    remedy: "Look at Azure's reason; when it has passed, run again.",
    exit: 4,
  },
  stop_record_invalid: {
    level: "error",
    meaning: "The record of what was running cannot be understood.",
    remedy: "Restore run/stopped.json, or start the services by hand.",
    exit: 2,
  },
  nothing_to_undo: {
    level: "error",
    meaning: "Nothing is recorded as stopped here.",
    remedy: "Nothing to do; services that were stopped elsewhere are started there.",
    exit: 3,
  },

  // Moving.
  move_confirm: { level: "question", meaning: "Shall this resource be moved?" },
  move_not_planned: {
    level: "error",
    meaning: "What is to be moved is not in the plan.",
    remedy: "Plan again, and give an id as it stands in plan.json.",
    exit: 2,
  },
  move_selection_invalid: {
    level: "error",
    meaning: "What is to be moved together does not lie in one group, or is a part of something else.",
    remedy: "Move whole resources, and those of one resource group at a time.",
    exit: 2,
  },
  move_recorded: {
    level: "info",
    meaning:
      "A move was confirmed on both sides and written into decommission.yaml; the plan is older than it.",
  },
  move_target_invalid: {
    level: "error",
    meaning: "The place to move to is not the id of a resource group.",
    remedy: "Give /subscriptions/S/resourceGroups/G.",
    exit: 2,
  },
  move_target_doomed: {
    level: "error",
    meaning: "The place to move to is in the subscription that is to be cancelled.",
    remedy: "Choose a group in another subscription.",
    exit: 3,
  },
  move_refused: {
    level: "error",
    meaning: "Azure says that the resource cannot be moved there.",
    remedy:
      "Look at Azure's reason: often other resources have to move along, or the type cannot move at all.",
    exit: 3,
  },
  move_type_unsupported: {
    level: "error",
    meaning: "Azure moves no resources of this type.",
    remedy: "Make it anew where it is to stay, or leave it out of the move.",
    exit: 3,
  },
  move_incomplete: {
    level: "error",
    meaning: "Other resources have to move along, which were not named.",
    remedy:
      "Name each with --along. What lies in another group has to be moved into the same group first; what stays has to be untied.",
    exit: 3,
  },
  move_locked: {
    level: "error",
    meaning: "A lock on one of the two groups, or on what is to be moved, keeps the move from happening.",
    remedy: "Remove the lock that is named, move, and put it back.",
    exit: 3,
  },
  move_across_tenants: {
    level: "error",
    meaning: "The group to move to is in another tenant; Azure moves nothing across tenants.",
    remedy: "Choose a subscription of the same tenant, or make the resource anew in the other.",
    exit: 3,
  },
  move_target_unknown: {
    level: "error",
    meaning: "The subscription to move to cannot be read, or takes nothing.",
    remedy: "Look at its state, and sign in with an identity that may read and write there.",
    exit: 3,
  },
  move_under_way: {
    level: "error",
    meaning: "Another move, or another change, holds one of the two groups.",
    remedy: "Azure frees both groups when it ends, after four hours at the latest; then run again.",
    exit: 4,
  },
  move_failed: {
    level: "error",
    meaning: "The move was started and did not end well.",
    remedy: "Both groups stay locked for up to four hours; look at both sides, then run again.",
    exit: 4,
  },
  move_unconfirmed: {
    level: "error",
    meaning: "Azure reports the move as done, but reading both sides does not show it.",
    remedy: "Wait a few minutes and run again.",
    exit: 4,
  },
});
