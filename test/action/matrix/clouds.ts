import { connect } from "../../../azure/connect.ts";
import type { AzureConnection } from "../../../azure/connection.ts";
import { readInventory } from "../../../azure/read-inventory.ts";
import { buildPlan } from "../../../core/plan/build-plan.ts";
import type { Plan } from "../../../core/plan/plan.ts";
import { type AzureSimulator, startAzureSimulator } from "../../../simulator/azure-simulator.ts";
import { subscription, subscriptionId } from "../../support/estate.ts";
import { trust } from "../../support/simulator.ts";
import { roleEstate, tearDown } from "../world.ts";

export interface Cloud {
  readonly azure: AzureSimulator;
  readonly connection: AzureConnection;
}

/** One Azure as it was planned, for `verify`, and one after the teardown, for `cancel`. */
export interface Clouds {
  readonly plan: Plan;
  readonly full: Cloud;
  readonly empty: Cloud;
  close(): Promise<void>;
}

export async function startClouds(): Promise<Clouds> {
  const full = await startCloud();
  const empty = await startCloud();
  const inventory = await readInventory(full.connection, subscriptionId);
  const plan = buildPlan(inventory, { takenAt: new Date("2026-01-01T00:00:00Z") });
  await tearDown(empty, plan);
  return {
    plan,
    full,
    empty,
    async close() {
      await full.azure.close();
      await empty.azure.close();
    },
  };
}

async function startCloud(): Promise<Cloud> {
  const azure = await startAzureSimulator({ estate: roleEstate(), speed: 4000 });
  trust(azure);
  return { azure, connection: await connect(azure.environment()) };
}

export function stateOf({ azure }: Cloud): string | undefined {
  return azure.state().subscriptions.find((entry) => entry.subscriptionId === subscriptionId)?.state;
}

/** Back to before the cancel, for the next scenario. */
export async function enableAgain(cloud: Cloud): Promise<void> {
  if (stateOf(cloud) === "Enabled") return;
  await cloud.connection.request({
    method: "POST",
    path: `${subscription}/providers/Microsoft.Subscription/enable`,
    apiVersion: "2021-10-01",
  });
  for (let turn = 0; turn < 50 && stateOf(cloud) !== "Enabled"; turn += 1) cloud.azure.advance(60);
  if (stateOf(cloud) !== "Enabled") throw new Error("the subscription cannot be enabled again");
}
