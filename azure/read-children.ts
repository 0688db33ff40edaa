import { idKey, parseArmId } from "../core/arm-id.ts";
import type { RawInventory } from "../core/inventory/inventory.ts";
import { chooseChildLists } from "./choose-child-lists.ts";
import type { AzureConnection } from "./connection.ts";
import { isRecord } from "./is-record.ts";
import { mapBounded } from "./map-bounded.ts";
import { LISTS_AT_ONCE, type ListedItem, listedResource, readLists } from "./read-lists.ts";
import { type GraphQuery, readResourceGraph } from "./read-resource-graph.ts";
import { refusedStatus } from "./refused-status.ts";
import type { LeftOut, Unreadable } from "./unreadable.ts";

type RawResource = RawInventory["resources"][number];

/** What vaults of both kinds hold, as far as Resource Graph knows it. Jobs are in that table, too, in masses. */
const VAULTS_QUERY = [
  "RecoveryServicesResources",
  "where type endswith '/protecteditems' or type endswith '/replicationprotecteditems' or type endswith '/backupinstances' or type =~ 'microsoft.dataprotection/backupvaults/backuppolicies'",
  "project id, name, type, properties",
  "order by id asc",
].join(" | ");

/** Which machines a data collection rule is for; as long as any is, the rule cannot go. */
const ASSOCIATIONS_QUERY =
  "InsightsResources | where type =~ 'microsoft.insights/datacollectionruleassociations' | project id, name, type, properties | order by id asc";

/**
 * Children that no list of a subscription shows and that stop the deletion of what they belong to. One call for each
 * vault, server, namespace or account up to a bound; beyond it Resource Graph tells about vaults, and the rest is
 * named as left out: what stops a delete there is then found out by the delete, and held.
 */
export async function readChildren(
  connection: AzureConnection,
  subscriptionId: string,
  resources: readonly RawResource[],
  signal?: AbortSignal,
): Promise<{ resources: RawResource[]; unreadable: Unreadable[]; leftOut: readonly LeftOut[] }> {
  const unreadable: Unreadable[] = [];
  const { lists, leftOut, vaultsLeft } = chooseChildLists(resources);
  const listed = await readLists(connection, lists, unreadable, signal);
  const children = (await withPolicies(connection, listed, signal)).map(listedResource);
  const ask = (what: string, query: string): Promise<RawResource[]> =>
    readFromGraph(connection, { what, query, subscriptionId, signal }, unreadable);
  const inVaults = vaultsLeft ? await ask("what vaults hold", VAULTS_QUERY) : [];
  const hasRules = resources.some(({ type }) => /\/dataCollectionRules$/i.test(type ?? ""));
  const associations = hasRules ? await ask("associations of data collection rules", ASSOCIATIONS_QUERY) : [];
  const listedIds = new Set(resources.map(({ id }) => idKey(id)));
  const known = new Set([...listedIds, ...children.map(({ id }) => idKey(id))]);
  // The Graph is late: what belongs to something that is gone is gone, too.
  const attached = associations.filter(({ id }) => listedIds.has(idKey(parseArmId(id)?.parent ?? "")));
  return {
    resources: [
      // A list of ARM may show some of these after all, and then knows as much.
      ...children.filter(({ id }) => !listedIds.has(idKey(id))),
      ...[...inVaults, ...attached].filter(({ id }) => !known.has(idKey(id))),
    ],
    unreadable,
    leftOut,
  };
}

async function readFromGraph(
  connection: AzureConnection,
  { what, ...query }: GraphQuery & { readonly what: string },
  unreadable: Unreadable[],
): Promise<RawResource[]> {
  try {
    const rows = await readResourceGraph(connection, query);
    return rows.map((item) => listedResource({ item }));
  } catch (error) {
    const status = refusedStatus(error);
    if (status === undefined) throw error;
    unreadable.push({ what: `Resource Graph: ${what}`, status });
    return [];
  }
}

/** A list tells that a container has an immutability policy, only the container itself which. */
async function withPolicies(
  connection: AzureConnection,
  children: readonly ListedItem[],
  signal?: AbortSignal,
): Promise<ListedItem[]> {
  return mapBounded(children, LISTS_AT_ONCE, async (child) => {
    const properties = isRecord(child.item.properties) ? child.item.properties : {};
    if (properties.hasImmutabilityPolicy !== true || isRecord(properties.immutabilityPolicy)) return child;
    const { id } = child.item;
    const answer = await connection.request({
      method: "GET",
      path: id,
      ...(child.apiVersion === undefined ? {} : { apiVersion: child.apiVersion }),
      ...(signal === undefined ? {} : { signal }),
    });
    return answer.status === 200 && isRecord(answer.body)
      ? { ...child, item: { ...answer.body, id } }
      : child;
  });
}
