import type { ArmError } from "./arm-error.ts";
import { leaveTrace } from "./delete-resource.ts";
import { outsideUseRefusal, stateRefusal, whatGoesWithGroup } from "./deletion-rules.ts";
import { errors } from "./error-bodies.ts";
import { faultErrors } from "./fault-errors.ts";
import type { Fault } from "./fault-queue.ts";
import type { Operation } from "./operations.ts";
import { removeNow } from "./remove.ts";
import { groupKeyOf, parentKeyOf } from "./resource-path.ts";
import { isListed, type StoredGroup, type StoredResource } from "./store.ts";
import { deleteBehaviour } from "./type-behaviour.ts";
import type { World } from "./world.ts";

/** Virtual seconds that a group delete takes at least. */
const leastSeconds = 30;

/**
 * Starts the delete of a group. Its resources go one after another in the order of their uses; what
 * something outside uses stays, with what it needs itself, and then the operation fails at the poll. A fault
 * lets it fail with all of it left, or with half.
 */
export function deleteGroup(world: World, group: StoredGroup, fault?: Fault): Operation {
  const operation = world.operations.start({ kind: "deleteGroup", target: group.id, pollSeconds: 15 });
  group.state = "Deleting";
  const going = whatGoesWithGroup(world, group.key);
  const blocked = blockedIn(world, going);
  const ends = schedule(world, going, blocked);
  const failure = fault && failLate(world, fault, { going, blocked, ends });
  const first = world.store.resources.get([...ends.keys()].find((key) => isCounted(world, key)) ?? "");
  if (first) leaveTrace(world, first, fault);
  let last = Math.max(leastSeconds, failure ? (fault.seconds ?? 180) : 0);
  for (const [key, end] of ends) {
    const resource = world.store.resources.get(key);
    if (resource) resource.deleting = true;
    last = Math.max(last, end);
    world.clock.after(end, () => removeUnlessHeld(world, key, going, blocked));
  }
  world.clock.after(last + 1, () => finish(world, group, operation, { going, blocked, failure }));
  return operation;
}

function isCounted(world: World, key: string): boolean {
  const resource = world.store.resources.get(key);
  return resource !== undefined && isListed(resource);
}

/** Takes what will not go out of the course of things; the failure that will be told, if the fault asks for one. */
function failLate(
  world: World,
  fault: Fault,
  {
    going,
    blocked,
    ends,
  }: { going: ReadonlySet<string>; blocked: Map<string, ArmError>; ends: Map<string, number> },
): ArmError | undefined {
  if (fault.kind !== "failsLate" && fault.kind !== "halfGone") return undefined;
  const failure = faultErrors.failedLate();
  const inOrder = [...ends.keys()].toSorted((one, other) => (ends.get(one) ?? 0) - (ends.get(other) ?? 0));
  const gone = fault.kind === "halfGone" ? Math.ceil(inOrder.length / 2) : 0;
  for (const key of inOrder.slice(gone)) block(world, key, failure, going, blocked);
  for (const key of blocked.keys()) ends.delete(key);
  return failure;
}

/** Keys that cannot go, each with the reason; what they need and lie in cannot go either. */
function blockedIn(world: World, going: ReadonlySet<string>): Map<string, ArmError> {
  const blocked = new Map<string, ArmError>();
  for (const key of going) blockIfHeld(world, key, going, blocked);
  return blocked;
}

function blockIfHeld(
  world: World,
  key: string,
  going: ReadonlySet<string>,
  blocked: Map<string, ArmError>,
): void {
  if (blocked.has(key)) return;
  const resource = world.store.resources.get(key);
  const state = resource && stateRefusal(world, resource, going);
  if (state) for (const inner of world.store.subtree(key)) block(world, inner, state, going, blocked);
  const use = outsideUseRefusal(world, key, going);
  if (use) block(world, key, use, going, blocked);
}

