import { groupIdOf, idKey } from "../arm-id.ts";
import { isSelfMade, isSelfMadeGroup } from "../blockers/self-made-names.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { Plan } from "./plan.ts";

export interface Drift {
  /** Ids that exist but that the plan does not name. */
  readonly unplanned: readonly string[];
  /** What the plan names and what has changed in a way that matters. */
  readonly changed: readonly { readonly id: string; readonly what: string }[];
  /** Ids that the plan names and that do not exist any more. No problem in itself. */
  readonly gone: readonly string[];
}

/** What has happened between the plan and a fresh inventory. What Azure makes by itself is no drift. */
export function findDrift(plan: Plan, fresh: Inventory): Drift {
  const planned = new Map(plan.resources.map((resource) => [idKey(resource.id), resource]));
  const groups = new Set(plan.resourceGroups.map(({ id }) => idKey(id)));
  const managed = new Set(
    plan.resourceGroups.filter(({ managedBy }) => managedBy !== undefined).map(({ id }) => idKey(id)),
  );
  const seen = new Set<string>();
  const unplanned: string[] = [];
  const changed: { id: string; what: string }[] = [];
  for (const resource of fresh.resources) {
    const key = idKey(resource.id);
    seen.add(key);
    // The manager of a group adds and removes in it as it likes, and takes all of it along.
    const isManaged = managed.has(groupIdOf(key) ?? "");
    const known = planned.get(key);
    if (isSelfMade(resource.id)) continue;
    if (known === undefined) {
      if (!isManaged) unplanned.push(resource.id);
    } else if (
      !isManaged &&
      known.fingerprint !== undefined &&
      known.fingerprint !== fingerprintOf(resource)
    ) {
      changed.push({ id: resource.id, what: "its type, location, sku, identity, manager or properties" });
    }
  }
  for (const group of fresh.resourceGroups) {
    const key = idKey(group.id);
    seen.add(key);
    if (!groups.has(key) && !isSelfMadeGroup(group.id)) unplanned.push(group.id);
  }
  const gone = [...plan.resources, ...plan.resourceGroups]
    .map(({ id }) => id)
    .filter((id) => !seen.has(idKey(id)));
  return {
    unplanned: sorted(unplanned),
    changed: changed.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    gone: sorted(gone),
  };
}

function sorted(ids: readonly string[]): string[] {
  return ids.toSorted((left, right) => (idKey(left) < idKey(right) ? -1 : 1));
}
