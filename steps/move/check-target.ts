import type { AzureConnection } from "../../azure/connection.ts";
import { readSubscription } from "../../azure/read-subscription.ts";
import { subscriptionIdOf } from "../../core/arm-id.ts";
import { isSundownError, SundownError } from "../../core/messages/sundown-error.ts";
import type { Plan } from "../../core/plan/plan.ts";

/**
 * The subscription that something is to move to takes it: it is Enabled, and in the same tenant.
 * @throws SundownError move_target_unknown, move_across_tenants
 */
export async function checkTarget(
  connection: AzureConnection,
  plan: Pick<Plan, "subscription">,
  to: string,
  signal: AbortSignal,
): Promise<void> {
  const id = subscriptionIdOf(to) ?? "";
  const target = await readSubscription(connection, id, signal).catch((error: unknown) => {
    if (!isSundownError(error) || error.code === "cloud_unreachable") throw error;
    throw new SundownError("move_target_unknown", { message: error.message, place: to, cause: error });
  });
  if (target.state !== "Enabled")
    throw new SundownError("move_target_unknown", {
      message: `the subscription ${id} is ${target.state}`,
      place: to,
    });
  const own = plan.subscription.tenantId?.toLowerCase();
  const theirs = target.tenantId?.toLowerCase();
  if (own !== undefined && theirs !== undefined && own !== theirs)
    throw new SundownError("move_across_tenants", {
      message: `the subscription ${id} is in the tenant ${theirs}, what is to be moved in ${own}`,
      place: to,
    });
}
