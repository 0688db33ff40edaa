import { effectsOf, type PolicyEffect, reaches } from "../blockers/policy-effects.ts";
import { count } from "../report/markdown.ts";

/** A policy assignment as it was read, its effects in `properties.effects`. */
interface Assignment {
  readonly id: string;
  readonly properties?: unknown;
}

export interface PoliciesAfterMove {
  /** One sentence part for each assignment: its name and what it does. */
  readonly policies: readonly string[];
  /** What that means for what is still to be done, one sentence each. */
  readonly consequences: readonly string[];
}

/** The group the subscription moves to; its exemptions free the subscription, too. */
interface Move {
  readonly to: string;
  readonly subscription: string;
}

/** Effects that do more than look, and what the definition does not tell. */
export const ACTING_EFFECTS = /^(?:append|deny|denyaction|deployifnotexists|modify|mutate|unknown)$/i;

const TYPES_SHOWN = 3;

/**
 * What the policies of a management group do to an empty subscription that is moved into it and then cancelled. Only
 * the cancel is called after the move, and no policy denies that: neither a write nor a delete follows.
 * @see https://learn.microsoft.com/azure/governance/policy/concepts/effect-basics
 */
export function policiesAfterMove(
  assignments: readonly Assignment[],
  { to, subscription }: Move,
): PoliciesAfterMove {
  const told = assignments.map(({ id, properties }) => {
    const effects = effectsOf(properties).filter(
      (one) => ACTING_EFFECTS.test(one.effect) && reaches(one, subscription) && !one.freeScopes.includes(to),
    );
    const words = [...new Set(effects.map(inWords))];
    return {
      effects,
      text: `${id}: ${words.length === 0 ? "looks only, or is not in force here" : words.join(", ")}`,
    };
  });
  const has = (...names: string[]) =>
    told.some(({ effects }) => effects.some(({ effect }) => names.includes(effect)));
  return {
    policies: told.map(({ text }) => text),
    consequences: [
      ...(has("deployifnotexists") ? ["What they deploy into it would refuse its cancel."] : []),
      ...(has("denyaction") ? ["What they protect from deletes could not be removed again."] : []),
      ...(has("unknown")
        ? ["What is unknown of them shows when everything is read again before the cancel."]
        : []),
    ],
  };
}

function inWords({ effect, appliesTo, deploys }: PolicyEffect): string {
  const types = appliesTo.length === 0 ? "" : ` of ${few(appliesTo)}`;
  if (effect === "deny") return `denies writes${types}`;
  if (effect === "denyaction") return `denies deletes${types}`;
  if (effect === "deployifnotexists")
    return `deploys ${deploys.length === 0 ? "what is missing" : few(deploys)}${types === "" ? "" : ` for each${types.slice(3)}`}`;
  return effect === "unknown" ? "effect unknown" : `changes writes${types} (${effect})`;
}

function few(types: readonly string[]): string {
  const more = types.length - TYPES_SHOWN;
  return `${types.slice(0, TYPES_SHOWN).join(" and ")}${more > 0 ? ` and ${count(more, "more type")}` : ""}`;
}
