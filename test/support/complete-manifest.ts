import { stringify } from "yaml";
import { acknowledgements } from "../../core/manifest/acknowledgements.ts";
import { requiredGroups, requiredLocks, requiredPurges } from "../../core/manifest/required-ids.ts";
import type { Plan } from "../../core/plan/plan.ts";

/** A manifest in which everything the plan asks is decided: all groups go, no backup is needed. */
export function completeManifest(plan: Plan): string {
  return stringify({
    subscription: { id: plan.subscription.id, name: plan.subscription.name },
    reason: "replaced by the new platform",
    resourceGroups: requiredGroups(plan).map(({ name }) => name),
    backups: plan.backupsNeeded.map(({ of }) => ({ of, waived: "nothing of value is in it" })),
    roleScopes: plan.roles.map(({ role, change, remaining }) => ({ role, change, remaining })),
    locks: requiredLocks(plan),
    purges: requiredPurges(plan),
    acknowledge: acknowledgements(plan).map(({ key }) => key),
  });
}
