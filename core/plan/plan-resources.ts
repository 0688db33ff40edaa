import type { Edge } from "../dependencies/edges.ts";
import type { Estate, Node } from "../dependencies/estate.ts";
import type { Placement } from "../groups/place-resources.ts";
import type { Teardown } from "../groups/plan-teardown.ts";
import type { Acyclic } from "../order/break-cycles.ts";
import { hiddenApiVersions } from "../types/hidden-api-versions.ts";
import { nativeTypeOf } from "../types/type-index.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { DeletedBy, Dependency, Operation, PlanResource } from "./plan.ts";

interface Parts {
  readonly estate: Estate;
  readonly order: Acyclic;
  readonly placement: Placement;
  readonly teardown: Teardown;
  readonly held: ReadonlySet<number>;
  readonly operations: readonly Operation[];
}

/** One entry for each resource: what it needs, and its one fate. */
export function planResources(parts: Parts): PlanResource[] {
  const { estate, order, operations } = parts;
  const needs = new Map<number, Dependency[]>();
  const note = (edge: Edge, cut: boolean): void => {
    const on = estate.nodes[edge.to]?.id ?? "";
    const dependency: Dependency = { on, because: edge.because, trust: edge.trust, ...(cut ? { cut } : {}) };
    const list = needs.get(edge.from);
    if (list === undefined) needs.set(edge.from, [dependency]);
    else list.push(dependency);
  };
  for (const edge of order.firm) note(edge, false);
  for (const edge of order.cut) note(edge, true);
  const before = new Set(
    operations.filter(({ phase }) => phase === "before").map(({ target }) => target.toLowerCase()),
  );

  const removals = new Set(parts.teardown.deletions.map(({ node }) => node));
  const listed = estate.nodes.filter(
    (node) => !node.isInline || removals.has(node.index) || before.has(node.key),
  );
  return listed.map((node) => {
    const { location, kind } = node.resource;
    const apiVersion = hiddenApiVersions[node.type];
    const native = nativeTypeOf(node.id, node.type, kind);
    return {
      id: node.id,
      type: node.arm.type,
      ...(native === undefined ? {} : { token: native.token }),
      ...(apiVersion === undefined ? {} : { apiVersion }),
      ...(typeof location === "string" ? { location } : {}),
      dependsOn: (needs.get(node.index) ?? []).toSorted((left, right) =>
        left.on.toLowerCase() < right.on.toLowerCase() ? -1 : 1,
      ),
      deletedBy: fateOf(node, parts, before),
      fingerprint: fingerprintOf(node.resource),
    };
  });
}

function fateOf(node: Node, { placement, teardown, held }: Parts, before: ReadonlySet<string>): DeletedBy {
  if (before.has(node.key)) return "explicit";
  if (held.has(node.index)) return "held";
  if (placement.managed.has(node.index)) return "manager";
  const number = teardown.deletionOf[node.index] ?? -1;
  const deletion = teardown.deletions[number];
  if (deletion === undefined) return "held";
  if (deletion.node === node.index) return "explicit";
  const container = placement.containers[deletion.container];
  if (deletion.node === undefined && container?.kind === "group") return "group";
  return deletion.node === undefined && container?.key === node.key ? "explicit" : "parent";
}
