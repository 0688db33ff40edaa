import type { Drift } from "../plan/find-drift.ts";
import type { DriftFacts } from "./gate-facts.ts";

/**
 * Drift in sentences. Before the teardown has begun (nothing the plan names is gone) a fresh plan also has to have
 * the very digest that was approved; afterwards that comparison means nothing.
 */
export function driftFacts(
  drift: Drift,
  digests: { readonly approved: string; readonly fresh: string },
): DriftFacts {
  const differences = [
    ...drift.unplanned.map((id) => `The plan does not name ${id}.`),
    ...drift.changed.map(({ id, what }) => `Changed since the plan: ${id} (${what}).`),
  ];
  if (differences.length === 0 && drift.gone.length === 0 && digests.approved !== digests.fresh) {
    differences.push(
      `A plan made now, by this version of Sundown, has the digest ${digests.fresh.slice(0, 12)}…, the approved one is ${digests.approved.slice(0, 12)}….`,
    );
  }
  return { differences };
}
