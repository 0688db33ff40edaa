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
    level: "warning",
    meaning: "The type given with a resource is not that of its id; the id's is used.",
    remedy: "Read the inventory again, or correct the entry: what its id says is what goes.",
  },
  name_contradicted: {
    level: "warning",
    meaning: "The name given with a resource is not that of its id; the id's is used.",
    remedy: "Read the inventory again, or correct the entry: what its id says is what goes.",
  },
  group_contradicted: {
    level: "warning",
    meaning: "The group given with a resource is not the one that its id lies in; the id's is used.",
    remedy: "Read the inventory again, or correct the entry: what its id says is what goes.",
  },
  plan_asks_less: {
    level: "error",
    meaning:
      "The approved plan leaves out what a plan made from Azure now asks for: a backup, a role change, an order, something held, a cost, or what needs it elsewhere.",
    remedy: "Run `sundown plan` again and have the new plan approved.",
    exit: 3,
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
  billing_not_read: {
    level: "warning",
    meaning: "Something about money or rights could not be read; the plan is made without it.",
    remedy:
      "Costs take Cost Management Reader on the subscription (under an Enterprise Agreement also view charges switched on), reservations and savings plans their readers' roles. Else look in the portal.",
  },
  plan_version_unknown: {
    level: "error",
    meaning: "plan.json was written by a version of Sundown that this one does not know.",
    remedy: "Use the version that wrote it, or plan again.",
    exit: 2,
  },
  plan_page_differs: {
    level: "warning",
    meaning: "plan.md does not say what plan.json says; only plan.json is approved and carried out.",
    remedy:
      "Do not review by this page: it was changed, or another version of Sundown wrote it. Run `sundown plan` again, which writes both.",
  },
  plan_digest_mismatch: {
    level: "error",
    meaning: "plan.json was changed after it was written: its digest is not that of its content.",
    remedy: "Write it again with `sundown plan` and have it approved again.",
    exit: 3,
  },
  plan_operation_stray: {
    level: "error",
    meaning:
      "plan.json acts on something outside its subscription, or that it does not name to those who review it.",
    remedy:
      "Nobody's plan does that by itself: find out who changed the file, and write it again with `sundown plan`.",
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
  vault_keeps_items: {
    level: "warning",
    meaning: "The vault keeps the items whose protection was stopped for some days, and cannot go before.",
    remedy: "Stop the protection now, so that the days begin; plan again after the date.",
    exit: 4,
  },
  vault_immutable: {
    level: "warning",
    meaning: "The vault is locked as immutable, so its recovery points cannot be deleted.",
    remedy: "Wait until the last recovery point has expired; nobody can shorten that.",
    exit: 4,
  },
  vault_guarded: {
    level: "warning",
    meaning:
      "The vault asks for a second person's approval (a resource guard) before protection can be stopped.",
    remedy: "Have the guard's owner approve, or take the guard off the vault; then plan again.",
    exit: 4,
  },
  purge_protected: {
    level: "warning",
    meaning:
      "Purge protection keeps the deleted resource until a date; the teardown itself does not wait for it.",
    remedy: "Nothing needs to be done: Azure removes it on that date.",
    exit: 4,
  },
  legal_hold: {
    level: "warning",
    meaning: "A legal hold keeps the container, and with it the storage account.",
    remedy: "Have whoever is responsible for the hold clear it; then plan again.",
    exit: 4,
  },
  storage_immutable: {
    level: "warning",
    meaning: "A locked immutability policy keeps what was written until it is old enough.",
    remedy: "Wait until the date; nobody can shorten a locked policy.",
    exit: 4,
  },
  storage_versions_kept: {
    level: "warning",
    meaning:
      "Version-level immutability keeps the container, and with it the account, while any blob is in it.",
    remedy:
      "Delete every version of its blobs once their policies allow it, and then the container; plan again.",
    exit: 4,
  },
  circuit_provisioned: {
    level: "warning",
    meaning:
      "The provider has not taken down the ExpressRoute circuit, so it cannot be deleted and keeps billing.",
    remedy: "Have the connectivity provider deprovision the circuit; then plan again.",
    exit: 4,
  },
  pair_ends_elsewhere: {
    level: "warning",
    meaning:
      "Its pair or replication can only be ended on the other side, which lies in another subscription.",
    remedy: "Have the owner of the other side break the pair or delete the replication; then plan again.",
    exit: 4,
  },
  saas_subscribed: {
    level: "warning",
    meaning: "The marketplace SaaS subscription is active and blocks the delete of its group.",
    remedy: "Cancel the subscription at its publisher or in the portal; then plan again.",
    exit: 4,
  },
  deny_action_from_above: {
    level: "warning",
    meaning: "A policy assigned above the subscription denies deletes.",
    remedy: "Ask its owner for an exemption for this subscription.",
    exit: 4,
  },
  deny_assignment: {
    level: "warning",
    meaning: "A deny assignment that is not of this subscription's making refuses to delete the resource.",
    remedy: "Have the owner of the deny assignment take it away; then plan again.",
    exit: 4,
  },
  kept_by_soft_delete: {
    level: "info",
    meaning:
      "Azure keeps what was deleted for some days, and it cannot be purged. The teardown does not wait for it.",
  },
  stack_unreadable: {
    level: "error",
    meaning: "The file given with --stack is not an export of a Pulumi stack.",
    remedy: "Make it with `pulumi stack export --file FILE`.",
    exit: 2,
  },
  terraform_state_unreadable: {
    level: "error",
    meaning: "The file given with --tfstate is not a Terraform state of version 4.",
    remedy: "Make it with `terraform state pull > FILE`.",
    exit: 2,
  },
  protected_elsewhere: {
    level: "warning",
    meaning: "A Pulumi stack owns the resource and protects or retains it.",
    remedy: "Take the protection off in that stack, or leave the resource out; then plan again.",
    exit: 4,
  },
});
