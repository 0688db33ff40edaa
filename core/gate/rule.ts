import type { MessageCode } from "../messages/registry.ts";
import { definitionOf } from "../messages/registry.ts";
import type { FactName, FactValues, GateFacts } from "./gate-facts.ts";
import type { Purpose, Reason } from "./verdict.ts";

/** Sets of purposes that rules belong to. */
export const fromTheStart = ["check", "local", "run", "verify", "release", "trim", "cancel"] as const;
export const afterMerge = ["local", "run", "verify", "release", "trim", "cancel"] as const;
export const inRun = ["run", "verify", "release", "trim", "cancel"] as const;
export const onRelease = ["release", "trim", "cancel"] as const;
export const afterSignIn = ["verify", "trim", "cancel"] as const;

export interface GateRule {
  /** A sentence that is true when the rule passes: "the pull request is merged". */
  readonly name: string;
  readonly purposes: readonly Purpose[];
  evaluate(facts: GateFacts, purpose: Purpose): readonly Reason[];
}

type Known<Name extends FactName> = { readonly [Key in Name]: FactValues[Key] } & {
  readonly now: Date;
  readonly purpose: Purpose;
};

/**
 * A rule over the facts it names. When one of them is not known the rule cannot pass: it answers with
 * `gate_fact_unknown`, and its own check never sees a half-known world.
 */
export function defineRule<const Name extends FactName>(definition: {
  readonly name: string;
  readonly purposes: readonly Purpose[];
  readonly needs: readonly Name[];
  check(facts: Known<Name>): readonly Reason[];
}): GateRule {
  return {
    name: definition.name,
    purposes: definition.purposes,
    evaluate(facts, purpose) {
      const values: Partial<Record<FactName, unknown>> & { now: Date; purpose: Purpose } = {
        now: facts.now,
        purpose,
      };
      const missing: Reason[] = [];
      for (const name of definition.needs) {
        const fact = facts[name];
        if (fact.known) values[name] = fact.value;
        else missing.push(reason("gate_fact_unknown", `Not known: ${factTitle(name)} (${fact.because}).`));
      }
      return isComplete(values, definition.needs) ? definition.check(values) : missing;
    },
  };
}

function isComplete<Name extends FactName>(
  values: { readonly now: Date; readonly purpose: Purpose } & Partial<Record<FactName, unknown>>,
  needs: readonly Name[],
): values is Known<Name> {
  return needs.every((name) => name in values);
}

/** A reason with the registry's remedy unless a better one can be said. */
export function reason(code: MessageCode, message: string, remedy?: string): Reason {
  return { code, message, remedy: remedy ?? definitionOf(code).remedy ?? "" };
}

/** No reason when `holds`, otherwise the one given. */
export function unless(
  holds: boolean,
  code: MessageCode,
  message: string,
  remedy?: string,
): readonly Reason[] {
  return holds ? [] : [reason(code, message, remedy)];
}

function factTitle(name: string): string {
  return name.replaceAll(/([A-Z])/gu, (letter) => ` ${letter.toLowerCase()}`);
}
