import { idKey, isWithin } from "../../core/arm-id.ts";
import type { Plan } from "../../core/plan/plan.ts";

/** `[user, used]`, as ids. */
export type Uses = readonly (readonly [string, string])[];

/** What the plan itself says about what needs what. */
export function ownUses(plan: Plan): Uses {
  return plan.resources.flatMap(({ id, dependsOn }) =>
    dependsOn.flatMap(({ on, cut }) => (cut === true ? [] : [[id, on] as const])),
  );
}

/**
 * Runs the operations against a strict Azure, in an order that `after` allows: a delete is refused while something
 * outside still uses something inside.
 *
 * @param pick chooses among so many that may run next.
 */
export function replay(
  plan: Plan,
  uses: Uses,
  pick: (ready: number) => number,
): { refused: string[]; left: string[] } {
  const alive = new Set(plan.resources.map(({ id }) => idKey(id)));
  const links = uses.map(([user, used]) => ({ user: idKey(user), used: idKey(used) }));
  const managed = new Map(
    plan.resourceGroups.flatMap((group) => (group.managedBy ? [[group.id, group.managedBy] as const] : [])),
  );
  const waiting = new Set(plan.operations.map((operation) => operation.id));
  const refused: string[] = [];
  while (waiting.size > 0) {
    const ready = plan.operations.filter(
      (each) => waiting.has(each.id) && each.after.every((other) => !waiting.has(other)),
    );
    const operation = ready[pick(ready.length) % ready.length];
    if (operation === undefined) throw new Error("the operations wait for each other in a circle");
    waiting.delete(operation.id);
    if (!operation.action.startsWith("delete")) continue;
    const going = new Set([...alive].filter((target) => isWithin(target, operation.target)));
    for (const [group, manager] of managed) {
      if (going.has(idKey(manager)))
        for (const target of alive) if (isWithin(target, group)) going.add(target);
    }
    const stops = links.find(
      ({ user, used }) => alive.has(user) && !going.has(user) && alive.has(used) && going.has(used),
    );
    if (stops === undefined) for (const target of going) alive.delete(target);
    else refused.push(`${operation.id} while ${stops.user} exists`);
  }
  return { refused, left: [...alive] };
}
