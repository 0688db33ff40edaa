import { propertiesOf } from "../properties-of.ts";
import type { Action } from "./action.ts";
import { isGone } from "./is-gone.ts";

/** Protected items of Recovery Services vaults and backup instances of Backup vaults share these dates. */
const API_VERSION = "2024-04-01";

/** Site Recovery ends replication by a POST; a DELETE would only forget it (REST: Replication Protected Items). */
const REPLICATED = /\/replicationProtectedItems\/[^/]+$/i;

/**
 * Stops the protection of one item and deletes its recovery points: DELETE of the protected item
 * (recordings: backup-vault-not-empty). Where the vault keeps it soft-deleted, the plan holds the vault.
 */
export const stopProtection: Action = {
  isHidden: true,
  async request({ operation }) {
    if (REPLICATED.test(operation.target)) {
      return {
        method: "POST",
        path: `${operation.target}/remove`,
        apiVersion: operation.apiVersion ?? API_VERSION,
        body: { properties: { disableProtectionReason: "NotSpecified" } },
      };
    }
    return {
      method: "DELETE",
      path: operation.target,
      apiVersion: operation.apiVersion ?? API_VERSION,
    };
  },
  async isDone({ connection, operation, signal }) {
    const { target, apiVersion = API_VERSION } = operation;
    if (await isGone(connection, target, apiVersion, signal)) return true;
    const { body } = await connection.request({ method: "GET", path: target, apiVersion, signal });
    // Kept by soft delete: nothing more can be done to it, only time ends it.
    return propertiesOf(body).isScheduledForDeferredDelete === true;
  },
};
