import { idKey } from "../core/arm-id.ts";
import { isRecord } from "./is-record.ts";

type Item = Readonly<Record<string, unknown>> & { readonly id: string };

/**
 * What an assignment does, in words that an inventory may hold: parameters as such may not, since secrets are passed
 * in them. `appliesToTypeNames` is missing where the rule does not tell by type.
 */
export interface PolicyEffect {
  readonly effect?: string;
  readonly appliesToTypeNames?: readonly string[];
  /** Whether a denyAction lets the group's own delete through. */
  readonly groupDeleteAllowed?: true;
}

/** The definition an assignment refers to, as long as somebody here may have written it. */
export function definitionOf(assignment: Item): string | undefined {
  const { policyDefinitionId: id } = recordAt(assignment.properties);
  return typeof id === "string" && /^\/(?:subscriptions|providers\/microsoft\.management)\//i.test(id)
    ? id
    : undefined;
}

/** @param definitions by {@link idKey} */
export function effectOf(assignment: Item, definitions: ReadonlyMap<string, Item>): PolicyEffect {
  const written = recordAt(definitions.get(idKey(definitionOf(assignment) ?? ""))?.properties);
  const rule = recordAt(written.policyRule);
  const then = recordAt(rule.then);
  const given = recordAt(recordAt(recordAt(assignment.properties).parameters).effect).value;
  const usual = recordAt(recordAt(written.parameters).effect).defaultValue;
  const fixed = typeof then.effect === "string" && !then.effect.startsWith("[") ? then.effect : undefined;
  const effect = fixed ?? given ?? usual;
  if (typeof effect !== "string") return {};
  const types = typesIn(rule.if);
  const cascade = recordAt(recordAt(then.details).cascadeBehaviors).resourceGroup;
  const isAll = typeof written.mode === "string" && written.mode.toLowerCase() === "all";
  const allowed = isAll || (typeof cascade === "string" && cascade.toLowerCase() === "allow");
  return {
    effect,
    ...(types === undefined ? {} : { appliesToTypeNames: types }),
    ...(allowed ? { groupDeleteAllowed: true } : {}),
  };
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
  if (typeof condition.equals === "string") return [condition.equals];
  if (!Array.isArray(condition.in)) return undefined;
  return condition.in.filter((type): type is string => typeof type === "string");
}

function recordAt(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}
