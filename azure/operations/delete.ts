import { type Action, versionOf } from "./action.ts";
import { isGone } from "./is-gone.ts";

/** Deletes one resource by its id. */
export const deleteResource: Action = {
  async request(context) {
    return { method: "DELETE", path: context.operation.target, apiVersion: await versionOf(context) };
  },
  async isDone(context) {
    const { connection, operation, signal } = context;
    return isGone(connection, operation.target, await versionOf(context), signal);
  },
};
