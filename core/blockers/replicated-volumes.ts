import { idKey } from "../arm-id.ts";
import { textAt, valueAt, wordAt } from "../dependencies/read-property.ts";
import type { BlockerContext, Findings, HeldFinding, PreparedOperation } from "./family.ts";

const VOLUME = "microsoft.netapp/netappaccounts/capacitypools/volumes";

/**
 * A NetApp volume that replicates cannot be deleted, on neither side. The replication is broken and then deleted
 * beforehand, both at the destination.
 * @see https://learn.microsoft.com/azure/azure-netapp-files/cross-region-replication-delete
 */
export function replicatedVolumes({ estate }: BlockerContext): Findings {
  const operations: PreparedOperation[] = [];
  const held: HeldFinding[] = [];
  for (const { type, id, resource } of estate.nodes) {
    const replication =
      type === VOLUME ? valueAt(resource.properties, "dataProtection.replication") : undefined;
    const side = wordAt(replication, "endpointType");
    const remote = textAt(replication, "remoteVolumeResourceId");
    if (side === "dst") {
      const step = {
        phase: "before",
        target: id,
        because: "a volume that replicates cannot be deleted",
        blocks: remote === undefined ? [id] : [id, remote],
      } as const;
      operations.push(
        { ...step, action: "breakReplication" },
        { ...step, action: "deleteReplication", after: [id] },
      );
    } else if (side === "src" && !estate.byKey.has(idKey(remote ?? ""))) {
      held.push({ target: id, code: "pair_ends_elsewhere", stays: true });
    }
  }
  return { operations, held };
}
