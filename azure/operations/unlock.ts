import type { Action } from "./action.ts";
import { isGone } from "./is-gone.ts";

const API_VERSION = "2020-05-01";

/** Removes one management lock by its id. */
export const unlock: Action = {
  async request({ operation }) {
    return { method: "DELETE", path: operation.target, apiVersion: API_VERSION };
  },
  async isDone({ connection, operation, signal }) {
    return isGone(connection, operation.target, API_VERSION, signal);
  },
};
