import type { Action } from "./action.ts";
import { isGone } from "./is-gone.ts";

const API_VERSION = "2025-04-01";

/** Deletes a resource group with all that is in it; Azure orders the inside. */
export const deleteGroup: Action = {
  async request({ operation }) {
    return { method: "DELETE", path: operation.target, apiVersion: API_VERSION };
  },
  async isDone({ connection, operation, signal }) {
    return isGone(connection, operation.target, API_VERSION, signal);
  },
};
