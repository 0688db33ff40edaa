import { idKey } from "../arm-id.ts";
import { SundownError } from "../messages/sundown-error.ts";
import type { Operation, Plan } from "../plan/plan.ts";
import type { Adoption, AdoptionPlan } from "./adoption.ts";
import { adoptionName } from "./adoption-name.ts";
import { containersOf } from "./containers-of.ts";
import { leftOver, tokensOf } from "./left-over.ts";
import { isSingletonType } from "./singleton-types.ts";

export interface AdoptionOptions {
  /**
   * Ids that still exist, from a fresh inventory.
   * @default everything the plan names
   */
  readonly remaining?: Iterable<string>;
  /**
   * Register every resource that has a token, not only what needs a delete of its own.
   * @default false
   */
  readonly full?: boolean;
  /** Whether the approval holds; without it everything is protected. */
  readonly approved: boolean;
}

/**
 * Decides what of a plan Pulumi adopts. Only deletes of the teardown phase are; never what is held, what waits for
 * it, or what azure-native would reset instead of deleting.
 *
 * Pulumi deletes dependents first. So where the plan says "X after Y", the adopted Y depends on X.
 *
 * @throws SundownError `pulumi_order_circular` when the plan's order runs in a circle.
 */
export function planAdoption(plan: Plan, options: AdoptionOptions): AdoptionPlan {
  const remaining = options.remaining === undefined ? undefined : new Set([...options.remaining].map(idKey));
  const stands = (id: string): boolean => remaining?.has(idKey(id)) ?? true;
  const left = leftOver(plan, stands);
  const standing = plan.operations.filter(({ phase, target }) => phase === "teardown" && stands(target));
  const tokens = tokensOf(plan);
  const nodes = dependenciesOf(
    plan,
    standing.filter(({ id }) => !left.has(id)),
  );

  const adoptions = inOrder(nodes).map((id) =>
    adoptionOf(id, tokens, { dependsOn: targetsOf(id, nodes), protect: !options.approved }),
  );
  if (options.full === true) adoptions.push(...contents(plan, adoptions, tokens, stands, !options.approved));
  return {
    adoptions,
    left: standing.flatMap(({ id, target }) => {
      const reason = left.get(id);
      return reason === undefined ? [] : [{ operation: id, target, reason }];
    }),
  };
}

interface Node {
  readonly id: string;
  /** Keys of what must be deleted later. */
  readonly on: Set<string>;
}

function adoptionOf(
  id: string,
  tokens: ReadonlyMap<string, string>,
  rest: { dependsOn: readonly string[]; deletedWith?: string; protect: boolean },
): Adoption {
  const token = tokens.get(idKey(id)) ?? "";
  const { deletedWith } = rest;
  return {
    name: adoptionName(id),
    token,
    module: token.split(":")[1] ?? "",
    id,
    dependsOn: rest.dependsOn.map(adoptionName).sort(),
    ...(deletedWith === undefined ? {} : { deletedWith: adoptionName(deletedWith) }),
    protect: rest.protect,
  };
}

/** Turns "X after Y" into "Y depends on X", also where operations in between are gone or of another phase. */
function dependenciesOf(plan: Plan, registered: readonly Operation[]): ReadonlyMap<string, Node> {
  const operations = new Map(plan.operations.map((operation) => [operation.id, operation]));
  const nodes = new Map<string, Node>();
  for (const { target } of registered) {
    if (!nodes.has(idKey(target))) nodes.set(idKey(target), { id: target, on: new Set() });
  }
  const registeredIds = new Set(registered.map(({ id }) => id));
  for (const operation of registered) {
    const seen = new Set(operation.after);
    for (const id of seen) {
      const earlier = operations.get(id);
      if (earlier === undefined) continue;
      if (!registeredIds.has(id)) {
        // A set is walked in the order of insertion, what is added meanwhile included.
        for (const further of earlier.after) seen.add(further);
      } else if (idKey(earlier.target) !== idKey(operation.target)) {
        nodes.get(idKey(earlier.target))?.on.add(idKey(operation.target));
      }
    }
  }
  return nodes;
}

function targetsOf(id: string, nodes: ReadonlyMap<string, Node>): string[] {
  return [...(nodes.get(idKey(id))?.on ?? [])].flatMap((key) => nodes.get(key)?.id ?? []);
}

/** Ids such that each comes after everything it depends on, otherwise as the plan has them. */
function inOrder(nodes: ReadonlyMap<string, Node>): string[] {
  const waiting = new Map([...nodes].map(([key, { on }]) => [key, on.size]));
  const dependents = new Map<string, string[]>();
  for (const [key, { on }] of nodes) {
    for (const other of on) {
      const list = dependents.get(other);
      if (list === undefined) dependents.set(other, [key]);
      else list.push(key);
    }
  }
  const ready = [...waiting].filter(([, count]) => count === 0).map(([key]) => key);
  const ordered: string[] = [];
  for (const key of ready) {
    ordered.push(nodes.get(key)?.id ?? key);
    for (const dependent of dependents.get(key) ?? []) {
      const count = (waiting.get(dependent) ?? 0) - 1;
      waiting.set(dependent, count);
      if (count === 0) ready.push(dependent);
    }
  }
  const stuck = [...nodes].find(([key]) => (waiting.get(key) ?? 0) > 0);
  if (stuck !== undefined) {
    throw new SundownError("pulumi_order_circular", {
      message: `The plan's operations wait for each other in a circle that holds ${stuck[1].id}.`,
      place: stuck[1].id,
    });
  }
  return ordered;
}

/** With `full`: what goes with its group (or with an adopted parent), registered so that a preview shows it. */
function contents(
  plan: Plan,
  adopted: readonly Adoption[],
  tokens: ReadonlyMap<string, string>,
  stands: (id: string) => boolean,
  protect: boolean,
): Adoption[] {
  const known = new Map(adopted.map(({ id }) => [idKey(id), id]));
  // What is prepared may be gone before anything is adopted, a protected item for one.
  const operated = new Set(
    plan.operations.filter(({ phase }) => phase !== "after").map(({ target }) => idKey(target)),
  );
  return plan.resources.flatMap((resource) => {
    const key = idKey(resource.id);
    if (!tokens.has(key) || known.has(key) || operated.has(key) || !stands(resource.id)) return [];
    if (resource.deletedBy === "held" || isSingletonType(resource.type)) return [];
    const container = containersOf(resource.id).find((id) => known.has(idKey(id)));
    const deletedWith = container === undefined ? undefined : known.get(idKey(container));
    return deletedWith === undefined
      ? []
      : [adoptionOf(resource.id, tokens, { dependsOn: [], deletedWith, protect })];
  });
}
