import { setTimeout as sleep } from "node:timers/promises";
import type { AzureConnection } from "../../azure/connection.ts";
import { readInventory } from "../../azure/read-inventory.ts";
import { readSubscription } from "../../azure/read-subscription.ts";
import { readCustomRoles, rolesNaming } from "../../azure/roles/read-custom-roles.ts";
import { readCancelRight } from "../../azure/subscription/read-cancel-right.ts";
import type { Inventory } from "../../core/inventory/inventory.ts";
import { decideCancel } from "../../core/lifecycle/decide-cancel.ts";
import { parseSubscriptionState } from "../../core/lifecycle/subscription-state.ts";
import { whatIsLeft } from "../../core/lifecycle/what-is-left.ts";
import { acknowledgesPastDue } from "../../core/manifest/acknowledgements.ts";
import type { Manifest } from "../../core/manifest/manifest.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { count } from "../../core/report/markdown.ts";

export interface ReadyOptions {
  readonly connection: AzureConnection;
  readonly plan: Pick<Plan, "subscription" | "selfMade">;
  readonly manifest: Pick<Manifest, "subscription" | "managementGroup" | "acknowledge">;
  readonly signal: AbortSignal;
  /** How often the tenant's flickering list of roles is read. @default 3 */
  readonly roleReads?: number;
  /** Milliseconds between these reads. @default 1_000 */
  readonly roleReadIntervalMs?: number;
}

const SHOWN = 10;

/**
 * Reads everything a cancel depends on, now: the subscription is the named one and Enabled, this identity may cancel
 * it, nothing is left in it, no custom role names it. Resolves to "cancelled" when it was cancelled before, to "pastDue"
 * when an invoice is unpaid and the manifest acknowledges that.
 *
 * @throws SundownError subscription_name_changed, subscription_past_due, subscription_deleted, subscription_state_unknown,
 *   offer_needs_person, offer_unknown, cancel_not_permitted, cancel_right_unknown, resources_left, roles_not_trimmed, not_permitted
 */
export async function proveReady(options: ReadyOptions): Promise<"ready" | "pastDue" | "cancelled"> {
  const { connection, plan, manifest, signal } = options;
  const place = `/subscriptions/${plan.subscription.id}`;
  const subscription = await readSubscription(connection, plan.subscription.id, signal);
  const named = manifest.subscription;
  if (
    named.id.toLowerCase() !== plan.subscription.id.toLowerCase() ||
    named.name !== subscription.displayName
  ) {
    throw new SundownError("subscription_name_changed", {
      message: `The manifest names ${named.id} ${JSON.stringify(named.name)}; in Azure it is ${subscription.subscriptionId} ${JSON.stringify(subscription.displayName ?? "")}.`,
      place,
    });
  }
  const decision = decideCancel(subscription.state, acknowledgesPastDue(manifest));
  if (decision.kind === "refuse") throw new SundownError(decision.code, { message: decision.message, place });
  if (decision.kind === "cancelled") return "cancelled";

  const right = await readCancelRight(connection, plan.subscription.id, signal);
  if (right.able !== true) {
    throw new SundownError(right.code ?? "cancel_right_unknown", {
      message: `This identity cannot cancel ${plan.subscription.id}: ${right.because}.`,
      place,
    });
  }
  proveNothingLeft(await readInventory(connection, plan.subscription.id, { signal }), plan);
  await proveRolesTrimmed(options);
  return parseSubscriptionState(subscription.state) === "PastDue" ? "pastDue" : "ready";
}

/** @throws SundownError resources_left, naming the first of them */
export function proveNothingLeft(
  inventory: Pick<Inventory, "resources" | "resourceGroups">,
  plan: ReadyOptions["plan"],
): void {
  const left = whatIsLeft(inventory, plan);
  if (left.length === 0) return;
  const more = left.length > SHOWN ? ` and ${left.length - SHOWN} more` : "";
  throw new SundownError("resources_left", {
    message: `${count(left.length, "group or resource is", "groups or resources are")} left: ${left.slice(0, SHOWN).join(", ")}${more}.`,
    place: `/subscriptions/${plan.subscription.id}`,
    data: { left },
  });
}

/** Any read that shows a role with the subscription in it counts: the list can be behind, but it does not invent. */
async function proveRolesTrimmed({
  connection,
  plan,
  signal,
  roleReads = 3,
  roleReadIntervalMs = 1_000,
}: ReadyOptions): Promise<void> {
  for (let read = 0; read < roleReads; read++) {
    if (read > 0) await sleep(roleReadIntervalMs, undefined, { signal });
    const naming = rolesNaming(await readCustomRoles(connection, signal), plan.subscription.id);
    if (naming.length === 0) continue;
    const names = naming.map(({ properties }) => properties.roleName);
    throw new SundownError("roles_not_trimmed", {
      message: `${count(names.length, "custom role still names", "custom roles still name")} the subscription: ${names.slice(0, SHOWN).join(", ")}.`,
      place: `/subscriptions/${plan.subscription.id}`,
      data: { roles: naming.map(({ id }) => id) },
    });
  }
}
