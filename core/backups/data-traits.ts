import type { Resource } from "../inventory/inventory.ts";

/**
 * What makes a resource of an unknown type look as if it held data. Such a resource is never passed over in
 * silence: a person decides about it.
 */

/** Last words of type names that Azure's services use for things that hold data. */
const dataWords = new Set(
  (
    "account archive backup bucket cache catalog cluster database dataset datastore disk file filesystem image " +
    "index lake ledger registry repository share snapshot store storage table vault volume warehouse workspace"
  ).split(" "),
);

/** Property names, in lower case, that only something with stored bytes has. */
const dataProperties = new Set(
  (
    "administratorlogin backuppolicy backupretentiondays collation dataretention datasizeinbytes disksizebytes " +
    "disksizegb enablesoftdelete georedundantbackup maxsizebytes retentionindays retentiondays sizebytes " +
    "sizeinbytes softdeleteretentionindays storagemb storagegb storagesizegb storageingb usagethreshold usedbytes"
  ).split(" "),
);

/** Types that have such a name or property and still hold nothing that is lost with them. */
const harmless = new Set(
  [
    "Microsoft.App/connectedEnvironments/storages",
    "Microsoft.App/managedEnvironments/storages",
    "Microsoft.Compute/galleries/images",
    "Microsoft.Compute/virtualMachines",
    "Microsoft.Compute/virtualMachineScaleSets",
    "Microsoft.Compute/virtualMachineScaleSets/virtualMachines",
    "Microsoft.ContainerService/snapshots",
    "Microsoft.DesktopVirtualization/workspaces",
    "Microsoft.DocumentDB/fleets/fleetspaces/fleetspaceAccounts",
    "Microsoft.EventHub/clusters",
    "Microsoft.Insights/diagnosticSettings",
    "Microsoft.Insights/logProfiles",
    "Microsoft.Kusto/clusters",
    "Microsoft.NetApp/netAppAccounts",
    "Microsoft.NetApp/netAppAccounts/capacityPools",
    "Microsoft.Network/networkManagers/verifierWorkspaces",
    "Microsoft.Network/networkWatchers/flowLogs",
    "Microsoft.Network/routeTables",
    "Microsoft.Network/virtualHubs/hubRouteTables",
    "Microsoft.Network/virtualHubs/routeTables",
    "Microsoft.OperationalInsights/clusters",
    "Microsoft.Sql/instancePools",
    "Microsoft.Sql/managedInstances",
    "Microsoft.Sql/servers",
    "Microsoft.Sql/servers/auditingSettings",
    "Microsoft.Sql/servers/elasticPools",
    "Microsoft.Sql/servers/securityAlertPolicies",
    "Microsoft.Sql/virtualClusters",
    "Microsoft.SqlVirtualMachine/sqlVirtualMachines",
    "Microsoft.StreamAnalytics/clusters",
  ].map((type) => type.toLowerCase()),
);

/** How deep properties are searched; further down are settings of parts, not of the resource. */
const SEARCH_DEPTH = 3;

/** One clause that says what looks like data, or `undefined` when nothing does. */
export function dataTraitOf(resource: Resource): string | undefined {
  const type = resource.type.toLowerCase();
  if (harmless.has(type)) return undefined;
  if (!type.startsWith("microsoft.")) return "belongs to a partner's service, and what it holds is not known";
  const word = lastWord(resource.type);
  if (dataWords.has(word)) return `is of a type that Sundown does not know, and "${word}" sounds like data`;
  const property = dataPropertyIn(resource.properties, SEARCH_DEPTH);
  if (property !== undefined)
    return `is of a type that Sundown does not know, and its property ${property} speaks of stored data`;
  return undefined;
}

/** `Microsoft.X/widgetRegistries` gives `registry`. */
function lastWord(type: string): string {
  const segment = type.slice(type.lastIndexOf("/") + 1);
  const word = (segment.match(/[A-Z]?[a-z]+$/)?.[0] ?? segment).toLowerCase();
  if (word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  return word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}

function dataPropertyIn(value: unknown, depth: number): string | undefined {
  if (depth === 0 || typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    if (inner === null || inner === undefined) continue;
    if (dataProperties.has(key.toLowerCase())) return key;
    const found = dataPropertyIn(inner, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
