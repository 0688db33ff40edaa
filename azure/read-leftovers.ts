import type { RawInventory } from "../core/inventory/inventory.ts";
import type { AzureConnection } from "./connection.ts";
import { isRecord } from "./is-record.ts";
import { mapBounded } from "./map-bounded.ts";
import { type Collection, readCollection } from "./read-collection.ts";
import type { Unreadable } from "./unreadable.ts";

type RawResource = RawInventory["resources"][number];
type Item = Collection["items"][number];

const LISTS_AT_ONCE = 8;

/** What hides behind a resource: it is in no list of ARM, yet stops its deletion. */
const CHILD_LISTS: Readonly<Record<string, { readonly path: string; readonly apiVersion: string }>> = {
  "microsoft.recoveryservices/vaults": { path: "/backupProtectedItems", apiVersion: "2024-04-01" },
  "microsoft.dataprotection/backupvaults": { path: "/backupInstances", apiVersion: "2024-04-01" },
  "microsoft.storage/storageaccounts": { path: "/blobServices/default/containers", apiVersion: "2023-05-01" },
  "microsoft.sql/servers": { path: "/failoverGroups", apiVersion: "2023-08-01" },
  "microsoft.servicebus/namespaces": { path: "/disasterRecoveryConfigs", apiVersion: "2021-11-01" },
  "microsoft.eventhub/namespaces": { path: "/disasterRecoveryConfigs", apiVersion: "2024-01-01" },
};

/** Soft-deleted things keep their name, and some keep billing (docs: recover or purge of each service). */
const DELETED_LISTS = [
  { path: "Microsoft.KeyVault/deletedVaults", apiVersion: "2023-07-01" },
  { path: "Microsoft.CognitiveServices/deletedAccounts", apiVersion: "2023-05-01" },
  { path: "Microsoft.ApiManagement/deletedservices", apiVersion: "2022-08-01" },
  { path: "Microsoft.AppConfiguration/deletedConfigurationStores", apiVersion: "2023-03-01" },
] as const;

export interface Leftovers {
  readonly resources: RawResource[];
  readonly deployments: NonNullable<RawInventory["deployments"]>;
  readonly deletedResources: NonNullable<RawInventory["deletedResources"]>;
  readonly policyAssignments: RawResource[];
  readonly denyAssignments: RawResource[];
  readonly unreadable: Unreadable[];
}

/**
 * Children that block, soft-deleted leftovers, deployment history, policy and deny assignments: one call for each
 * vault, account, server, group or service, never one for each resource.
 */
export async function readLeftovers(
  connection: AzureConnection,
  subscriptionId: string,
  known: {
    readonly groups: readonly { readonly id: string }[];
    readonly resources: readonly { readonly id: string; readonly type?: string | undefined }[];
  },
  signal?: AbortSignal,
): Promise<Leftovers> {
  const missing: Unreadable[] = [];
  const read = async ({
    path,
    apiVersion,
  }: {
    path: string;
    apiVersion: string;
  }): Promise<readonly Item[]> => {
    const { items, unreadable } = await readCollection(connection, path, apiVersion, signal);
    // A service that is not registered has no such list, so there is nothing in it.
    if (unreadable !== undefined && unreadable.status !== 404) missing.push(unreadable);
    return items;
  };
  const readAll = async (lists: readonly { path: string; apiVersion: string }[]): Promise<Item[]> =>
    (await mapBounded(lists, LISTS_AT_ONCE, read)).flat();

  const scope = `/subscriptions/${subscriptionId}/providers`;
  const children = await readAll(
    known.resources.flatMap(({ id, type = "" }) => {
      const list = CHILD_LISTS[type.toLowerCase()];
      return list === undefined ? [] : [{ path: `${id}${list.path}`, apiVersion: list.apiVersion }];
    }),
  );
  const deleted = await readAll(
    DELETED_LISTS.map(({ path, apiVersion }) => ({ path: `${scope}/${path}`, apiVersion })),
  );
  const deployments = await readAll([
    { path: `${scope}/Microsoft.Resources/deployments`, apiVersion: "2024-03-01" },
    ...known.groups.map(({ id }) => ({
      path: `${id}/providers/Microsoft.Resources/deployments`,
      apiVersion: "2024-03-01",
    })),
  ]);
  const [policies, denials] = await mapBounded(
    [
      { path: `${scope}/Microsoft.Authorization/policyAssignments`, apiVersion: "2023-04-01" },
      { path: `${scope}/Microsoft.Authorization/denyAssignments`, apiVersion: "2022-04-01" },
    ],
    2,
    read,
  );
  return {
    resources: children.map(asResource),
    deployments: deployments.map(asDeployment),
    deletedResources: deleted.map(asDeleted),
    policyAssignments: (policies ?? []).map(asResource),
    denyAssignments: (denials ?? []).map(asResource),
    unreadable: missing,
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function asResource(item: Item): RawResource {
  const name = text(item.name);
  const type = text(item.type);
  return {
    id: item.id,
    ...(name === undefined ? {} : { name }),
    ...(type === undefined ? {} : { type }),
    ...(isRecord(item.properties) ? { properties: { ...item.properties } } : {}),
  };
}

/** Only ids and their order: parameters and outputs of a deployment are where secrets lie. */
function asDeployment(item: Item): NonNullable<RawInventory["deployments"]>[number] {
  const properties = isRecord(item.properties) ? item.properties : {};
  const ids = (list: unknown): { id: string }[] =>
    Array.isArray(list)
      ? list.flatMap((entry: unknown) =>
          isRecord(entry) && typeof entry.id === "string" ? [{ id: entry.id }] : [],
        )
      : [];
  const entries: unknown[] = Array.isArray(properties.dependencies) ? properties.dependencies : [];
  const timestamp = text(properties.timestamp);
  return {
    id: item.id,
    ...(timestamp === undefined ? {} : { timestamp }),
    dependencies: entries.flatMap((entry) =>
      isRecord(entry) && typeof entry.id === "string"
        ? [{ id: entry.id, dependsOn: ids(entry.dependsOn) }]
        : [],
    ),
  };
}

function asDeleted(item: Item): NonNullable<RawInventory["deletedResources"]>[number] {
  const properties = isRecord(item.properties) ? item.properties : {};
  const name = text(item.name);
  const type = text(item.type);
  const purge = text(properties.scheduledPurgeDate);
  return {
    id: item.id,
    ...(name === undefined ? {} : { name }),
    ...(type === undefined ? {} : { type }),
    ...(purge === undefined ? {} : { scheduledPurgeDate: purge }),
    ...(typeof properties.purgeProtectionEnabled === "boolean"
      ? { purgeProtection: properties.purgeProtectionEnabled }
      : {}),
  };
}
