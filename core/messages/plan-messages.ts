import { defineMessages } from "./definition.ts";

export const planMessages = defineMessages({
  inventory_not_json: {
    level: "error",
    meaning: "The inventory is not JSON.",
    remedy: "Give a file that holds one JSON document.",
    exit: 2,
  },
  inventory_invalid: {
    level: "error",
    meaning: "The inventory does not have the shape that is expected.",
    remedy:
      "Correct the places that are named; only `resources`, an array of objects with an `id`, is required.",
    exit: 2,
  },
  id_malformed: {
    level: "error",
    meaning: "An id in the inventory is not an ARM id.",
    remedy: "Give the full id: /subscriptions/…/resourceGroups/…/providers/Namespace/type/name.",
    exit: 2,
  },
  id_encoded: {
    level: "info",
    meaning: "An id contains percent-encoded characters; it is compared in its decoded form.",
  },
  resource_listed_twice: {
    level: "info",
    meaning: "A resource stands in the inventory more than once with the same content; one is kept.",
  },
  resource_contradicted: {
    level: "error",
    meaning:
      "A resource stands in the inventory twice with different content, so it is not known what exists.",
    remedy: "Read the inventory again, or remove the entry that is out of date.",
    exit: 2,
  },
  type_contradicted: {
    level: "info",
    meaning: "The type given with a resource is not that of its id; the id's is used.",
  },
  subscription_unknown: {
    level: "error",
    meaning: "Neither the inventory nor any id in it says which subscription this is.",
    remedy: "Add `subscription: {subscriptionId}` to the inventory.",
    exit: 2,
  },
  subscription_ambiguous: {
    level: "error",
    meaning: "The inventory has resources of several subscriptions and does not say which one is to go.",
    remedy: "Add `subscription: {subscriptionId}` to the inventory.",
    exit: 2,
  },
  plan_unreadable: {
    level: "error",
    meaning: "plan.json cannot be read as a plan.",
    remedy: "Write it again with `sundown plan`; it is not made to be edited.",
    exit: 2,
  },
  plan_version_unknown: {
    level: "error",
    meaning: "plan.json was written by a version of Sundown that this one does not know.",
    remedy: "Use the version that wrote it, or plan again.",
    exit: 2,
  },
  plan_digest_mismatch: {
    level: "error",
    meaning: "plan.json was changed after it was written: its digest is not that of its content.",
    remedy: "Write it again with `sundown plan` and have it approved again.",
    exit: 3,
  },
  resource_not_in_plan: {
    level: "error",
    meaning: "The plan knows no resource or group with this id.",
    remedy: "Check the id; `sundown plan` lists all of them in plan.json.",
    exit: 2,
  },
  outside_subscription: {
    level: "warning",
    meaning: "The resource lies outside the subscription that is to go.",
    remedy: "Nothing is done to it. Remove it from the inventory, or decommission its own subscription.",
    exit: 4,
  },
  managed_group_orphaned: {
    level: "warning",
    meaning: "The group is managed by a resource that does not exist any more, so only Azure can remove it.",
    remedy: "Ask Azure support to remove the deny assignment and the group.",
    exit: 4,
  },
  waits_for_held: {
    level: "warning",
    meaning: "The resource can only go after, or together with, one that is held.",
    remedy: "Resolve what holds the other one; then plan again.",
    exit: 4,
  },
  scope_assignment_kept: {
    level: "warning",
    meaning:
      "The assignment gives the rights that are needed to finish, so it stays until the subscription is gone.",
    remedy: "Nothing needs to be done: it goes with the subscription.",
    exit: 4,
  },
});
