import { idKey } from "../arm-id.ts";
import { SundownError } from "../messages/sundown-error.ts";
import { shortId } from "../report/short-id.ts";
import type { Dependency, Held, Operation, Plan, PlanResource } from "./plan.ts";
import { type RemovedBy, removalsOf } from "./removals.ts";

/** Of things with the same name so many are listed. */
const MOST_NAMED = 20;

export interface Explanation {
  readonly id: string;
  readonly kind: "resource" | "group";
  /** Of a resource: how it goes. */
  readonly deletedBy?: PlanResource["deletedBy"];
  /** The azure-native type Pulumi adopts it as; null where none is sure. Absent for groups, which always have one. */
  readonly token?: string | null;
  /** What takes it away. */
  readonly removedBy: RemovedBy;
  /** The operation that removes it; absent for what is held. */
  readonly operation?: Operation;
  /** What is done to it before and does not remove it. */
  readonly prepared: readonly Operation[];
  /** What it needs, and what therefore goes later. */
  readonly needs: readonly Dependency[];
  /** What needs it, and what therefore goes earlier. */
  readonly neededBy: readonly (Omit<Dependency, "on"> & { readonly id: string })[];
  /** Operations that have to end before, directly or through others, in the order they may run. */
  readonly before: readonly Operation[];
  /** Operations that wait for this one. */
  readonly next: readonly Operation[];
  readonly held: readonly Held[];
  /** Circles that it was part of. */
  readonly cycles: Plan["cycles"];
}

/**
 * Why a resource or group goes when it goes.
 *
 * @param what its ARM id, or what people say: `GROUP/NAME`, a group's name, or a resource's name alone
 * @throws SundownError resource_not_in_plan for what the plan does not know, or has several of
 */
export function explain(plan: Plan, what: string): Explanation {
  const key = idKey(idOf(plan, what));
  const resource = plan.resources.find((candidate) => idKey(candidate.id) === key);
  const group = plan.resourceGroups.find((candidate) => idKey(candidate.id) === key);
  const found = resource ?? group;
  if (found === undefined) {
    throw new SundownError("resource_not_in_plan", {
      message: `the plan knows nothing with the id or name ${what}`,
      place: what,
    });
  }
  const { by, remover: operation, prepared } = removalsOf(plan)(found.id);
  return {
    id: found.id,
    kind: resource === undefined ? "group" : "resource",
    ...(resource === undefined ? {} : { deletedBy: resource.deletedBy, token: resource.token ?? null }),
    removedBy: by,
    ...(operation === undefined ? {} : { operation }),
    prepared,
    needs: resource?.dependsOn ?? [],
    neededBy: plan.resources.flatMap((other) =>
      other.dependsOn
        .filter(({ on }) => idKey(on) === key)
        .map(({ on: _on, ...dependency }) => ({ id: other.id, ...dependency })),
    ),
    before: operation === undefined ? [] : everythingBefore(plan, operation),
    next: operation === undefined ? [] : plan.operations.filter(({ after }) => after.includes(operation.id)),
    held: plan.held.filter(({ target }) => idKey(target) === key),
    cycles: plan.cycles.filter(({ members }) => members.some((member) => idKey(member) === key)),
  };
}

/** The id that a name stands for; an id is itself. */
function idOf(plan: Plan, what: string): string {
  if (what.startsWith("/")) return what;
  const name = what.toLowerCase();
  const all = [...plan.resources, ...plan.resourceGroups];
  const exact = all.filter(({ id }) => shortId(id).toLowerCase() === name);
  const named = exact.length > 0 ? exact : all.filter(({ id }) => idKey(id).endsWith(`/${name}`));
  if (named.length > 1) {
    const short = new Set(named.map(({ id }) => shortId(id)));
    const ids = short.size === named.length ? [...short] : named.map(({ id }) => id);
    const more = ids.length > MOST_NAMED ? ` or ${ids.length - MOST_NAMED} more` : "";
    throw new SundownError("resource_not_in_plan", {
      message: `the plan has ${named.length} things named ${what}`,
      place: what,
      remedy: `Say which: ${ids.slice(0, MOST_NAMED).join(" or ")}${more}.`,
    });
  }
  return named[0]?.id ?? what;
}

function everythingBefore(plan: Plan, operation: Operation): Operation[] {
  const byId = new Map(plan.operations.map((candidate) => [candidate.id, candidate]));
  const ordered = new Set<Operation>();
  const open: { operation: Operation; entered: boolean }[] = [{ operation, entered: false }];
  const seen = new Set<Operation>();
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    if (step.entered) {
      ordered.add(step.operation);
      continue;
    }
    if (seen.has(step.operation)) continue;
    seen.add(step.operation);
    open.push({ operation: step.operation, entered: true });
    for (const id of step.operation.after) {
      const earlier = byId.get(id);
      if (earlier !== undefined) open.push({ operation: earlier, entered: false });
    }
  }
  ordered.delete(operation);
  return [...ordered];
}
