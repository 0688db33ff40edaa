import type { Operation } from "../plan/plan.ts";

/**
 * Operations in waves: the members of one wave may run at the same time, once the waves before it have ended.
 * By longest path, so a wave is as early as it can be. Ids in `after` that are not there count as ended; what
 * waits for itself in a circle comes last, together, and never hangs.
 */
export function operationWaves(operations: readonly Operation[]): readonly (readonly Operation[])[] {
  const known = new Set(operations.map((operation) => operation.id));
  const waiting = new Map<string, number>();
  const followers = new Map<string, Operation[]>();
  for (const operation of operations) {
    const after = new Set(operation.after.filter((id) => known.has(id)));
    waiting.set(operation.id, after.size);
    for (const id of after) {
      const list = followers.get(id);
      if (list === undefined) followers.set(id, [operation]);
      else list.push(operation);
    }
  }
  const waves: Operation[][] = [];
  let wave = operations.filter((operation) => waiting.get(operation.id) === 0);
  let placed = 0;
  while (wave.length > 0) {
    waves.push(wave);
    placed += wave.length;
    const next: Operation[] = [];
    for (const operation of wave) {
      for (const follower of followers.get(operation.id) ?? []) {
        const left = (waiting.get(follower.id) ?? 0) - 1;
        waiting.set(follower.id, left);
        if (left === 0) next.push(follower);
      }
    }
    wave = next;
  }
  if (placed < operations.length) {
    waves.push(operations.filter((operation) => (waiting.get(operation.id) ?? 0) > 0));
  }
  return waves;
}
