import { isObject, listOf, objectOf, textOf, textsOf } from "../json.ts";
import { isWithin, keyOf, parsePath, subscriptionKeyOf } from "../resource-path.ts";
import type { StoredResource } from "../store.ts";
import type { World } from "../world.ts";

const assignmentType = "microsoft.authorization/policyassignments";
const exemptionType = "microsoft.authorization/policyexemptions";

export interface Policy {
  /** Its name within its set. */
  readonly reference: string | undefined;
  /** In lower case. */
  readonly effect: string;
  /** Whether the rule can apply to a type (lower case); conditions on anything but types count as met. */
  readonly applies: (type: string) => boolean;
  /** Whether a denyAction also holds when the group is deleted. */
  readonly cascades: boolean;
}

/** What an assignment does: its definition's rule, or those of its set, each with the effect it is given. */
export function policiesOf(world: World, assignment: StoredResource): Policy[] {
  const properties = objectOf(assignment.body.properties);
  if (textOf(properties.enforcementMode)?.toLowerCase() === "donotenforce") return [];
  const given = valuesOf(properties.parameters);
  const definition = writtenAt(world, properties.policyDefinitionId);
  if (!Array.isArray(definition.policyDefinitions)) return policyOf(definition, given);
  const known = { ...defaultsOf(definition), ...given };
  return listOf(definition.policyDefinitions).flatMap((member) => {
    const { policyDefinitionId, policyDefinitionReferenceId, parameters } = objectOf(member);
    const passed = Object.entries(valuesOf(parameters)).map(([name, value]) => [
      name,
      resolved(value, known),
    ]);
    const policy = policyOf(writtenAt(world, policyDefinitionId), Object.fromEntries(passed));
    return policy.map((each) => ({ ...each, reference: textOf(policyDefinitionReferenceId) }));
  });
}

function policyOf(written: Record<string, unknown>, given: Record<string, unknown>): Policy[] {
  const { if: condition, then } = objectOf(written.policyRule);
  const { effect: ruled, details } = objectOf(then);
  const known = { ...defaultsOf(written), ...given };
  const effect = textOf(resolved(ruled, known)) ?? textOf(known.effect);
  if (effect === undefined) return [];
  const cascade = textOf(objectOf(objectOf(details).cascadeBehaviors).resourceGroup);
  return [
    {
      effect: effect.toLowerCase(),
      reference: undefined,
      applies: (type) => condition === undefined || meets(condition, type),
      cascades: textOf(written.mode)?.toLowerCase() !== "all" && cascade?.toLowerCase() !== "allow",
    },
  ];
}

function writtenAt(world: World, id: unknown): Record<string, unknown> {
  return objectOf(world.store.resources.get(keyOf(textOf(id) ?? ""))?.body.properties);
}

/** A parameter's value where one is named; nothing for other expressions. */
function resolved(value: unknown, parameters: Record<string, unknown>): unknown {
  const text = textOf(value);
  if (text === undefined || !text.startsWith("[")) return value;
  return parameters[/^\[parameters\('([^']+)'\)\]$/.exec(text)?.[1] ?? ""];
}

function valuesOf(parameters: unknown): Record<string, unknown> {
  return mapValues(objectOf(parameters), (entry) => objectOf(entry).value);
}

function defaultsOf({ parameters }: Record<string, unknown>): Record<string, unknown> {
  return mapValues(objectOf(parameters), (entry) => objectOf(entry).defaultValue);
}

function mapValues(
  entries: Record<string, unknown>,
  change: (value: unknown) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, change(value)]));
}

function meets(condition: unknown, type: string): boolean {
  if (!isObject(condition)) return true;
  if (Array.isArray(condition.allOf)) return condition.allOf.every((item) => meets(item, type));
  if (Array.isArray(condition.anyOf)) return condition.anyOf.some((item) => meets(item, type));
  if (textOf(condition.field)?.toLowerCase() !== "type") return true;
  const allowed = [textOf(condition.equals), ...textsOf(condition.in)].filter((one) => one !== undefined);
  return allowed.length === 0 || allowed.some((one) => one.toLowerCase() === type);
}

/** Policies in force at a key: assigned at or above it, not excluded there and not exempt. */
export function policiesAt(world: World, key: string): { policy: Policy; assignment: StoredResource }[] {
  const exemptions = [...world.store.resources.values()].filter(
    ({ type, id }) => type.toLowerCase() === exemptionType && isAtOrAbove(world, id, key),
  );
  return assignmentsIn(world)
    .filter(({ id, body }) => {
      const left = listOf(objectOf(body.properties).notScopes);
      return isAtOrAbove(world, id, key) && !left.some((out) => isWithin(key, keyOf(textOf(out) ?? "/")));
    })
    .flatMap((assignment) => policiesOf(world, assignment).map((policy) => ({ policy, assignment })))
    .filter(({ policy, assignment }) => !exemptions.some((one) => frees(world, one, policy, assignment)));
}

function isAtOrAbove(world: World, id: string, key: string): boolean {
  const scope = keyOf(parsePath(id).scope);
  return isWithin(key, scope) || world.access.scopesAbove(subscriptionKeyOf(key) ?? key).includes(scope);
}

function frees(world: World, exemption: StoredResource, policy: Policy, assignment: StoredResource): boolean {
  const { policyAssignmentId, policyDefinitionReferenceIds, expiresOn } = objectOf(exemption.body.properties);
  if (keyOf(textOf(policyAssignmentId) ?? "") !== assignment.key) return false;
  if (Date.parse(textOf(expiresOn) ?? "") < world.clock.now()) return false;
  const members = textsOf(policyDefinitionReferenceIds);
  return members.length === 0 || members.some((one) => one.toLowerCase() === policy.reference?.toLowerCase());
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
