import { idKey } from "../arm-id.ts";
import type { Lock } from "../inventory/inventory.ts";
import type { BlockerContext, Findings } from "./family.ts";

const SUFFIX = /\/providers\/microsoft\.authorization\/locks\/[^/]+$/i;

/** Every lock, from the list of locks and from among the resources, once each. */
export function locksOf({
  inventory,
  estate,
}: BlockerContext): { id: string; scope: string; level: string; notes?: string }[] {
  const byKey = new Map<string, Lock>();
  for (const node of estate.nodes) {
    if (node.type === "microsoft.authorization/locks") {
      const { level, notes } = node.resource.properties ?? {};
      byKey.set(node.key, {
        id: node.id,
        ...(typeof level === "string" ? { level } : {}),
        ...(typeof notes === "string" ? { notes } : {}),
      });
    }
  }
  for (const lock of inventory.locks ?? []) byKey.set(idKey(lock.id), lock);
  return [...byKey]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([, lock]) => {
      const notes = lock.notes ?? lock.properties?.notes;
      return {
        id: lock.id,
        scope: lock.id.replace(SUFFIX, "") || "/",
        level: lock.level ?? lock.properties?.level ?? "unknown",
        ...(notes === undefined || notes === null ? {} : { notes }),
      };
    });
}

/**
 * Any lock stops the delete of its scope, of everything below it and of the whole group around it (409
 * ScopeLocked). Each is removed by name beforehand; a lock does not stop the cancel itself.
 */
export function locks(context: BlockerContext): Findings {
  return {
    operations: locksOf(context).map((lock) => ({
      action: "unlock",
      phase: "before",
      target: lock.id,
      because: `${lock.level} lock on ${lock.scope}`,
      blocks: [lock.scope],
      isGate: true,
    })),
  };
}
