import { mapBounded } from "../../azure/map-bounded.ts";
import type { Operation, Phase } from "../../core/plan/plan.ts";
import { held } from "../../engine/held-operation.ts";
import type { HeldOperation } from "../../engine/outcome.ts";

const LOOKS_AT_ONCE = 8;

export interface SelectedOperations {
  readonly operations: readonly Operation[];
  /** Those of them whose predecessors in another phase are not done, by operation id. */
  readonly held: ReadonlyMap<string, HeldOperation>;
}

/**
 * The operations of one phase, or all. What another phase was to do before is looked up in Azure: it does not
 * matter who did it.
 */
export async function selectOperations(
  all: readonly Operation[],
  phase: Phase | undefined,
  isDone: (operation: Operation) => Promise<boolean>,
): Promise<SelectedOperations> {
  const operations = phase === undefined ? all : all.filter((operation) => operation.phase === phase);
  const byId = new Map(all.map((operation) => [operation.id, operation]));
  const chosen = new Set(operations.map(({ id }) => id));
  const outside = [...new Set(operations.flatMap(({ after }) => after))].filter((id) => !chosen.has(id));
  const looks = await mapBounded(outside, LOOKS_AT_ONCE, async (id) => {
    const operation = byId.get(id);
    return { id, done: operation !== undefined && (await isDone(operation)) };
  });
  const open = new Set(looks.filter(({ done }) => !done).map(({ id }) => id));
  const waiting = operations.flatMap((operation) => {
    const waitsFor = operation.after.filter((id) => open.has(id));
    if (waitsFor.length === 0) return [];
    const message = `${operation.target} waits for ${waitsFor.join(", ")} of another phase.`;
    return [[operation.id, held(operation, "operation_waiting", message, { waitsFor })] as const];
  });
  return { operations, held: new Map(waiting) };
}
