import type { AzureConnection } from "../../azure/connection.ts";
import { readInventory } from "../../azure/read-inventory.ts";
import { readSubscription } from "../../azure/read-subscription.ts";
import { readCustomRoles, rolesNaming } from "../../azure/roles/read-custom-roles.ts";
import { readCancelRight } from "../../azure/subscription/read-cancel-right.ts";
import type { Subscription } from "../../core/inventory/inventory.ts";
import { CANCELLED_STATES, parseSubscriptionState } from "../../core/lifecycle/subscription-state.ts";
import { whatIsLeft } from "../../core/lifecycle/what-is-left.ts";
import type { WhoCanCancel } from "../../core/lifecycle/who-can-cancel.ts";
import { isSundownError } from "../../core/messages/sundown-error.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { StepContext } from "../step-context.ts";
import { readBrokenPromises } from "./read-broken-promises.ts";

/** What Azure says; every member is absent when it could not be read. */
export interface AzureView {
  readonly subscription?: Subscription;
  /** Ids of groups and resources left. */
  readonly left?: readonly string[];
  /** Ids of virtual machines that are not deallocated; only looked for after a cancel. */
  readonly running?: readonly string[];
  /** Ids of storage accounts that still take writes; only looked for after a cancel. */
  readonly writable?: readonly string[];
  /** Names of custom roles that still name the subscription. */
  readonly rolesLeft?: readonly string[];
  readonly whoCanCancel?: WhoCanCancel;
  /** What could not be read, one sentence each. */
  readonly unknown: readonly string[];
}

/** Reads what status shows. A part that cannot be read is a sentence in `unknown`; the others are still shown. */
export async function readAzureView(
  subscriptionId: string,
  plan: Pick<Plan, "selfMade"> | undefined,
  context: StepContext,
): Promise<AzureView> {
  const unknown: string[] = [];
  const part = async <Value extends object>(
    read: (azure: AzureConnection) => Promise<Value>,
  ): Promise<Partial<Value>> => {
    try {
      return await read(await context.azure());
    } catch (error) {
      if (!isSundownError(error)) throw error;
      unknown.push(`${error.code}: ${error.message}`);
      return {};
    }
  };
  const { signal } = context;
  const subscription = await part(async (azure) => ({
    subscription: await readSubscription(azure, subscriptionId, signal),
  }));
  // Without the subscription itself the rest would only repeat why it cannot be read.
  if (subscription.subscription === undefined) return { unknown };
  const state = parseSubscriptionState(subscription.subscription.state);
  const isCancelled = state !== undefined && CANCELLED_STATES.includes(state);
  const [left, roles, rights] = await Promise.all([
    part(async (azure) => {
      const inventory = await readInventory(azure, subscriptionId, { signal });
      const broken = isCancelled
        ? await readBrokenPromises(azure, inventory.resources, signal)
        : { running: [], writable: [], unknown: [] };
      unknown.push(...broken.unknown);
      return {
        running: broken.running,
        writable: broken.writable,
        left: whatIsLeft(inventory, plan ?? { selfMade: [] }),
      };
    }),
    part(async (azure) => ({
      rolesLeft: rolesNaming(await readCustomRoles(azure, signal), subscriptionId).map(
        ({ properties }) => properties.roleName,
      ),
    })),
    part(async (azure) => ({
      whoCanCancel: await readCancelRight(azure, subscriptionId, signal),
    })),
  ]);
  return { ...subscription, ...left, ...roles, ...rights, unknown };
}
