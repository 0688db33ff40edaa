import { idKey } from "../arm-id.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { Plan } from "../plan/plan.ts";

const SHOWN = 5;

/**
 * What can make Azure say that resources exist although nothing is left that a plan deletes: one sentence for each
 * kind, what was seen first. The last one always stands there, since some things are in no list at all.
 */
export function unseenLeftovers(
  { deletedResources = [], resources, resourceGroups, reading }: Inventory,
  plan: Pick<Plan, "selfMade">,
): string[] {
  const known = new Set(plan.selfMade.map(({ id }) => idKey(id)));
  const selfMade = [...resourceGroups, ...resources].map(({ id }) => id).filter((id) => known.has(idKey(id)));
  return [
    ...(deletedResources.length === 0
      ? []
      : [
          `Soft-deleted and not purged: ${some(deletedResources.map(({ id, scheduledPurgeDate }) => `${id}${scheduledPurgeDate == null ? "" : ` (until ${scheduledPurgeDate})`}`))}.`,
        ]),
    ...(selfMade.length === 0 ? [] : [`Made by Azure itself and still there: ${some(selfMade)}.`]),
    ...(unread(reading).length === 0 ? [] : [`Not readable for this identity: ${some(unread(reading))}.`]),
    "In no list: hidden resources of a service (the portal shows them under All resources with Show hidden types), backups that are kept soft-deleted, and objects at the subscription itself.",
  ];
}

function some(names: readonly string[]): string {
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : "";
  return `${names.slice(0, SHOWN).join(", ")}${more}`;
}

function unread(reading: Inventory["reading"]): string[] {
  const lists = [reading?.unreadable, reading?.leftOut].flatMap((list) => (Array.isArray(list) ? list : []));
  return lists.flatMap((entry: unknown) =>
    typeof entry === "object" && entry !== null && "what" in entry ? [String(entry.what)] : [],
  );
}
