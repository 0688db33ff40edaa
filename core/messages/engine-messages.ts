import { defineMessages } from "./definition.ts";

export const engineMessages = defineMessages({
  journal_unwritable: {
    level: "error",
    meaning: "The journal cannot be written, so no further call to Azure is made.",
    remedy:
      "Free some space or fix the permissions of the run folder, then run again: it goes on where it stopped.",
    exit: 1,
  },
  journal_broken: {
    level: "error",
    meaning: "The journal was changed or damaged: its chain of digests does not hold.",
    remedy:
      "Restore a whole one from a copy. Where none is left, move the whole run folder to where evidence is kept: a new journal starts, and Azure's state is read again.",
    exit: 3,
  },
  subscription_not_planned: {
    level: "error",
    meaning: "Azure answers with another subscription or tenant than the plan is for.",
    remedy: "Sign in to the tenant the plan was made in; nothing was changed.",
    exit: 3,
  },
  run_locked: {
    level: "error",
    meaning: "Another run works on the same subscription, on this machine or another one.",
    remedy: "Wait for it, or end it.",
    exit: 3,
  },
  run_lock_local: {
    level: "info",
    meaning:
      "Only runs on this machine are kept off the subscription: there is no backup account to lease a blob in.",
    remedy: "Make sure that nobody works on it from another machine.",
  },
  run_lease_unreachable: {
    level: "error",
    meaning: "Whether another machine works on the subscription cannot be read from the backup account.",
    remedy: "Make the account reachable, then run again; nothing was changed.",
    exit: 1,
  },
  run_lease_lost: {
    level: "error",
    meaning:
      "The lease in the backup account could not be kept, so another machine may work on the subscription.",
    remedy: "Make sure that nobody does and that the account is reachable, then run again to go on.",
    exit: 3,
  },
  operation_graph_broken: {
    level: "error",
    meaning: "Operations of the plan wait for each other in a circle, so none of them can start.",
    remedy: "Make a new plan; what was done stays done.",
    exit: 3,
  },
  operation_unknown_action: {
    level: "error",
    meaning: "The plan asks for an action that this version of Sundown does not know.",
    remedy: "Use the version that made the plan; nothing was changed.",
    exit: 2,
  },
  operation_busy: {
    level: "warning",
    meaning: "Azure was still busy with it after every wait.",
    remedy: "Run again later; it goes on where it stopped.",
  },
  operation_in_use: {
    level: "warning",
    meaning: "Something still uses it.",
    remedy: "See what Azure names; if it is new, make a new plan and have it approved.",
  },
  operation_locked: {
    level: "warning",
    meaning: "A lock that the approved plan does not remove stands on it.",
    remedy: "Make a new plan, which will name the lock, and have it approved.",
  },
  operation_protected: {
    level: "warning",
    meaning:
      "It is protected (soft delete, immutability, retention) and only time or its owner can end that.",
    remedy: "Run again after the date, or end the protection where that is allowed.",
  },
  operation_denied_by_policy: {
    level: "warning",
    meaning: "An Azure policy denies it.",
    remedy: "Have the policy's owner exempt this subscription, then run again.",
  },
  operation_not_permitted: {
    level: "warning",
    meaning: "This identity may not do it.",
    remedy:
      "Have the missing role assigned, or ask support where a deny assignment was left behind; then run again.",
  },
  operation_throttled: {
    level: "warning",
    meaning: "Azure asked for a pause and still did after every wait.",
    remedy: "Run again later; it goes on where it stopped.",
  },
  operation_unanswered: {
    level: "warning",
    meaning: "Azure gave no usable answer, however often it was asked.",
    remedy: "Run again: the state is read before anything is repeated.",
  },
  operation_failed: {
    level: "warning",
    meaning: "Azure tried and failed.",
    remedy: "Read Azure's own message, then run again or ask support with the correlation id.",
  },
  operation_not_gone: {
    level: "warning",
    meaning: "Azure says it is done, yet still shows it.",
    remedy: "Run again later; if it stays, it is a leftover for support.",
  },
  operation_unplanned: {
    level: "warning",
    meaning: "There is something in it that the approved plan does not name.",
    remedy: "Make a new plan with it and have it approved, or move it away.",
  },
  operation_changed: {
    level: "warning",
    meaning: "Something in it was changed after the plan was made and before the teardown began.",
    remedy: "Find out by whom; if it may go all the same, make a new plan and have it approved.",
  },
  operation_changed_hands: {
    level: "warning",
    meaning: "Something in it got another identity, manager or tags after the teardown began.",
    remedy: "Find out who took it over; if it may go all the same, make a new plan and have it approved.",
  },
  operation_recreated: {
    level: "warning",
    meaning: "Something in it was deleted and made again under the same id after the teardown began.",
    remedy: "Find out who needs it; if it may go all the same, make a new plan and have it approved.",
  },
  operation_waiting: {
    level: "warning",
    meaning: "It waits for something that is held.",
    remedy: "It goes by itself once what it waits for is gone; run again then.",
  },
  destroy_confirm: {
    level: "question",
    meaning:
      "Everything the approved plan names is deleted for good; the subscription's name is typed to confirm.",
  },
  destroy_confirm_group: {
    level: "question",
    meaning: "Without a pull request each resource group is confirmed by typing its name.",
  },
  destroy_nothing_left: {
    level: "info",
    meaning: "Nothing that the approved plan names is left to do, so nothing was asked.",
  },
  destroy_unplanned: {
    level: "warning",
    meaning: "Something exists that the approved plan does not name; it is not touched.",
    remedy: "Make a new plan with it and have it approved.",
  },
  destroy_changed: {
    level: "warning",
    meaning: "Something that the plan names is not as it was approved any more; it is not touched.",
    remedy: "Find out by whom; if it may go all the same, make a new plan and have it approved.",
  },
  destroy_locks_put_back: {
    level: "info",
    meaning: "The teardown had removed this lock and did not come to its end, so it stands again.",
    remedy: "Run again to go on: it is removed once more when its turn comes.",
  },
  destroy_locks_missing: {
    level: "warning",
    meaning: "The teardown had removed this lock, did not come to its end, and could not put it back.",
    remedy: "Put it back by hand, or run again to go on.",
  },
  destroy_ghosts: {
    level: "warning",
    meaning: "Azure still lists what a GET says is gone.",
    remedy: "Lists lag for minutes; if it stays, it is a leftover that may stop the cancel.",
  },
  held_by_plan: {
    level: "warning",
    meaning: "The plan holds it: it cannot be removed yet.",
    remedy: "See the plan's entry for it.",
  },
});
