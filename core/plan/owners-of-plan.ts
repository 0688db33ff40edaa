import type { OwnerState } from "../dependencies/owner-state.ts";
import type { Plan } from "./plan.ts";

/**
 * The stacks and states a plan was made with, as far as the plan itself holds them. Whoever plans again to compare
 * has no stack export or state file at hand; with these the same Azure gives the same plan.
 */
export function ownersOfPlan({ owners, resources }: Pick<Plan, "owners" | "resources">): OwnerState[] {
  return owners.map(({ source, ids, protected: kept, retained }) => ({
    source,
    owned: ids,
    protected: kept,
    retained,
    dependencies: resources.flatMap(({ id, dependsOn }) =>
      dependsOn
        .filter(({ trust, because }) => trust === "stack" && because === source)
        .map(({ on }) => ({ from: id, to: on })),
    ),
  }));
}
