import type { HeldFinding } from "../blockers/family.ts";
import type { Edge } from "../dependencies/edges.ts";
import type { Estate } from "../dependencies/estate.ts";
import type { Placement } from "../groups/place-resources.ts";

/**
 * What nothing may delete: what is held itself, what it lies in or is managed by, and what it needs, since Azure
 * refuses to delete what is in use.
 */
export function heldResources(
  estate: Estate,
  edges: readonly Edge[],
  placement: Placement,
  findings: readonly HeldFinding[],
): { held: Set<number>; waiting: HeldFinding[] } {
  const needs = Map.groupBy(edges, (edge) => edge.from);
  const held = new Set<number>();
  const own = new Set<number>();
  for (const finding of findings) {
    const index = finding.stays ? estate.byKey.get(finding.target.toLowerCase()) : undefined;
    if (index !== undefined) own.add(index);
  }
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
  return { held, waiting };
}
