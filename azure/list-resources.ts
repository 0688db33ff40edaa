import { type GenericResourceExpanded, ResourceManagementClient } from "@azure/arm-resources";
import type { OwnedResource } from "../core/plan/ownership-mark.ts";
import { collectPages } from "./collect-pages.ts";
import type { AzureConnection } from "./connection.ts";

export interface ListedResource extends OwnedResource {
  readonly id: string;
}

/**
 * The resources that ARM lists in a subscription or in one of its groups, with what tells whose they are.
 * @throws SundownError azure_refused (404 for a group that is gone), not_permitted, paging_repeated
 */
export async function listResources(
  connection: AzureConnection,
  subscriptionId: string,
  { groupName, signal }: { readonly groupName?: string; readonly signal?: AbortSignal } = {},
): Promise<ListedResource[]> {
  const client = new ResourceManagementClient(
    connection.credential,
    subscriptionId,
    connection.clientOptions,
  );
  const options = { expand: "createdTime", ...(signal === undefined ? {} : { abortSignal: signal }) };
  const [pager, what] =
    groupName === undefined
      ? [client.resources.list(options), "resources"]
      : [client.resources.listByResourceGroup(groupName, options), `resources of ${groupName}`];
  return (await collectPages(pager, what, signal)).flatMap(listed);
}

function listed({ id, createdTime, managedBy, identity, tags }: GenericResourceExpanded): ListedResource[] {
  if (id === undefined) return [];
  return [{ id, createdTime: createdTime?.toISOString(), managedBy, identity, tags }];
}