function block(
  world: World,
  key: string,
  why: ArmError,
  going: ReadonlySet<string>,
  blocked: Map<string, ArmError>,
): void {
  const queue = [{ key, why }];
  for (let next = queue.pop(); next; next = queue.pop()) {
    if (blocked.has(next.key) || !going.has(next.key)) continue;
    blocked.set(next.key, next.why);
    const resource = world.store.resources.get(next.key);
    if (resource) resource.deleting = false;
    queue.push({ key: parentKeyOf(next.key), why: next.why });
    for (const used of world.store.usedBy(next.key)) {
      queue.push({ key: used, why: outsideUseRefusal(world, used, new Set()) ?? next.why });
    }
  }
}

/** When each resource is gone, in seconds from now: after its users and its children. */
function schedule(
  world: World,
  going: ReadonlySet<string>,
  blocked: ReadonlyMap<string, ArmError>,
): Map<string, number> {
  const ends = new Map<string, number>();
  const waiting = new Map<string, number>();
  const free = [...going].filter((key) => !blocked.has(key));
  for (const key of free)
    for (const target of followersOf(world, key)) {
      if (going.has(target)) waiting.set(target, (waiting.get(target) ?? 0) + 1);
    }
  const starts = new Map<string, number>();
  const ready = free.filter((key) => !waiting.get(key));
  for (let key = ready.pop(); key; key = ready.pop()) {
    const resource = world.store.resources.get(key);
    const seconds =
      resource && !resource.embeddedIn ? Math.max(1, deleteBehaviour(resource.type).seconds) : 0;
    const end = (starts.get(key) ?? 0) + seconds;
    ends.set(key, end);
    for (const target of followersOf(world, key)) {
      if (!going.has(target)) continue;
      starts.set(target, Math.max(starts.get(target) ?? 0, end));
      const left = (waiting.get(target) ?? 1) - 1;
      waiting.set(target, left);
      if (left === 0 && !blocked.has(target)) ready.push(target);
    }
  }
  let last = 0;
  for (const end of ends.values()) last = Math.max(last, end);
  for (const key of free) if (!ends.has(key)) ends.set(key, last + 1);
  return ends;
}

/** What can go once `key` is gone: what it uses, and what it lies in. */
function followersOf(world: World, key: string): string[] {
  return [...new Set([...world.store.usedBy(key), parentKeyOf(key)])];
}

function removeUnlessHeld(
  world: World,
  key: string,
  going: ReadonlySet<string>,
  blocked: Map<string, ArmError>,
): void {
  blockIfHeld(world, key, going, blocked);
  if (!blocked.has(key)) removeNow(world, [key]);
}

function finish(
  world: World,
  group: StoredGroup,
  operation: Operation,
  {
    going,
    blocked,
    failure,
  }: {
    going: ReadonlySet<string>;
    blocked: ReadonlyMap<string, ArmError>;
    failure: ArmError | undefined;
  },
): void {
  removeNow(
    world,
    [...going].filter((key) => !blocked.has(key)),
  );
  for (const managed of new Set([...going].map(groupKeyOf))) {
    if (managed && managed !== group.key && world.store.inGroup(managed).size === 0)
      world.store.removeGroup(managed);
  }
  const held = [...blocked]
    .map(([key, why]) => ({ resource: world.store.resources.get(key), why }))
    .filter((item) => item.resource && !item.resource.embeddedIn);
  if (!failure && held.length === 0 && world.store.inGroup(group.key).size === 0) {
    world.store.removeGroup(group.key);
    world.locks.dropWithin(group.key);
    world.roles.dropAssignmentsWithin(group.key);
    world.operations.succeed(operation);
    return;
  }
  group.state = "Succeeded";
  for (const key of world.store.inGroup(group.key)) {
    const resource = world.store.resources.get(key);
    if (resource) resource.deleting = false;
  }
  const nothingNamed = failure && held.length === 0;
  world.operations.fail(operation, nothingNamed ? failure : blockedError(group, held, operation.id));
}

function blockedError(
  group: StoredGroup,
  held: readonly { resource: StoredResource | undefined; why: ArmError }[],
  tracking: string,
): ArmError {
  const items = held.flatMap(({ resource, why }) =>
    resource
      ? [
          {
            id: resource.id,
            label: resource.id.slice(
              resource.id.toLowerCase().lastIndexOf("/providers/") + "/providers/".length,
            ),
            why,
          },
        ]
      : [],
  );
  return errors.groupDeletionBlocked(group.name, items, tracking);
}
