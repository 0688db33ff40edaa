import { idKey } from "../arm-id.ts";
import type { HeldFinding } from "../blockers/family.ts";
import type { Edge } from "../dependencies/edges.ts";
import type { Estate } from "../dependencies/estate.ts";
import type { Placement } from "../groups/place-resources.ts";

/**
 * What nothing may delete: what is held itself and what lies in it, what it lies in or is managed by, and what it
 * needs, since Azure refuses to delete what is in use.
 */
export function heldResources(
  estate: Estate,
  edges: readonly Edge[],
  placement: Placement,
  findings: readonly HeldFinding[],
): { held: Set<number>; waiting: HeldFinding[] } {
  const own = new Set<number>();
  for (const finding of findings) {
    const index = finding.stays ? estate.byKey.get(idKey(finding.target)) : undefined;
    if (index !== undefined) own.add(index);
  }
  const held = new Set<number>();
  if (own.size === 0) return { held, waiting: [] };
  const needs = Map.groupBy(edges, (edge) => edge.from);
  const open = [...own];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (held.has(index)) continue;
    held.add(index);
    const carrier = placement.carrier[index] ?? -1;
    if (carrier !== -1) open.push(carrier);
    for (const edge of needs.get(index) ?? []) if (!edge.tentative) open.push(edge.to);
  }
  const waiting = [...held]
    .filter((index) => !own.has(index))
    .toSorted((left, right) => left - right)
    .map((index) => ({
      target: estate.nodes[index]?.id ?? "",
      code: "waits_for_held" as const,
      stays: true,
    }));
  addCarried(placement.carrier, held);
  return { held, waiting };
}

/** Nobody deletes what lies in something that stays, unless an operation of its own names it. */
function addCarried(carrier: Int32Array, held: Set<number>): void {
  for (let node = 0; node < carrier.length; node += 1) {
    for (let above = carrier[node] ?? -1; above !== -1; above = carrier[above] ?? -1) {
      if (held.has(above)) {
        held.add(node);
        break;
      }
    }
  }
}
