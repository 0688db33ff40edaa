import { errors } from "../error-bodies.ts";
import { objectOf, textOf, textsOf } from "../json.ts";
import { isWithin, keyOf, parsePath } from "../resource-path.ts";
import type { World } from "../world.ts";
import type { Attempt, FamilyRules } from "./family-rules.ts";

const assignmentType = "microsoft.blueprint/blueprintassignments";

/** Z14: an assigned blueprint with locks refuses deletes in its groups, until the assignment is deleted. */
export const blueprints: FamilyRules = {
  guardDelete: (world, attempt) => guard(world, attempt, /^allresources(?:donotdelete|readonly)$/),
  guardWrite: (world, attempt) => guard(world, attempt, /^allresourcesreadonly$/),
};

function guard(world: World, { key, action, id, principal }: Attempt, modes: RegExp): void {
  if (action.toLowerCase().startsWith(assignmentType)) return;
  for (const assignment of world.store.resources.values()) {
    if (assignment.type.toLowerCase() !== assignmentType) continue;
    const properties = objectOf(assignment.body.properties);
    const locks = objectOf(properties.locks);
    if (!modes.test(textOf(locks.mode)?.toLowerCase() ?? "none")) continue;
    if (textsOf(locks.excludedPrincipals).some((item) => item.toLowerCase() === principal.objectId)) continue;
    const scope = keyOf(parsePath(assignment.id).scope);
    const groups = Object.values(objectOf(properties.resourceGroups)).flatMap((group) => {
      const name = textOf(objectOf(group).name);
      return name === undefined ? [] : [`${scope}/resourcegroups/${name.toLowerCase()}`];
    });
    if ((groups.length === 0 ? [scope] : groups).some((locked) => isWithin(key, locked))) {
      throw errors.denyAssignment(
        principal,
        action,
        id,
        `Deny assignment created by Blueprint Assignment ${assignment.id}`,
      );
    }
  }
}
