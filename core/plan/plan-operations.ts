import { idKey } from "../arm-id.ts";
import type { PreparedOperation } from "../blockers/family.ts";
import type { Estate } from "../dependencies/estate.ts";
import type { Placement } from "../groups/place-resources.ts";
import type { Deletion, Teardown } from "../groups/plan-teardown.ts";
import { apiVersionOf } from "../types/type-index.ts";
import { nameOperations } from "./operation-ids.ts";
import type { Operation } from "./plan.ts";
import { ScopeIndex } from "./scope-index.ts";

interface Parts {
  readonly estate: Estate;
  readonly placement: Placement;
  readonly teardown: Teardown;
  readonly prepared: readonly PreparedOperation[];
}

/** The operations as a graph: what prepares, what deletes, what comes after; each list in a stable order. */
export function planOperations(parts: Parts): Operation[] {
  const { estate, placement, teardown, prepared } = parts;
  const deletes = teardown.deletions.map((deletion) => describe(deletion, estate, placement));
  const replaced = replacedDeletes(deletes, prepared);
  const named = nameOperations([...deletes, ...prepared], (index) => !replaced.has(index));
  const idOf = (index: number): string => named[replaced.get(index) ?? index]?.id ?? "";
  const after = teardown.deletions.map((deletion) => new Set(deletion.after.map(idOf)));
  const preparedAfter = prepared.map(() => new Set<string>());

  const deletesByScope = new ScopeIndex(deletes.map(({ target }) => target));
  const preparedByScope = new ScopeIndex(prepared.map(({ target }) => target));
  for (const [index, operation] of prepared.entries()) {
    const id = idOf(deletes.length + index);
    for (const deletion of deletionsOf(operation, parts, deletesByScope)) {
      if (operation.phase === "before") after[deletion]?.add(id);
      else preparedAfter[index]?.add(idOf(deletion));
    }
    for (const target of operation.after ?? []) {
      const other = preparedByScope.at(target);
      if (other !== undefined) preparedAfter[index]?.add(idOf(deletes.length + other));
    }
    if (operation.isGate !== true) continue;
    for (const other of operation.blocks.flatMap((scope) => preparedByScope.within(scope))) {
      const { isGate, phase } = prepared[other] ?? {};
      if (isGate !== true && phase === "before") preparedAfter[other]?.add(id);
    }
  }
  const operations = named.flatMap(({ id, action, target, because, ...rest }, index): Operation[] => {
    if (replaced.has(index)) return [];
    const earlier = index < deletes.length ? after[index] : preparedAfter[index - deletes.length];
    const apiVersion = "apiVersion" in rest ? rest.apiVersion : undefined;
    return [
      {
        id,
        action,
        phase: rest.phase,
        target,
        after: [...(earlier ?? [])].filter((other) => other !== id).toSorted(),
        because,
        ...(apiVersion === undefined ? {} : { apiVersion }),
      },
    ];
  });
  return operations.toSorted((left, right) => compare(left, right));
}

/** What is deleted beforehand anyway is not deleted again: by position among the deletes, its prepared position. */
function replacedDeletes(
  deletes: readonly Delete[],
  prepared: readonly PreparedOperation[],
): Map<number, number> {
  const early = new Map(
    prepared.flatMap(({ action, phase, target }, index) =>
      action === "delete" && phase === "before" ? [[idKey(target), deletes.length + index] as const] : [],
    ),
  );
  return new Map(
    deletes.flatMap(({ target }, index) => {
      const found = early.get(idKey(target));
      return found === undefined ? [] : [[index, found] as const];
    }),
  );
}

interface Delete {
  readonly action: "delete" | "deleteGroup";
  readonly phase: "teardown";
  readonly target: string;
  readonly because: string;
  readonly apiVersion?: string;
}

function describe(deletion: Deletion, estate: Estate, placement: Placement): Delete {
  const container = placement.containers[deletion.container];
  if (deletion.node === undefined && container?.kind === "group") {
    return {
      action: "deleteGroup",
      phase: "teardown",
      target: container.id,
      because: "takes everything in it along",
    };
  }
  const node = estate.nodes[deletion.node ?? estate.byKey.get(container?.key ?? "") ?? -1];
  const because =
    deletion.node === undefined
      ? "no group delete takes it along"
      : "something in another group that goes before its own needs it gone";
  const apiVersion = apiVersionOf(node?.type ?? "");
  return {
    action: "delete",
    phase: "teardown",
    target: node?.id ?? container?.id ?? "",
    because,
    ...(apiVersion === undefined ? {} : { apiVersion }),
  };
}

/** Deletes that take along what the operation blocks; a gate also stands before everything within its scope. */
function deletionsOf(
  { blocks, isGate }: PreparedOperation,
  { estate, teardown, placement }: Parts,
  deletes: ScopeIndex,
): Set<number> {
  const found = new Set<number>();
  for (const scope of blocks) {
    for (const index of deletes.around(scope)) found.add(index);
    if (isGate === true) for (const index of deletes.within(scope)) found.add(index);
    for (let node = estate.byKey.get(idKey(scope)) ?? -1; node !== -1; node = placement.carrier[node] ?? -1) {
      const deletion = teardown.deletionOf[node] ?? -1;
      if (deletion !== -1) found.add(deletion);
    }
  }
  return found;
}

const phases = ["before", "teardown", "after"];

function compare(left: Operation, right: Operation): number {
  if (left.phase !== right.phase) return phases.indexOf(left.phase) - phases.indexOf(right.phase);
  return left.id < right.id ? -1 : 1;
}
