import { placeResources } from "../groups/place-resources.ts";
import type { BlockerContext, Findings, HeldFinding } from "./family.ts";

/**
 * A group with `managedBy` is never deleted directly: its manager (AKS, Databricks, a managed application) takes
 * it along. Where the manager is gone, a deny assignment is left that only Azure's support can remove.
 */
export function managedGroups({ estate }: BlockerContext): Findings {
  const { orphaned } = placeResources(estate);
  const held: HeldFinding[] = [];
  for (const key of orphaned) {
    const group = estate.groups.get(key);
    if (group !== undefined) held.push({ target: group.id, code: "managed_group_orphaned", stays: true });
  }
  for (const node of estate.nodes) {
    if (node.group !== undefined && orphaned.has(node.group)) {
      held.push({ target: node.id, code: "managed_group_orphaned", stays: true });
    }
  }
  return { held };
}
