import { propertiesOf } from "../properties-of.ts";
import { type Action, versionOf } from "./action.ts";
import { isGone } from "./is-gone.ts";

const isAlias = (target: string): boolean => /\/disasterRecoveryConfigs\/[^/]+$/i.test(target);

/**
 * Breaks a geo pairing: POST breakPairing on a disaster-recovery alias of Event Hubs or Service Bus, DELETE of a
 * SQL failover group. The partner keeps its data.
 */
export const breakPairing: Action = {
  isHidden: true,
  async request(context) {
    const { target } = context.operation;
    const apiVersion = await versionOf(context);
    return isAlias(target)
      ? { method: "POST", path: `${target}/breakPairing`, apiVersion }
      : { method: "DELETE", path: target, apiVersion };
  },
  async isDone(context) {
    const { connection, operation, signal } = context;
    const apiVersion = await versionOf(context);
    if (await isGone(connection, operation.target, apiVersion, signal)) return true;
    if (!isAlias(operation.target)) return false;
    const { body } = await connection.request({ method: "GET", path: operation.target, apiVersion, signal });
    return propertiesOf(body).role === "PrimaryNotReplicating";
  },
};
