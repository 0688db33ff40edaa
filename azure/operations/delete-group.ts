import { propertiesOf } from "../properties-of.ts";
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
  async isUnderWay({ connection, operation, signal }) {
    const path = operation.target;
    const { status, body } = await connection.request({
      method: "GET",
      path,
      apiVersion: API_VERSION,
      signal,
    });
    return status === 200 && propertiesOf(body).provisioningState === "Deleting";
  },
};
