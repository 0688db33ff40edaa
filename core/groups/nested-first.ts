import type { Estate } from "../dependencies/estate.ts";

/**
 * Parents that Azure refuses to delete by themselves while they have children (409 CannotDeleteResource). A group
 * delete orders that inside; an explicit one has to.
 */
const childrenFirst: Readonly<Record<string, RegExp>> = {
  "microsoft.network/privatednszones": /\/virtualnetworklinks$/,
  "microsoft.network/dnsforwardingrulesets": /\/virtualnetworklinks$/,
  "microsoft.network/dnsresolvers": /./,
  "microsoft.compute/galleries": /./,
  "microsoft.compute/galleries/images": /./,
  "microsoft.compute/galleries/applications": /./,
  "microsoft.compute/hostgroups": /./,
  "microsoft.compute/capacityreservationgroups": /./,
  "microsoft.elasticsan/elasticsans": /\/volumegroups$/,
  "microsoft.elasticsan/elasticsans/volumegroups": /\/volumes$/,
  "microsoft.netapp/netappaccounts": /\/(?:capacitypools|backupvaults)$/,
  "microsoft.netapp/netappaccounts/capacitypools": /./,
  "microsoft.storagesync/storagesyncservices": /./,
  "microsoft.storagesync/storagesyncservices/syncgroups": /./,
};

/** The children of a node that an explicit delete of it has to be preceded by. */
export function nestedFirst(estate: Estate, index: number): number[] {
  const node = estate.nodes[index];
  const pattern = node === undefined ? undefined : childrenFirst[node.type];
  if (pattern === undefined) return [];
  return (estate.children.get(index) ?? []).filter((child) => pattern.test(estate.nodes[child]?.type ?? ""));
}
