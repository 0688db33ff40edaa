import { setTimeout as sleep } from "node:timers/promises";
import type { RoleDefinition } from "../../core/inventory/inventory.ts";
import type { AzureConnection } from "../connection.ts";
import { readCustomRoles } from "./read-custom-roles.ts";

export interface RoleWaitOptions {
  /** Milliseconds between two reads of the list. @default 10_000 */
  readonly intervalMs?: number;
  /** Milliseconds until waiting ends. Role changes take up to ten minutes. @default 900_000 */
  readonly patienceMs?: number;
  /** How often in a row the list must show it, since it flickers. @default 3 */
  readonly inARow?: number;
  readonly signal?: AbortSignal;
}

/** Reads the tenant's custom roles until they are as wanted several times in a row; false when patience ends. */
export async function waitForRoles(
  connection: AzureConnection,
  isAsWanted: (roles: readonly RoleDefinition[]) => boolean,
  { intervalMs = 10_000, patienceMs = 900_000, inARow = 3, signal }: RoleWaitOptions = {},
): Promise<boolean> {
  const deadline = performance.now() + patienceMs;
  for (let hits = 0; ; ) {
    hits = isAsWanted(await readCustomRoles(connection, signal)) ? hits + 1 : 0;
    if (hits >= inARow) return true;
    if (performance.now() + intervalMs > deadline) return false;
    await sleep(intervalMs, undefined, signal === undefined ? {} : { signal });
  }
}
