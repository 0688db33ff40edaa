import { idKey, isWithin } from "../arm-id.ts";
import { listAt, textAt, valueAt, wordAt } from "../dependencies/read-property.ts";
import type { BlockerContext, Findings, HeldFinding } from "./family.ts";

/** Made by what this plan removes first, or by the manager of a group, which takes the group along itself. */
const MADE_BY_OTHERS = /deployment ?stack|blueprint|managed (?:application|resource group)|databricks/i;
/**
 * A deny assignment that nothing in the plan takes away: what it covers cannot be deleted by anybody but those it
 * excludes, and nobody can delete the assignment itself.
 * @see https://learn.microsoft.com/azure/role-based-access-control/deny-assignments
 */
export function denyAssignments({ inventory, estate }: BlockerContext): Findings {
  const held: HeldFinding[] = [];
  for (const { id, properties } of inventory.denyAssignments ?? []) {
    const name = textAt(properties, "denyAssignmentName") ?? id;
    const maker = wordAt(properties, "madeBy");
    // A stack of a management group reaches in here, too, and nothing of this plan removes it.
    const stack = textAt(properties, "stackId");
    const isStray = stack !== undefined && !estate.byKey.has(idKey(stack));
    const isOthers = !isStray && (maker === undefined ? MADE_BY_OTHERS.test(name) : maker !== "somebody");
    if (isOthers || !deniesDeletes(properties)) continue;
    const scope = idKey(
      textAt(properties, "scope") ?? id.replace(/\/providers\/microsoft\.authorization\/.*$/i, ""),
    );
    const covered = [...estate.nodes, ...estate.groups.values()].filter(({ id: one }) =>
      isWithin(one, scope),
    );
    for (const one of covered) {
      if (managedGroup(estate.groups.get(idKey(one.id).split("/").slice(0, 5).join("/")))) continue;
      held.push({
        target: one.id,
        code: "deny_assignment",
        remedy: `Have the owner of the deny assignment "${name}" take it away; then plan again.`,
        stays: true,
      });
    }
  }
  return { held };
}

function managedGroup(group: { readonly managedBy?: string | null | undefined } | undefined): boolean {
  return typeof group?.managedBy === "string" && group.managedBy !== "";
}

/** As it was read from Azure; an inventory of somebody else's may have the permissions themselves. */
function deniesDeletes(properties: unknown): boolean {
  const read = valueAt(properties, "refusesDelete");
  if (typeof read === "boolean") return read;
  const permissions = listAt(properties, "permissions");
  return (
    permissions.length === 0 ||
    permissions.some((permission) =>
      listAt(permission, "actions").some(
        (action) => typeof action === "string" && /^\*$|\/(?:delete|\*)$/i.test(action),
      ),
    )
  );
}
