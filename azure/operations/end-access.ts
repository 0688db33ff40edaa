import { propertiesOf } from "../properties-of.ts";
import { type Action, versionOf } from "./action.ts";

/**
 * Takes back a granted access (SAS) to a disk or snapshot, which otherwise blocks its group's delete
 * (recordings: rg-delete-blocked, snapshot-sas): POST endGetAccess.
 */
export const endAccess: Action = {
  isHidden: true,
  async request(context) {
    return {
      method: "POST",
      path: `${context.operation.target}/endGetAccess`,
      apiVersion: await versionOf(context),
    };
  },
  async isDone(context) {
    const { connection, operation, signal } = context;
    const apiVersion = await versionOf(context);
    const { status, body } = await connection.request({
      method: "GET",
      path: operation.target,
      apiVersion,
      signal,
    });
    if (status === 404) return true;
    return status === 200 && propertiesOf(body).diskState !== "ActiveSAS";
  },
};
