import { idKey } from "../arm-id.ts";
import type { HeldFinding } from "../blockers/family.ts";
import { DAY_MS } from "../day.ts";
import { definitionOf } from "../messages/registry.ts";
import type { Plan } from "./plan.ts";

/** What is held, in the order of the targets, with what to do about it. */
export function describeHeld(findings: readonly HeldFinding[]): Plan["held"] {
  return findings
    .filter(({ isNotice }) => isNotice !== true)
    .map(({ target, code, remedy }) => ({ target, code, remedy: remedy ?? definitionOf(code).remedy ?? "" }))
    .toSorted((left, right) =>
      `${idKey(left.target)} ${left.code}` < `${idKey(right.target)} ${right.code}` ? -1 : 1,
    );
}

/**
 * Until when, where time decides: a date that Azure gave, or days counted from when the inventory was read. Of a
 * mere notice, too, which holds nothing: {@link datesOfHeld} leaves those out.
 */
export function heldUntil(findings: readonly HeldFinding[], takenAt: Date): Plan["observed"]["heldUntil"] {
  return findings
    .flatMap(({ target, code, days, until }) => {
      const given = until === undefined ? Number.NaN : Date.parse(until);
      const time = Number.isNaN(given) && days !== undefined ? takenAt.getTime() + days * DAY_MS : given;
      return Number.isNaN(time) ? [] : [{ target, code, until: new Date(time).toISOString() }];
    })
    .toSorted((left, right) => (idKey(left.target) < idKey(right.target) ? -1 : 1));
}

/** The dates of what is held; not those of what Azure only keeps after its delete, for which nothing waits. */
export function datesOfHeld({ held, observed }: Plan): Plan["observed"]["heldUntil"] {
  const keyOf = ({ target, code }: { target: string; code: string }): string => `${idKey(target)} ${code}`;
  const known = new Set(held.map(keyOf));
  return observed.heldUntil.filter((entry) => known.has(keyOf(entry)));
}
