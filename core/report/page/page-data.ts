import { idKey } from "../../arm-id.ts";
import type { Plan, Trust } from "../../plan/plan.ts";
import { type Removal, type RemovedBy, removalsOf } from "../../plan/removals.ts";
import { groupNames, keyOfGroup, resourcesByGroup } from "../dot.ts";
import { operationWaves } from "../plan-order.ts";
import { groupRemovalSentence, removalSentence } from "../removal-words.ts";

/** What the page's script knows; everything is found by its index. */
export interface PageData {
  readonly groups: readonly PageThing[];
  readonly resources: readonly PageResource[];
  readonly operations: readonly PageOperation[];
  /** SVG; `whole` only where every resource can be shown at once. */
  readonly drawings: PageDrawings;
}

export interface PageDrawings {
  readonly whole: string | null;
  readonly overview: string | null;
  /** One for each group; `null` where it is shown as a list. */
  readonly groups: readonly (string | null)[];
}

interface PageThing {
  readonly id: string;
  readonly name: string;
  readonly by: RemovedBy;
  /** The end of a sentence about it: `goes with its group`. */
  readonly how: string;
  /** Indexes of the operations on it, and of the one that takes it away. */
  readonly operations: readonly number[];
  readonly held: readonly { readonly code: string; readonly remedy: string; readonly until: string | null }[];
}

export interface PageResource extends PageThing {
  readonly type: string;
  readonly group: number;
  readonly needs: readonly PageLink[];
}

interface PageLink {
  /** Index of the resource, or the id of one that is not in the plan. */
  readonly on: number | string;
  readonly because: string;
  readonly trust: Trust;
  readonly cut: boolean;
}

export interface PageOperation {
  readonly id: string;
  readonly action: string;
  readonly target: string;
  readonly phase: string;
  /** Counted from 1. */
  readonly wave: number;
  readonly because: string;
  readonly after: readonly number[];
}

export function pageData(plan: Plan, drawings: PageDrawings): PageData {
  const removalOf = removalsOf(plan);
  const operationNumbers = new Map(plan.operations.map(({ id }, index) => [id, index]));
  const groupNumbers = new Map([...resourcesByGroup(plan).keys()].map((key, index) => [key, index]));
  const numbers = new Map(plan.resources.map(({ id }, index) => [idKey(id), index]));
  const idOf = new Map(plan.resourceGroups.map(({ id }) => [idKey(id), id]));
  const heldOf = heldByTarget(plan);
  const nameOf = groupNames(plan);
  const thing = (id: string, name: string, words: (removal: Removal) => string): PageThing => {
    const removal = removalOf(id);
    const { remover, prepared, by } = removal;
    return {
      id,
      name,
      by,
      how: words(removal),
      operations: [...prepared, ...(remover === undefined ? [] : [remover])].flatMap(
        (operation) => operationNumbers.get(operation.id) ?? [],
      ),
      held: heldOf(id),
    };
  };
  return {
    groups: [...groupNumbers.keys()].map((key) =>
      thing(idOf.get(key) ?? key, nameOf(key), groupRemovalSentence),
    ),
    resources: plan.resources.map(({ id, type, dependsOn }) => ({
      ...thing(id, id.slice(id.lastIndexOf("/") + 1), removalSentence),
      type,
      group: groupNumbers.get(keyOfGroup(id)) ?? -1,
      needs: dependsOn.map(({ on, because, trust, cut = false }) => ({
        on: numbers.get(idKey(on)) ?? on,
        because,
        trust,
        cut,
      })),
    })),
    operations: pageOperations(plan, operationNumbers),
    drawings,
  };
}

function pageOperations(plan: Plan, numbers: ReadonlyMap<string, number>): PageOperation[] {
  const waves = new Map<string, number>();
  for (const [index, wave] of operationWaves(plan.operations).entries())
    for (const { id } of wave) waves.set(id, index + 1);
  return plan.operations.map(({ id, action, target, phase, because, after }) => ({
    id,
    action,
    target,
    phase,
    wave: waves.get(id) ?? 0,
    because,
    after: after.flatMap((earlier) => numbers.get(earlier) ?? []),
  }));
}

function heldByTarget(plan: Plan): (id: string) => PageThing["held"] {
  const until = new Map(
    plan.observed.heldUntil.map((entry) => [`${idKey(entry.target)} ${entry.code}`, entry.until]),
  );
  const byTarget = Map.groupBy(plan.held, ({ target }) => idKey(target));
  return (id) =>
    (byTarget.get(idKey(id)) ?? []).map(({ target, code, remedy }) => ({
      code,
      remedy,
      until: until.get(`${idKey(target)} ${code}`)?.slice(0, 10) ?? null,
    }));
}
