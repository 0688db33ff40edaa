import { wordAt } from "../dependencies/read-property.ts";
import type { BlockerContext, Findings, PreparedOperation } from "./family.ts";

const TYPES = new Set(["microsoft.compute/disks", "microsoft.compute/snapshots"]);

/**
 * A disk or snapshot with a granted access (SAS) stops the delete of its whole group, and the group's delete tells
 * only at its end (409 ResourceGroupDeletionBlocked). The access is taken back beforehand.
 */
export function diskAccess({ estate }: BlockerContext): Findings {
  const granted = estate.nodes.filter(
    ({ type, resource }) => TYPES.has(type) && wordAt(resource.properties, "diskState") === "activesas",
  );
  const operations = granted.map(
    ({ id }): PreparedOperation => ({
      action: "endAccess",
      phase: "before",
      target: id,
      because: "an access to it is granted, and that blocks the delete of its group",
      blocks: [id],
    }),
  );
  return { operations };
}
