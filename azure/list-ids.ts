import { ResourceManagementClient } from "@azure/arm-resources";
import { collectPages } from "./collect-pages.ts";
import type { AzureConnection } from "./connection.ts";

/**
 * Ids of all groups and resources that ARM lists in a subscription.
 * @throws SundownError azure_refused, not_permitted, paging_repeated
 */
export async function listIds(connection: AzureConnection, subscriptionId: string): Promise<string[]> {
  const client = new ResourceManagementClient(
    connection.credential,
    subscriptionId,
    connection.clientOptions,
  );
  const ids = (items: readonly { id?: string }[]): string[] =>
    items.flatMap(({ id }) => (id === undefined ? [] : [id]));
  const [groups, resources] = await Promise.all([
    collectPages(client.resourceGroups.list(), "resourceGroups"),
    collectPages(client.resources.list(), "resources"),
  ]);
  return [...ids(groups), ...ids(resources)];
}
