import { defineMessages } from "./definition.ts";

/** What stopping services and moving resources can say. */
export const serviceMessages = defineMessages({
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
