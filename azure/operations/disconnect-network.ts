import { type Action, versionOf } from "./action.ts";
import { isGone } from "./is-gone.ts";

const SUFFIX = "/networkConfig/virtualNetwork";

/**
 * Takes a web app out of its virtual network, so that the subnet's service association link goes before app and
 * plan do: DELETE {site}/networkConfig/virtualNetwork. The target is the site (or slot), or that child itself.
 */
export const disconnectNetwork: Action = {
  async request(context) {
    const path = integrationOf(context.operation.target);
    return { method: "DELETE", path, apiVersion: await versionOf(context, context.operation.target) };
  },
  async isDone(context) {
    const { connection, operation, signal } = context;
    return isGone(connection, integrationOf(operation.target), await versionOf(context), signal);
  },
};

function integrationOf(target: string): string {
  return target.toLowerCase().endsWith(SUFFIX.toLowerCase()) ? target : `${target}${SUFFIX}`;
}
