import { defineMessages } from "./definition.ts";

const EDIT = "Correct decommission.yaml at the place named, then run `sundown check`.";
const PLAN_AGAIN = "Run `sundown plan` again if Azure has changed since, or correct decommission.yaml.";

export const manifestMessages = defineMessages({
  manifest_too_large: {
    level: "error",
    meaning: "decommission.yaml is larger than 1 MiB.",
    remedy: "Keep only what the schema knows; artifacts are listed by url, not embedded.",
    exit: 2,
  },
  manifest_not_utf8: {
    level: "error",
    meaning: "decommission.yaml is not UTF-8 text.",
    remedy: "Save the file as UTF-8.",
    exit: 2,
  },
  manifest_forbidden_character: {
    level: "error",
    meaning: "decommission.yaml holds a control or text-direction character, which a reviewer would not see.",
    remedy: "Delete the character at the place named.",
    exit: 2,
  },
  manifest_too_deep: {
    level: "error",
    meaning: "decommission.yaml nests deeper than any valid manifest does.",
    remedy: EDIT,
    exit: 2,
  },
  manifest_yaml_invalid: {
    level: "error",
    meaning:
      "decommission.yaml is not the plain YAML that a manifest may use (no anchors, aliases, tags, merge keys).",
    remedy: EDIT,
    exit: 2,
  },
  manifest_value_invalid: {
    level: "error",
    meaning: "A value in decommission.yaml has the wrong shape, is missing, or its key is not known.",
    remedy: EDIT,
    exit: 3,
  },
  manifest_undecided: {
    level: "error",
    meaning: "A decision in decommission.yaml is still a TODO.",
    remedy: "Replace the TODO as the comment next to it says.",
    exit: 3,
  },
  manifest_subscription_differs: {
    level: "error",
    meaning: "decommission.yaml names another subscription id than the plan.",
    remedy: "Use the manifest that was written together with this plan.",
    exit: 3,
  },
  manifest_name_differs: {
    level: "error",
    meaning: "The subscription's name in decommission.yaml is not its name in Azure, letter by letter.",
    remedy: "Type the name exactly as the plan shows it.",
    exit: 3,
  },
  manifest_group_missing: {
    level: "error",
    meaning: "A resource group that the plan deletes is not named in decommission.yaml.",
    remedy: "Type its name under resourceGroups.",
    exit: 3,
  },
  manifest_group_unknown: {
    level: "error",
    meaning: "decommission.yaml names a resource group that the plan does not delete.",
    remedy: PLAN_AGAIN,
    exit: 3,
  },
  manifest_duplicate: {
    level: "error",
    meaning: "The same thing stands twice in a list of decommission.yaml.",
    remedy: "Keep one of the two.",
    exit: 3,
  },
  manifest_backup_missing: {
    level: "error",
    meaning: "Something that holds data has neither artifacts nor a waiver in decommission.yaml.",
    remedy: "Run `sundown backup`, or write `waived:` with a reason.",
    exit: 3,
  },
  manifest_backup_unknown: {
    level: "error",
    meaning: "decommission.yaml has a backup of something the plan does not ask to be backed up.",
    remedy: PLAN_AGAIN,
    exit: 3,
  },
  manifest_artifact_host_refused: {
    level: "error",
    meaning: "An artifact lies on a host that is neither the cloud's storage nor listed in the policy.",
    remedy: "Copy it to the cloud's storage, or list the host under artifactHosts in .github/sundown.yml.",
    exit: 3,
  },
  manifest_artifact_inside: {
    level: "error",
    meaning: "An artifact lies in a storage account that the plan deletes.",
    remedy: "Copy it to a storage account in another subscription.",
    exit: 3,
  },
  manifest_artifact_duplicate: {
    level: "error",
    meaning: "The same artifact url stands twice in decommission.yaml.",
    remedy: "Each artifact has a url of its own: name the right one.",
    exit: 3,
  },
  manifest_role_missing: {
    level: "error",
    meaning: "A custom role that the plan changes is not listed under roleScopes.",
    remedy: "Add the entry that the message shows.",
    exit: 3,
  },
  manifest_role_unknown: {
    level: "error",
    meaning: "decommission.yaml lists a role under roleScopes that the plan does not change.",
    remedy: PLAN_AGAIN,
    exit: 3,
  },
  manifest_role_differs: {
    level: "error",
    meaning: "A role under roleScopes differs from the plan in its change or in the scopes that remain.",
    remedy: "Write what the message shows, or run `sundown plan` again.",
    exit: 3,
  },
  manifest_lock_missing: {
    level: "error",
    meaning: "A lock that the plan removes is not named under locks.",
    remedy: "Write its id under locks.",
    exit: 3,
  },
  manifest_lock_unknown: {
    level: "error",
    meaning: "decommission.yaml names a lock that the plan does not remove.",
    remedy: PLAN_AGAIN,
    exit: 3,
  },
  manifest_purge_missing: {
    level: "error",
    meaning: "Whether something is purged for good or expires by itself is not decided.",
    remedy: "Write its id under purges, or `expires:<id>` under acknowledge.",
    exit: 3,
  },
  manifest_purge_contradicted: {
    level: "error",
    meaning: "Something stands under purges and is acknowledged as expiring by itself.",
    remedy: "Keep one of the two.",
    exit: 3,
  },
  manifest_purge_unknown: {
    level: "error",
    meaning: "decommission.yaml allows a purge that the plan does not offer.",
    remedy: PLAN_AGAIN,
    exit: 3,
  },
  manifest_acknowledgement_missing: {
    level: "error",
    meaning: "Something that keeps billing, breaks elsewhere or comes back by itself is not acknowledged.",
    remedy: "Write the key that the message shows under acknowledge.",
    exit: 3,
  },
  manifest_acknowledgement_unknown: {
    level: "error",
    meaning: "decommission.yaml acknowledges something the plan does not list.",
    remedy: PLAN_AGAIN,
    exit: 3,
  },
  manifest_move_invalid: {
    level: "error",
    meaning: "A move starts outside the subscription, or its target is not a resource group that stays.",
    remedy:
      "`id` is a resource of this subscription, `to` the id of a resource group that the plan does not delete.",
    exit: 3,
  },
  manifest_move_pending: {
    level: "error",
    meaning: "The plan still deletes something that is to be moved away first.",
    remedy: "Run `sundown move`, then `sundown plan` again.",
    exit: 3,
  },
  manifest_quiet_period_short: {
    level: "error",
    meaning: "The quiet period is shorter than the policy asks for.",
    remedy: "Raise quietPeriod to at least the policy's number of days.",
    exit: 3,
  },
  manifest_refused: {
    level: "error",
    meaning: "decommission.yaml does not pass its checks; every problem is listed.",
    remedy: "Correct what is listed, or let `sundown check --fix` ask; then run `sundown check`.",
    exit: 3,
  },
  manifest_backup_not_listed: {
    level: "error",
    meaning: "An artifact cannot be recorded because decommission.yaml has no backup entry for it.",
    remedy: "Run `sundown plan` again, or add the entry by hand.",
    exit: 3,
  },
  manifest_question: {
    level: "question",
    meaning: "An open decision of decommission.yaml; leaving it open is always possible.",
  },
  manifest_edited_meanwhile: {
    level: "warning",
    meaning: "decommission.yaml was changed by somebody else while a question was open; it is asked again.",
    remedy: "Close the file in the editor while answering, or answer there.",
  },
  terminal_needed: {
    level: "error",
    meaning: "`sundown check --fix` asks a person, and there is no terminal to ask at.",
    remedy: "Run it at a terminal without --json, or edit decommission.yaml by hand.",
    exit: 2,
  },
});
