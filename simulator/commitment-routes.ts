import type { Hono } from "hono";
import { answer, demand, type SimulatorEnvironment } from "./http.ts";
import type { World } from "./world.ts";

/** Reservations and savings plans, which belong to the tenant and not to a subscription. */
export function registerCommitmentRoutes(app: Hono<SimulatorEnvironment>, world: World): void {
  app.get("/~/microsoft.capacity/reservations", (c) => {
    demand(world, c, "Microsoft.Capacity/reservations/read", "");
    return answer(c, 200, { value: world.estate.reservations ?? [] });
  });
  app.get("/~/microsoft.billingbenefits/savingsplans", (c) => {
    demand(world, c, "Microsoft.BillingBenefits/savingsPlans/read", "");
    return answer(c, 200, { value: world.estate.savingsPlans ?? [] });
  });
}
