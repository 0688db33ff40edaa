import { idKey, parseArmId } from "../arm-id.ts";
import type { Deployment } from "../inventory/inventory.ts";
import type { EdgeCollector } from "./edges.ts";
import type { Estate } from "./estate.ts";

/** What templates said when they were deployed. ARM keeps it, and nobody knows better why it was written down. */
export function addDeploymentHistory(
  deployments: readonly Deployment[],
  estate: Estate,
  edges: EdgeCollector,
): void {
  for (const deployment of deployments) {
    const name = parseArmId(deployment.id)?.name ?? deployment.id;
    for (const { id, dependsOn } of deployment.dependencies) {
      const from = id === undefined ? undefined : estate.byKey.get(idKey(id));
      if (from === undefined) continue;
      for (const other of dependsOn ?? []) {
        const to = other.id === undefined ? undefined : estate.byKey.get(idKey(other.id));
        if (to !== undefined && to !== from) edges.add(from, to, `deployment ${name}`, "deployment");
      }
    }
  }
}
