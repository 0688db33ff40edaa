import { idKey } from "../arm-id.ts";
import { findOrderOmissions } from "./find-order-omissions.ts";
import type { Plan } from "./plan.ts";

/**
 * What a plan made now asks for and the approved one does not, in sentences, about what both name. A plan's own digest
 * holds for any plan: only another reading of Azure shows what was taken out of one. The approved plan may ask for more.
 * A lock it lacks is left out here: it is never removed, so it holds what it is on.
 */
export function findOmissions(approved: Plan, fresh: Plan): string[] {
  const isNamed = namedBy(approved);
  const missing = <Item>(
    list: (plan: Plan) => readonly Item[],
    keyOf: (item: Item) => string,
    say: (item: Item) => string,
  ): string[] => {
    const known = new Set(list(approved).map(keyOf));
    return list(fresh)
      .filter((item) => !known.has(keyOf(item)))
      .map(say);
  };
  return [
    ...missing(
      (plan) => plan.backupsNeeded.filter(({ of }) => isNamed(of)),
      ({ of }) => idKey(of),
      ({ of }) => `It asks for no backup of ${of}.`,
    ),
    ...missing(
      (plan) => plan.roles,
      ({ role, change }) => `${change} ${idKey(role)}`,
      ({ role, name, change }) => `It lacks a role change (${change}): ${name}, ${role}.`,
    ),
    ...missing(
      (plan) => plan.held.filter(({ target }) => isNamed(target)),
      ({ target, code }) => `${code} ${idKey(target)}`,
      ({ target, code }) => `It does not say that ${target} is held (${code}).`,
    ),
    ...missing(
      (plan) => plan.billing.filter(({ target }) => target === undefined || isNamed(target)),
      ({ what, target = "" }) => `${what} ${idKey(target)}`,
      ({ what, target }) =>
        `It does not say what goes on costing: ${what}${target === undefined ? "" : ` of ${target}`}.`,
    ),
    ...missing(
      (plan) => plan.dependents.filter(({ on }) => isNamed(on)),
      ({ id, on }) => `${idKey(id)} ${idKey(on)}`,
      ({ id, on }) => `It does not say that ${id} in another subscription needs ${on}.`,
    ),
    ...findOrderOmissions(approved, fresh),
  ];
}

/** Whether something is part of what a plan names, itself or as a part of it; everything unplanned is held anyway. */
function namedBy({ subscription, resourceGroups, resources }: Plan): (id: string) => boolean {
  const own = `/subscriptions/${subscription.id.toLowerCase()}`;
  const groups = new Set(resourceGroups.map((group) => idKey(group.id)));
  const named = new Set(resources.map((resource) => idKey(resource.id)));
  return (id) => {
    const key = idKey(id);
    if (key === own || groups.has(key) || !key.startsWith(`${own}/`)) return true;
    for (let end = key.length; end > own.length; end = key.lastIndexOf("/", end - 1)) {
      if (named.has(key.slice(0, end))) return true;
    }
    return false;
  };
}
