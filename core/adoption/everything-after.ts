import type { Operation } from "../plan/plan.ts";

/** The ids of all operations that come after one of `seeds`, directly or not, without the seeds themselves. */
export function everythingAfter(
  operations: readonly Operation[],
  seeds: Iterable<string>,
): ReadonlySet<string> {
  const followers = new Map<string, string[]>();
  for (const { id, after } of operations) {
    for (const before of after) {
      const list = followers.get(before);
      if (list === undefined) followers.set(before, [id]);
      else list.push(id);
    }
  }
  const given = new Set(seeds);
  const found = new Set<string>();
  const open = [...given];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const follower of followers.get(id) ?? []) {
      if (found.has(follower) || given.has(follower)) continue;
      found.add(follower);
      open.push(follower);
    }
  }
  return found;
}
