import { isWithin } from "../arm-id.ts";
import { listAt, textAt, valueAt, wordAt } from "../dependencies/read-property.ts";

/** One thing that a policy assignment does, as the inventory says it. */
export interface PolicyEffect {
  /** Lower case: `denyaction`, `deployifnotexists`. */
  readonly effect: string;
  /** Lower case; empty when the rule does not tell by type. */
  readonly appliesTo: readonly string[];
  readonly deploys: readonly string[];
  readonly groupDeleteAllowed: boolean;
  /** Scopes that the assignment leaves out or an exemption frees. */
  readonly freeScopes: readonly string[];
}

/**
 * What an assignment does. Read from Azure it lists its effects, a set's one by one; an inventory of somebody else's
 * may have nothing but the assignment's own parameters. One that is not enforced does nothing.
 */
export function effectsOf(assignment: unknown): PolicyEffect[] {
  if (wordAt(assignment, "enforcementMode") === "donotenforce") return [];
  const left = textsAt(assignment, "notScopes");
  const listed = listAt(assignment, "effects");
  const entries = listed.length > 0 ? listed : [{ effect: textAt(assignment, "parameters.effect.value") }];
  return entries.flatMap((entry) => {
    const effect = wordAt(entry, "effect");
    if (effect === undefined) return [];
    return [
      {
        effect,
        appliesTo: textsAt(entry, "appliesToTypeNames").map((type) => type.toLowerCase()),
        deploys: textsAt(entry, "deploysTypeNames"),
        groupDeleteAllowed: valueAt(entry, "groupDeleteAllowed") === true,
        freeScopes: [...left, ...textsAt(entry, "exemptScopes")],
      },
    ];
  });
}

/** Whether the effect reaches anything in a scope. */
export function reaches({ freeScopes }: PolicyEffect, id: string): boolean {
  return !freeScopes.some((scope) => isWithin(id, scope));
}

function textsAt(root: unknown, path: string): string[] {
  return listAt(root, path).filter((item) => typeof item === "string");
}
