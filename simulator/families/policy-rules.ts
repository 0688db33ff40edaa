import { isObject, listOf, objectOf, textOf, textsOf } from "../json.ts";
import { isWithin, keyOf, parsePath, subscriptionKeyOf } from "../resource-path.ts";
import type { StoredResource } from "../store.ts";
import type { World } from "../world.ts";

const assignmentType = "microsoft.authorization/policyassignments";

export interface Policy {
  /** In lower case. */
  readonly effect: string;
  /** Whether the rule can apply to a type (lower case); conditions on anything but types count as met. */
  readonly applies: (type: string) => boolean;
  /** Whether a denyAction also holds when the group is deleted. */
  readonly cascades: boolean;
  readonly details: Record<string, unknown>;
}

/** What an assignment does: its definition's rule with the assignment's own effect. */
export function policyOf(world: World, assignment: StoredResource): Policy | undefined {
  const properties = objectOf(assignment.body.properties);
  if (textOf(properties.enforcementMode)?.toLowerCase() === "donotenforce") return undefined;
  const definition = world.store.resources.get(keyOf(textOf(properties.policyDefinitionId) ?? ""));
  const written = objectOf(definition?.body.properties);
  const { if: condition, then } = objectOf(written.policyRule);
  const { effect: ruled, details } = objectOf(then);
  const given = textOf(objectOf(objectOf(properties.parameters).effect).value);
  const usual = textOf(objectOf(objectOf(written.parameters).effect).defaultValue);
  const fixed = textOf(ruled)?.startsWith("[") === false ? textOf(ruled) : undefined;
  const effect = fixed ?? given ?? usual;
  if (effect === undefined) return undefined;
  const cascade = textOf(objectOf(objectOf(details).cascadeBehaviors).resourceGroup);
  return {
    effect: effect.toLowerCase(),
    applies: (type) => condition === undefined || meets(condition, type),
    cascades: textOf(written.mode)?.toLowerCase() !== "all" && cascade?.toLowerCase() !== "allow",
    details: objectOf(details),
  };
}

function meets(condition: unknown, type: string): boolean {
  if (!isObject(condition)) return true;
  if (Array.isArray(condition.allOf)) return condition.allOf.every((item) => meets(item, type));
  if (Array.isArray(condition.anyOf)) return condition.anyOf.some((item) => meets(item, type));
  if (textOf(condition.field)?.toLowerCase() !== "type") return true;
  const allowed = [textOf(condition.equals), ...textsOf(condition.in)].filter((one) => one !== undefined);
  return allowed.length === 0 || allowed.some((one) => one.toLowerCase() === type);
}

/** Assignments at or above a key, unless they exclude it. */
export function assignmentsAbove(world: World, key: string): StoredResource[] {
  const subscription = subscriptionKeyOf(key);
  const above = subscription ? world.access.scopesAbove(subscription) : [];
  return assignmentsIn(world).filter(({ id, body }) => {
    const scope = keyOf(parsePath(id).scope);
    if (!isWithin(key, scope) && !above.includes(scope)) return false;
    return !listOf(objectOf(body.properties).notScopes).some((out) =>
      isWithin(key, keyOf(textOf(out) ?? "/")),
    );
  });
}

export function assignmentsIn(world: World): StoredResource[] {
  return [...world.store.resources.values()].filter(({ type }) => type.toLowerCase() === assignmentType);
}

/** Types of what in a group has a location, which is what a cascade looks at. */
export function indexedIn(world: World, groupKey: string): string[] {
  return [...world.store.inGroup(groupKey)].flatMap((key) => {
    const found = world.store.resources.get(key);
    return found?.body.location === undefined ? [] : [found.type.toLowerCase()];
  });
}
