import { propertiesOf } from "../properties-of.ts";
import { type Action, versionOf } from "./action.ts";
import { isGone } from "./is-gone.ts";

/** Immutability policies are the one kind that is only deleted under a condition; any state of it will do. */
const NEEDS_CONDITION = /\/immutabilityPolicies\/[^/]+$/i;

/** Deletes one resource by its id. */
export const deleteResource: Action = {
  async request(context) {
    const { target } = context.operation;
    return {
      method: "DELETE",
      path: target,
      apiVersion: await versionOf(context),
      ...(NEEDS_CONDITION.test(target) ? { headers: { "if-match": "*" } } : {}),
    };
  },
  async isDone(context) {
    const { connection, operation, signal } = context;
    const apiVersion = await versionOf(context);
    if (await isGone(connection, operation.target, apiVersion, signal)) return true;
    if (!NEEDS_CONDITION.test(operation.target)) return false;
    // A deleted policy is still answered, as one in the state Deleted (recordings: storage-immutability).
    const { body } = await connection.request({ method: "GET", path: operation.target, apiVersion, signal });
    return propertiesOf(body).state === "Deleted";
  },
  async isUnderWay(context) {
    const { connection, operation, signal } = context;
    const path = operation.target;
    const apiVersion = await versionOf(context);
    const { status, body } = await connection.request({ method: "GET", path, apiVersion, signal });
    return status === 200 && propertiesOf(body).provisioningState === "Deleting";
  },
};
