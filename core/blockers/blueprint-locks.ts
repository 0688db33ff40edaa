import { wordAt } from "../dependencies/read-property.ts";
import { apiVersionOf } from "../types/type-index.ts";
import type { BlockerContext, Findings, PreparedOperation } from "./family.ts";

const ASSIGNMENT = "microsoft.blueprint/blueprintassignments";
const SUFFIX = /\/providers\/microsoft\.blueprint\/blueprintassignments\/[^/]+$/i;

/**
 * An assigned blueprint that locks what it made: a deny assignment refuses every delete in its groups until the
 * blueprint is unassigned. What it made stays.
 * @see https://learn.microsoft.com/azure/governance/blueprints/concepts/resource-locking
 */
export function blueprintLocks({ estate }: BlockerContext): Findings {
  const apiVersion = apiVersionOf(ASSIGNMENT);
  const operations = estate.nodes.flatMap(({ type, id, resource }): PreparedOperation[] => {
    const mode = wordAt(resource.properties, "locks.mode");
    if (type !== ASSIGNMENT || mode === undefined || mode === "none") return [];
    return [
      {
        action: "delete",
        phase: "before",
        target: id,
        because: `the assigned blueprint locks what it made (${mode})`,
        blocks: [id.replace(SUFFIX, "")],
        isGate: true,
        ...(apiVersion === undefined ? {} : { apiVersion }),
      },
    ];
  });
  return { operations };
}
