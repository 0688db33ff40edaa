import type { AzureConnection } from "../../azure/connection.ts";
import { mapBounded } from "../../azure/map-bounded.ts";
import { readServiceState } from "../../azure/services/service-state.ts";
import { blobEndpointOf } from "../../azure/storage/blob-endpoint.ts";
import { probeWrite } from "../../azure/storage/probe-write.ts";
import type { Resource } from "../../core/inventory/inventory.ts";
import { isSundownError } from "../../core/messages/sundown-error.ts";

/** Of each kind at most so many are looked at; a cancelled subscription is empty, so any is one too many. */
const LOOKED_AT = 20;
const LOOKS_AT_ONCE = 4;

export interface BrokenPromises {
  /** Ids of virtual machines that are not deallocated. */
  readonly running: readonly string[];
  /** Ids of storage accounts that still take writes. */
  readonly writable: readonly string[];
  /** What could not be found out, one sentence each. */
  readonly unknown: readonly string[];
}

/**
 * Azure promises that after a cancel machines are deallocated and storage is read-only: what is not. Writes nothing.
 * @see https://learn.microsoft.com/azure/cost-management-billing/manage/subscription-states
 */
export async function readBrokenPromises(
  azure: AzureConnection,
  resources: readonly Resource[],
  signal: AbortSignal,
): Promise<BrokenPromises> {
  const unknown: string[] = [];
  const those = async (type: string, isBroken: (id: string) => Promise<boolean>): Promise<string[]> => {
    const ids = resources.filter((resource) => resource.type.toLowerCase() === type).map(({ id }) => id);
    const looks = await mapBounded(ids.slice(0, LOOKED_AT), LOOKS_AT_ONCE, async (id) => {
      try {
        return { id, broken: await isBroken(id) };
      } catch (error) {
        if (!isSundownError(error)) throw error;
        unknown.push(`${error.code}: ${error.message}`);
        return { id, broken: false };
      }
    });
    return looks.flatMap(({ id, broken }) => (broken ? [id] : []));
  };
  const running = await those("microsoft.compute/virtualmachines", async (id) => {
    const machine = await readServiceState(azure, id, signal);
    return machine !== undefined && machine.state !== "deallocated";
  });
  const writable = await those("microsoft.storage/storageaccounts", async (id) => {
    const probe = await probeWrite(azure, await blobEndpointOf(azure, id), signal);
    if (typeof probe === "object") unknown.push(`Whether ${id} is read-only is not known: ${probe.unknown}.`);
    return probe === "writable";
  });
  return { running, writable, unknown };
}
