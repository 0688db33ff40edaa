import { errors } from "../error-bodies.ts";
import { listOf, objectOf, textOf, textsOf } from "../json.ts";
import { isWithin, keyOf } from "../resource-path.ts";
import type { StoredResource } from "../store.ts";
import type { World } from "../world.ts";
import type { Attempt, FamilyRules } from "./family-rules.ts";

const stackType = "microsoft.resources/deploymentstacks";

/** Z13: a stack with deny settings refuses deletes of what it manages, until the stack itself is deleted. */
export const deploymentStacks: FamilyRules = {
  guardDelete: (world, attempt) => guard(world, attempt, /^denydelete$|^denywriteanddelete$/),
  guardWrite: (world, attempt) => guard(world, attempt, /^denywriteanddelete$/),
};

function guard(world: World, attempt: Attempt, modes: RegExp): void {
  if (attempt.action.toLowerCase().startsWith(stackType)) return;
  for (const stack of world.store.resources.values()) {
    if (stack.type.toLowerCase() !== stackType || !denies(stack, attempt, modes)) continue;
    throw errors.denyAssignment(
      attempt.principal,
      attempt.action,
      attempt.id,
      `Deny assignment created by Deployment Stack ${stack.id}`,
    );
  }
}

function denies(stack: StoredResource, { key, principal, action }: Attempt, modes: RegExp): boolean {
  const properties = objectOf(stack.body.properties);
  const settings = objectOf(properties.denySettings);
  if (!modes.test(textOf(settings.mode)?.toLowerCase() ?? "none")) return false;
  if (textsOf(settings.excludedPrincipals).some((id) => id.toLowerCase() === principal.objectId))
    return false;
  if (textsOf(settings.excludedActions).some((name) => name.toLowerCase() === action.toLowerCase()))
    return false;
  return listOf(properties.resources).some((item) => {
    const managed = keyOf(textOf(objectOf(item).id) ?? "");
    return isWithin(managed, key) || (settings.applyToChildScopes === true && isWithin(key, managed));
  });
}
