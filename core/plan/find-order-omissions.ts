import { groupIdOf, idKey } from "../arm-id.ts";
import type { Operation, Plan } from "./plan.ts";

/** The order that a plan made now keeps between what both plans do, and the approved one does not, in sentences. */
export function findOrderOmissions(approved: Plan, fresh: Plan): string[] {
  const existing = new Set([...fresh.resources, ...fresh.resourceGroups].map(({ id }) => idKey(id)));
  // Where part of a circle is gone, another of its edges may be the one that was cut.
  const isOpened = approved.cycles.some(({ members }) => members.some((id) => !existing.has(idKey(id))));
  if (isOpened) return [];
  const old = orderOf(approved);
  const now = orderOf(fresh);
  const missing = new Map<string, string>();
  const hold = (first: Operation | undefined, second: Operation | undefined): void => {
    if (first === undefined || second === undefined || old.isBefore(first, second)) return;
    missing.set(
      `${first.id} ${second.id}`,
      `It does not wait with ${second.action} of ${second.target} for ${first.action} of ${first.target}.`,
    );
  };
  for (const operation of fresh.operations) {
    for (const id of operation.after) {
      const earlier = now.byId.get(id);
      // Deletes are held by what they take along: how much one takes changes with what is gone already.
      if (earlier === undefined || (isDelete(earlier) && isDelete(operation))) continue;
      hold(old.same(earlier), old.same(operation));
    }
  }
  for (const { id, dependsOn } of fresh.resources) {
    for (const { on, cut } of dependsOn) {
      const [first, second] = [now.deleting(id), now.deleting(on)];
      if (cut === true || first === undefined || second === undefined) continue;
      if (first !== second && now.isBefore(first, second)) hold(old.deleting(id), old.deleting(on));
    }
  }
  return [...missing.values()];
}

const isDelete = ({ action }: Operation): boolean => action === "delete" || action === "deleteGroup";
const keyOf = ({ action, target }: Operation): string => `${action} ${idKey(target)}`;

function orderOf({ operations }: Plan) {
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  const byKey = new Map(operations.map((operation) => [keyOf(operation), operation]));
  const deletes = new Map(
    operations.filter(isDelete).map((operation) => [idKey(operation.target), operation]),
  );
  return {
    byId,
    same: (operation: Operation) => byKey.get(keyOf(operation)),
    /** The delete that a resource goes with: its own, its parent's or its group's. */
    deleting: (id: string): Operation | undefined => {
      const key = idKey(id);
      const least = groupIdOf(key)?.length ?? 1;
      for (let end = key.length; end >= least; end = key.lastIndexOf("/", end - 1)) {
        const found = deletes.get(key.slice(0, end));
        if (found !== undefined) return found;
      }
      return undefined;
    },
    isBefore: (first: Operation, second: Operation): boolean => {
      if (first === second || second.after.includes(first.id)) return true;
      const seen = new Set<string>();
      const left = [...second.after];
      for (let id = left.pop(); id !== undefined; id = left.pop()) {
        if (id === first.id) return true;
        if (seen.has(id)) continue;
        seen.add(id);
        left.push(...(byId.get(id)?.after ?? []));
      }
      return false;
    },
  };
}
