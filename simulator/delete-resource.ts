import { refusalOf, whatGoesWith } from "./deletion-rules.ts";
import { faultErrors } from "./fault-errors.ts";
import type { Fault } from "./fault-queue.ts";
import type { Operation } from "./operations.ts";
import { removeNow } from "./remove.ts";
import type { StoredResource } from "./store.ts";
import { type DeleteBehaviour, deleteBehaviour } from "./type-behaviour.ts";
import type { World } from "./world.ts";

export interface StartedDelete {
  readonly behaviour: DeleteBehaviour;
  /** Missing when the resource is gone already. */
  readonly operation: Operation | undefined;
}

/**
 * Starts the delete of a resource, or throws the refusal. Rights and locks have been looked at before.
 * What is in use at the end of the operation fails it.
 */
export function deleteResource(world: World, resource: StoredResource, fault?: Fault): StartedDelete {
  const going = whatGoesWith(world, resource.key);
  const refusal = refusalOf(world, resource, going);
  if (refusal) throw refusal;
  leaveTrace(world, resource, fault);
  const behaviour = deleteBehaviour(resource.type);
  if (behaviour.answer === "sync") {
    removeNow(world, going);
    return { behaviour, operation: undefined };
  }
  const operation = world.operations.start({ kind: "delete", target: resource.id });
  markDeleting(world, going, true);
  if (fault?.kind === "failsLate") {
    world.clock.after(fault.seconds ?? 180, () => {
      markDeleting(world, going, false);
      world.operations.fail(operation, faultErrors.failedLate());
    });
  } else world.clock.after(behaviour.seconds, () => finish(world, resource, operation));
  return { behaviour, operation };
}

/** Some faults let a resource go, but not in every respect. */
export function leaveTrace(world: World, resource: StoredResource, fault: Fault | undefined): void {
  if (fault?.kind === "ghost") world.ghosts.expect(resource.key, "counts", fault.seconds ?? 120);
  if (fault?.kind === "lingers") world.ghosts.expect(resource.key, "listed", fault.seconds ?? 60);
}

function finish(world: World, resource: StoredResource, operation: Operation): void {
  const going = whatGoesWith(world, resource.key);
  const refusal = world.store.exists(resource.key) ? refusalOf(world, resource, going) : undefined;
  if (refusal) {
    markDeleting(world, going, false);
    world.operations.fail(operation, refusal);
    return;
  }
  removeNow(world, going);
  world.operations.succeed(operation);
}

function markDeleting(world: World, keys: Iterable<string>, deleting: boolean): void {
  for (const key of keys) {
    const resource = world.store.resources.get(key);
    if (resource) resource.deleting = deleting;
  }
}
