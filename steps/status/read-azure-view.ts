import type { AzureConnection } from "../../azure/connection.ts";
import { readInventory } from "../../azure/read-inventory.ts";
import { readSubscription } from "../../azure/read-subscription.ts";
import { readCustomRoles, rolesNaming } from "../../azure/roles/read-custom-roles.ts";
import { readCancelRight } from "../../azure/subscription/read-cancel-right.ts";
import type { Resource, Subscription } from "../../core/inventory/inventory.ts";
import { whatIsLeft } from "../../core/lifecycle/what-is-left.ts";
import type { WhoCanCancel } from "../../core/lifecycle/who-can-cancel.ts";
import { isSundownError } from "../../core/messages/sundown-error.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { StepContext } from "../step-context.ts";

/** What Azure says; every member is absent when it could not be read. */
export interface AzureView {
  readonly subscription?: Subscription;
  /** Ids of groups and resources left. */
  readonly left?: readonly string[];
  /** Ids of virtual machines whose state was read and is not deallocated. */
  readonly running?: readonly string[];
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
  const [left, roles, rights] = await Promise.all([
    part(async (azure) => {
      const inventory = await readInventory(azure, subscriptionId, { signal });
      return {
        left: whatIsLeft(inventory, plan ?? { selfMade: [] }),
        running: inventory.resources.filter(isRunning).map(({ id }) => id),
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

/** Resource Graph shows a machine's power state under `extended`; one without it says nothing. */
function isRunning(resource: Resource): boolean {
  if (resource.type.toLowerCase() !== "microsoft.compute/virtualmachines") return false;
  const code = ["extended", "instanceView", "powerState", "code"].reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
    resource.properties,
  );
  return typeof code === "string" && code.toLowerCase() !== "powerstate/deallocated";
}
