import { defineMessages } from "./definition.ts";

const AGAIN = "Run the same command again: it reads the state first and goes on from there.";

export const lifecycleMessages = defineMessages({
  // State of the subscription
  subscription_state_unknown: {
    level: "error",
    meaning: "The subscription is in a state that Sundown does not know, so nothing is done to it.",
    remedy: "Look at the subscription in the portal; report the state if Azure shows it as normal.",
    exit: 3,
  },
  subscription_past_due: {
    level: "error",
    meaning: "The subscription is past due: an invoice is unpaid.",
    remedy:
      "Settle the invoice, wait until the subscription is Enabled again, then cancel. To cancel it all the same, have `state:PastDue` under acknowledge in decommission.yaml approved.",
    exit: 3,
  },
  subscription_past_due_acknowledged: {
    level: "warning",
    meaning:
      "An invoice is unpaid; the approved decommission.yaml acknowledges that. What is owed stays owed.",
  },
  subscription_deleted: {
    level: "error",
    meaning: "The subscription is deleted; nothing can be done to it any more.",
    remedy: "Nothing is left to do. Its evidence stays in the decommission folder.",
    exit: 3,
  },
  subscription_already_cancelled: {
    level: "info",
    meaning: "The subscription was cancelled before, so there was nothing to do.",
  },
  subscription_already_enabled: {
    level: "info",
    meaning: "The subscription is Enabled, so there was nothing to do.",
  },

  // Approval of a verb
  approval_needed: {
    level: "error",
    meaning: "This cannot be undone, so it needs an approved pull request.",
    remedy:
      "Give --pr N. Without a pull request it works only where .github/sundown.yml says allowLocal: true.",
    exit: 3,
  },
  approval_for_other_content: {
    level: "error",
    meaning: "What the pull request approved is not what lies in the decommission folder.",
    remedy: "Check out the merged commit, or have the folder as it is now approved.",
    exit: 3,
  },

  // Roles
  roles_confirm: { level: "question", meaning: "Custom roles are changed and assignments deleted. Go on?" },
  roles_changed_since_plan: {
    level: "error",
    meaning: "A custom role is no longer as the plan saw it, so what was approved is not what would happen.",
    remedy: "Run `sundown plan` again and have the new plan approved.",
    exit: 3,
  },
  role_held: {
    level: "error",
    meaning: "A custom role can be neither trimmed nor deleted yet.",
    remedy: "Move the assignments outside the subscription to another role, then run `sundown plan` again.",
    exit: 4,
  },
  role_assignment_own: {
    level: "error",
    meaning: "An assignment that stands in the way is the executing identity's own, so it stays.",
    remedy: "Run with an identity that does not hold the custom role.",
    exit: 4,
  },
  role_assignment_owner: {
    level: "error",
    meaning: "An assignment that stands in the way is one of the role Owner, so it stays.",
    remedy: "Owner is needed to cancel. Run `sundown plan` again.",
    exit: 4,
  },
  role_assignment_unplanned: {
    level: "error",
    meaning: "An assignment that the plan does not name stands in the way of a role change.",
    remedy: "Run `sundown plan` again and have the new plan approved.",
    exit: 4,
  },
  role_write_not_permitted: {
    level: "error",
    meaning: "The identity may not write a custom role, which takes rights on every one of its scopes.",
    remedy:
      "Have User Access Administrator or Owner assigned on the scopes named, wait ten minutes and run again.",
    exit: 4,
  },
  role_change_refused: {
    level: "error",
    meaning: "Azure refused to change a custom role.",
    remedy: "Read Azure's own message, then run again.",
    exit: 4,
  },
  role_still_assigned: {
    level: "error",
    meaning: "Azure counts assignments of a custom role that stand in the way of its change.",
    remedy: `Deleted assignments count for some minutes. ${AGAIN} If it stays, run \`sundown plan\` again: it names the assignments that are there now.`,
    exit: 4,
  },
  role_scope_disabled: {
    level: "error",
    meaning:
      "A scope of a custom role lies in a cancelled subscription, so Azure neither changes nor deletes it.",
    remedy:
      "Have that subscription reactivated, or wait until Azure has deleted it; then run `sundown roles` again.",
    exit: 4,
  },
  role_last_administrator: {
    level: "error",
    meaning: "An assignment is the last one that administers access there, so Azure keeps it.",
    remedy: "Assign Owner or User Access Administrator to somebody else first, then run again.",
    exit: 4,
  },
  role_change_unconfirmed: {
    level: "error",
    meaning: "A changed role does not show in Azure's lists yet.",
    remedy: `Role changes take some minutes. ${AGAIN}`,
    exit: 4,
  },
  roles_done: { level: "info", meaning: "Every custom role was changed as planned, and Azure shows it." },

  // Cancel
  cancel_confirm: {
    level: "question",
    meaning: "The subscription is cancelled. Type its name to go on.",
  },
  resources_existing_on_subscription: {
    level: "error",
    meaning: "Azure says that resources exist, although its lists show none.",
    remedy:
      "Purge or take away what the message names. Lists can lag by an hour: then run `sundown cancel` again; if it stays, `sundown support`.",
    exit: 4,
  },
  cancel_not_permitted: {
    level: "error",
    meaning: "This identity may not cancel the subscription.",
    remedy: "It takes Owner on the subscription, without a condition. `sundown status` says who can.",
    exit: 3,
  },
  cancel_refused: {
    level: "error",
    meaning: "Azure refused to cancel the subscription.",
    remedy: "Read Azure's own message; `sundown support` prepares a request with every fact in it.",
    exit: 3,
  },
  cancel_unconfirmed: {
    level: "error",
    meaning: "Azure accepted the cancel, but the subscription's state does not show it yet.",
    remedy: `Recorded cancels took up to eleven minutes to show. ${AGAIN}`,
    exit: 4,
  },
  cancel_sent: { level: "info", meaning: "Azure accepted the cancel; its state is being waited for." },
  cancel_done: { level: "info", meaning: "The subscription is cancelled, seen several times in a row." },
  offer_needs_person: {
    level: "error",
    meaning:
      "Subscriptions of this offer are cancelled by a partner or by Microsoft, not by an owner's call.",
    remedy: "Ask the partner; `sundown support` writes down every fact they need.",
    exit: 3,
  },
  offer_unknown: {
    level: "error",
    meaning: "The subscription's offer is not known, so nobody can say who may cancel it or whom it bills.",
    remedy:
      "Ask the billing account's owner which offer it is; an Owner then cancels it in the portal. `sundown support` writes down every fact they need.",
    exit: 3,
  },
  cancel_right_unknown: {
    level: "error",
    meaning: "Whether this identity may cancel the subscription could not be read.",
    remedy:
      "Give it Microsoft.Authorization/roleAssignments/read on the subscription (Reader has it), then run again.",
    exit: 3,
  },

  // Management group
  management_group_move: {
    level: "info",
    meaning: "The subscription moves to the management group of decommission.yaml before its cancel.",
  },
  management_group_unreadable: {
    level: "error",
    meaning: "The management group that decommission.yaml names cannot be read.",
    remedy: "Check its id; this identity needs Management Group Reader on it.",
    exit: 3,
  },
  management_group_rights_lost: {
    level: "error",
    meaning:
      "This identity is Owner only by an assignment that ends with the move to another management group.",
    remedy:
      "Assign Owner on the subscription itself first, or leave managementGroup out of decommission.yaml.",
    exit: 3,
  },
  management_group_move_refused: {
    level: "error",
    meaning: "Azure refused to move the subscription to the management group.",
    remedy:
      "It takes Owner on the subscription and Management Group Contributor on its old and new management group.",
    exit: 3,
  },
  management_group_move_unconfirmed: {
    level: "error",
    meaning: "Azure accepted the move to the management group, but does not show it yet.",
    remedy: AGAIN,
    exit: 4,
  },

  // The way back
  reactivate_confirm: {
    level: "question",
    meaning: "The subscription is enabled again and bills again. Go on?",
  },
  reactivate_refused: {
    level: "error",
    meaning: "Azure refused to enable the subscription.",
    remedy: "`sundown support` prepares a request with every fact in it.",
    exit: 3,
  },
  reactivate_unconfirmed: {
    level: "error",
    meaning: "Azure accepted the request, but the subscription's state does not show it yet.",
    remedy: `The state flips for some minutes. ${AGAIN}`,
    exit: 4,
  },
  reactivate_by_support: {
    level: "info",
    meaning: "This offer is reactivated by support; the request is prepared.",
    remedy: "Send the prepared request before the date it names.",
    exit: 4,
  },
  reactivate_too_late: {
    level: "error",
    meaning: "The time in which a cancelled subscription can be reactivated is over.",
    remedy: "Nothing brings it back. Restore from the backups named in decommission.yaml.",
    exit: 3,
  },
  reactivate_undo_roles: {
    level: "question",
    meaning: "Custom roles and role assignments are written back as they were. Go on?",
  },
  reactivate_undo_group: {
    level: "question",
    meaning: "The subscription goes back to the management group it was in. Go on?",
  },
  reactivate_cannot_undo: {
    level: "warning",
    meaning: "Something is not brought back by enabling the subscription, and by nothing else.",
    remedy: "Restore it from the backups that decommission.yaml names.",
  },
  role_changed_since: {
    level: "error",
    meaning: "A custom role was changed since it was trimmed, so it is not overwritten.",
    remedy: "Add the subscription to its AssignableScopes by hand; evidence.md shows it as it was.",
    exit: 4,
  },
  reactivate_done: { level: "info", meaning: "The subscription is Enabled, seen several times in a row." },
  support_request_written: { level: "info", meaning: "The support request is written and ready to send." },
  lifecycle_not_as_promised: {
    level: "warning",
    meaning: "Something after the cancel is not as Azure promises.",
    remedy: "Look at what is named; `sundown support` prepares a request with every fact in it.",
  },

  // Status
  status_seen: { level: "info", meaning: "What `sundown status --watch` saw has changed." },
  status_no_dates: {
    level: "error",
    meaning: "There is no date to put into a calendar yet.",
    remedy: "The dates follow from the cancel: run it again then, where the journal of the cancel lies.",
    exit: 3,
  },
  matrix_too_large: {
    level: "error",
    meaning: "There are more decommissions than a GitHub Actions matrix has jobs.",
    remedy: "Keep those that are over in another folder, for example decommission-done/.",
    exit: 3,
  },

  // Evidence
});
