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
  artifact_retention_not_visible: {
    level: "warning",
    meaning: "An artifact is protected by its container's retention policy, which cannot be read here.",
    remedy:
      "Look at the container's policy, or give this identity Reader on the storage account: only a locked policy that lasts long enough protects it.",
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
    meaning: "A blob or file changed every time it was copied.",
    remedy: "Stop what writes to it, then run again; what is copied already is not copied again.",
    exit: 4,
  },
  source_blob_archived: {
    level: "error",
    meaning: "A blob lies in the archive tier and cannot be read.",
    remedy: "Rehydrate it to Cool or Hot, then run again.",
    exit: 4,
  },
  source_file_in_use: {
    level: "error",
    meaning: "A file of a share is held open by an SMB client that lets nobody else read it.",
    remedy: "Close it there, or its handle (az storage file close-handle), then run again.",
    exit: 4,
  },
  source_share_nfs: {
    level: "error",
    meaning: "A file share is reached by NFS only, and its files cannot be copied by REST.",
    remedy:
      "Mount it and copy it by hand; then write the account's artifacts into decommission.yaml, or waive it with a reason.",
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
  backup_waived: {
    level: "info",
    meaning: "decommission.yaml says that no backup of something is needed, so that none was made.",
    remedy: "To back it up all the same, name it: `sundown backup --only ID`.",
  },
  backup_by_hand: {
    level: "warning",
    meaning: "Something needs a backup that Sundown cannot make.",
    remedy:
      "Make it by hand and write its url, bytes and sha256 into decommission.yaml, or waive it with a reason.",
  },
  backup_covers_blobs_only: {
    level: "warning",
    meaning: "Of a storage account only the present blobs, files and tables are copied.",
    remedy: "Copy messages, snapshots, old versions and what is soft-deleted by hand where they matter.",
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
});
