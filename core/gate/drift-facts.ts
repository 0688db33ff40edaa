import { idKey } from "../arm-id.ts";
import { comparePlans } from "../plan/compare-plans.ts";
import type { Drift } from "../plan/find-drift.ts";
import type { Plan } from "../plan/plan.ts";
import type { DriftFacts } from "./gate-facts.ts";

type Compared = Pick<Plan, "planDigest" | "locks" | "roles" | "dependents">;

/**
 * Drift in sentences. Before the teardown has begun a plan made now also has to have the very digest that was
 * approved. Once something the plan names is gone (a resource, a lock, a role's scope) that comparison means nothing
 * any more, and what is left to hold is that nothing new has come.
 */
export function driftFacts(drift: Drift, approved: Compared, fresh: Compared): DriftFacts {
  const locks = compareIds(lockIds(approved), lockIds(fresh));
  const roles = compareIds(roleIds(approved), roleIds(fresh));
  const differences = [
    ...drift.unplanned.map((id) => `The plan does not name ${id}.`),
    ...drift.changed.map(({ id, what }) => `Changed since the plan: ${id} (${what}).`),
    ...locks.added.map((id) => `The plan does not name the lock ${id}.`),
    ...roles.added.map(
      (id) => `The plan does not name the role ${id}, which has the subscription in its scopes.`,
    ),
  ];
  const begun = drift.gone.length > 0 || locks.gone.length > 0 || roles.gone.length > 0;
  if (differences.length === 0 && !begun && approved.planDigest !== fresh.planDigest) {
    differences.push(
      `A plan made now, by this version of Sundown, has the digest ${fresh.planDigest.slice(0, 12)}…, the approved one is ${approved.planDigest.slice(0, 12)}….`,
      ...comparePlans(approved, fresh),
    );
  }
  return { differences };
}

const lockIds = ({ locks }: Compared): string[] => locks.map(({ id }) => id);
const roleIds = ({ roles }: Compared): string[] => roles.map(({ role }) => role);

function compareIds(before: readonly string[], after: readonly string[]) {
  const old = new Set(before.map(idKey));
  const now = new Set(after.map(idKey));
  return {
    added: after.filter((id) => !old.has(idKey(id))),
    gone: before.filter((id) => !now.has(idKey(id))),
  };
}
