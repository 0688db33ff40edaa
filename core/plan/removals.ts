import { groupIdOf, idKey } from "../arm-id.ts";
import type { Operation, Plan } from "./plan.ts";

/** What takes a resource or group away: an operation of its own, or one on what it lies in or belongs to. */
export type RemovedBy = "itself" | "protection" | "group" | "parent" | "manager" | "held" | "nothing";

export interface Removal {
  readonly by: RemovedBy;
  /** The operation that takes it away; absent for what stays. */
  readonly remover?: Operation;
  /** What is done to it before that and does not take it away: disconnectNetwork, breakPairing, endAccess… */
  readonly prepared: readonly Operation[];
}

/** Actions whose target is gone afterwards; stopping a backup's protection deletes the item with its data. */
const OF_ITS_OWN: Readonly<Record<string, RemovedBy>> = {
  delete: "itself",
  deleteGroup: "itself",
  stopProtection: "protection",
};

/**
 * How each thing of the plan goes. `deletedBy` of the plan says `explicit` of everything that has an operation of
 * its own, whatever that does; here a thing goes by itself only when its own operation removes it.
 */
export function removalsOf(plan: Plan): (id: string) => Removal {
  const operations = new Map<string, Operation[]>();
  for (const operation of plan.operations) {
    if (operation.phase === "after") continue;
    const key = idKey(operation.target);
    const list = operations.get(key);
    if (list === undefined) operations.set(key, [operation]);
    else list.push(operation);
  }
  const fates = new Map(plan.resources.map(({ id, deletedBy }) => [idKey(id), deletedBy]));
  const managers = new Map(plan.resourceGroups.map(({ id, managedBy }) => [idKey(id), managedBy]));
  const removerAt = (key: string): Operation | undefined =>
    operations.get(key)?.find(({ action }) => Object.hasOwn(OF_ITS_OWN, action));

  const above = (key: string, seen: ReadonlySet<string>): Pick<Removal, "by" | "remover"> => {
    for (let scope = parentScope(key); scope !== ""; scope = parentScope(scope)) {
      const remover = operations.get(scope)?.find(({ action }) => action.startsWith("delete"));
      if (remover !== undefined)
        return { by: remover.action === "deleteGroup" ? "group" : "parent", remover };
    }
    const group = idKey(groupIdOf(key) ?? key);
    const manager = idKey(managers.get(group) ?? "");
    if (manager === "" || seen.has(group)) return { by: "nothing" };
    const remover = removerAt(manager) ?? above(manager, new Set([...seen, group])).remover;
    return remover === undefined ? { by: "nothing" } : { by: "manager", remover };
  };

  return (id) => {
    const key = idKey(id);
    const own = operations.get(key) ?? [];
    const remover = removerAt(key);
    const prepared = own.filter((operation) => operation !== remover);
    if (fates.get(key) === "held") return { by: "held", prepared };
    if (remover !== undefined) return { by: OF_ITS_OWN[remover.action] ?? "itself", remover, prepared };
    const found = above(key, new Set());
    const isManaged = fates.get(key) === "manager";
    return { ...found, ...(isManaged ? { by: "manager" as const } : {}), prepared };
  };
}

/** The id without its last segment: every scope above it is met on the way, others hold no operation. */
function parentScope(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf("/")));
}
