import { idKey } from "../core/arm-id.ts";
import { isRecord } from "./is-record.ts";
import type { Item } from "./read-lists.ts";

/** A definition that an assignment uses, alone or as a member of a set, with the parameters it is given there. */
export interface UsedDefinition {
  readonly id: string;
  /** Its name within the set; exemptions may be for some members only. */
  readonly reference?: string;
  readonly parameters: Parameters;
}
type Parameters = Readonly<Record<string, unknown>>;

/**
 * What a policy does, in words that an inventory may hold: parameters as such may not, since secrets are passed in
 * them. `appliesToTypeNames` is missing where the rule does not tell by type.
 */
export interface PolicyEffect {
  readonly effect: string;
  readonly appliesToTypeNames?: readonly string[];
  /** Whether a denyAction lets the group's own delete through. */
  readonly groupDeleteAllowed?: true;
  /** Types that a deployIfNotExists deploys. */
  readonly deploysTypeNames?: readonly string[];
  /** Scopes that an exemption frees from this effect. */
  readonly exemptScopes?: readonly string[];
}

/** The only effects that a teardown has to reckon with. */
export const TEARDOWN_EFFECTS = /^(?:denyaction|deployifnotexists)$/i;

/** The definition or set an assignment refers to. */
export function definitionOf(assignment: Item): string | undefined {
  const { policyDefinitionId: id } = recordAt(assignment.properties);
  return typeof id === "string" ? id : undefined;
}

export function isSet(id: string): boolean {
  return /\/policySetDefinitions\//i.test(id);
}

/**
 * The definitions an assignment comes to: its own, or those of its set.
 * @param definitions by {@link idKey}; the set has to be among them
 */
export function usedBy(assignment: Item, definitions: ReadonlyMap<string, Item>): UsedDefinition[] {
  const id = definitionOf(assignment);
  if (id === undefined) return [];
  const given = valuesIn(recordAt(assignment.properties).parameters);
  if (!isSet(id)) return [{ id, parameters: given }];
  const set = recordAt(definitions.get(idKey(id))?.properties);
  const known = { ...defaultsOf(set), ...given };
  return listAt(set.policyDefinitions).flatMap((member): UsedDefinition[] => {
    const { policyDefinitionId, policyDefinitionReferenceId: reference, parameters } = recordAt(member);
    if (typeof policyDefinitionId !== "string") return [];
    const passed = Object.entries(valuesIn(parameters)).map(([name, value]) => [name, resolve(value, known)]);
    return [
      {
        id: policyDefinitionId,
        ...(typeof reference === "string" ? { reference } : {}),
        parameters: Object.fromEntries(passed),
      },
    ];
  });
}

/** Whether nothing but the definition itself can tell; most members of a set are given a harmless effect. */
export function mayMatter({ parameters }: UsedDefinition, effects: RegExp): boolean {
  const given = Object.entries(parameters).find(([name]) => name.toLowerCase() === "effect")?.[1];
  return typeof given !== "string" || effects.test(given);
}

/**
 * What a definition does with these parameters, as far as it matters; without the definition what is passed. An effect
 * that cannot be told is `unknown`.
 */
export function effectOf(
  { parameters }: UsedDefinition,
  definition: Item | undefined,
  effects: RegExp,
): PolicyEffect | undefined {
  const written = recordAt(definition?.properties);
  const rule = recordAt(written.policyRule);
  const then = recordAt(rule.then);
  const known = { ...defaultsOf(written), ...parameters };
  const told = resolve(then.effect, known) ?? known.effect;
  const effect = typeof told === "string" ? told : "unknown";
  if (!effects.test(effect)) return undefined;
  const details = recordAt(then.details);
  const types = typesIn(rule.if);
  const cascade = recordAt(details.cascadeBehaviors).resourceGroup;
  const isAll = typeof written.mode === "string" && written.mode.toLowerCase() === "all";
  const deploys = deployedTypes(details);
  return {
    effect,
    ...(types === undefined ? {} : { appliesToTypeNames: types }),
    ...(isAll || (typeof cascade === "string" && cascade.toLowerCase() === "allow")
      ? { groupDeleteAllowed: true }
      : {}),
    ...(deploys.length === 0 ? {} : { deploysTypeNames: deploys }),
  };
}

/** The types in a rule's template, nested deployments too; else the type that it looks for. */
function deployedTypes(details: Readonly<Record<string, unknown>>): string[] {
  const template = recordAt(recordAt(recordAt(details.deployment).properties).template);
  const found = new Set(templateTypes(template));
  if (found.size === 0 && typeof details.type === "string") found.add(details.type);
  return [...found].toSorted();
}

function templateTypes({ resources }: Readonly<Record<string, unknown>>, above = ""): string[] {
  // Templates of language version 2.0 name their resources.
  return (Array.isArray(resources) ? listAt(resources) : Object.values(recordAt(resources))).flatMap(
    (entry) => {
      const resource = recordAt(entry);
      if (typeof resource.type !== "string") return [];
      if (resource.type.toLowerCase() === "microsoft.resources/deployments")
        return templateTypes(recordAt(recordAt(resource.properties).template));
      const isFull = above === "" || resource.type.toLowerCase().startsWith("microsoft.");
      const type = isFull ? resource.type : `${above}/${resource.type}`;
      return [type, ...templateTypes(resource, type)];
    },
  );
}

/** Types a condition is limited to; `undefined` when it may hold for any. */
function typesIn(condition: unknown): string[] | undefined {
  if (!isRecord(condition)) return undefined;
  if (Array.isArray(condition.allOf)) {
    for (const item of condition.allOf) {
      const types = typesIn(item);
      if (types !== undefined) return types;
    }
    return undefined;
  }
  if (Array.isArray(condition.anyOf)) {
    const each = condition.anyOf.map(typesIn);
    return each.every((types) => types !== undefined) ? each.flat() : undefined;
  }
  if (typeof condition.field !== "string" || condition.field.toLowerCase() !== "type") return undefined;
  if (typeof condition.equals === "string") return literal([condition.equals]);
  return Array.isArray(condition.in) ? literal(condition.in) : undefined;
}

/** Types that are not written out (a parameter's, say) limit nothing that can be relied on. */
function literal(types: readonly unknown[]): string[] | undefined {
  const names = types.filter((type) => typeof type === "string");
  return names.length === types.length && names.every((name) => !name.startsWith("[")) ? names : undefined;
}

/** A value as it stands, or what the parameter has that it names; `undefined` for any other expression. */
function resolve(value: unknown, parameters: Parameters): unknown {
  if (typeof value !== "string" || !value.startsWith("[")) return value;
  const name = /^\[parameters\('([^']+)'\)\]$/i.exec(value)?.[1]?.toLowerCase();
  return Object.entries(parameters).find(([key]) => key.toLowerCase() === name)?.[1];
}

function defaultsOf({ parameters }: Readonly<Record<string, unknown>>): Parameters {
  return Object.fromEntries(
    Object.entries(recordAt(parameters)).map(([name, entry]) => [name, recordAt(entry).defaultValue]),
  );
}

function valuesIn(parameters: unknown): Parameters {
  return Object.fromEntries(
    Object.entries(recordAt(parameters)).map(([name, entry]) => [name, recordAt(entry).value]),
  );
}

function listAt(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function recordAt(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}
