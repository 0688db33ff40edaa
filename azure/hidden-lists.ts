/** A list of ARM, below what it belongs to. */
export interface HiddenList {
  /**
   * Appended to the id of the resource, group or subscription; may have a query. One of a resource that begins with
   * `/providers/` is a list of its group instead, with `{location}` for where the resource is.
   */
  readonly path: string;
  readonly apiVersion: string;
}

const containersOf = (kind: string): HiddenList => ({
  path: `/backupProtectionContainers?$filter=${encodeURIComponent(`backupManagementType eq '${kind}'`)}`,
  apiVersion: "2024-04-01",
});

const pairings = (apiVersion: string): readonly HiddenList[] => [
  { path: "/disasterRecoveryConfigs", apiVersion },
];

/** What hides behind a resource: it is in no list of ARM, yet stops its deletion. By type in lower case. */
export const childLists: Readonly<Record<string, readonly HiddenList[]>> = {
  "microsoft.recoveryservices/vaults": [
    { path: "/backupProtectedItems", apiVersion: "2024-04-01" },
    // Machines' containers go with their last item; these have to be unregistered.
    containersOf("AzureStorage"),
    containersOf("AzureWorkload"),
    containersOf("MAB"),
    { path: "/backupEngines", apiVersion: "2024-04-01" },
    { path: "/replicationProtectedItems", apiVersion: "2024-04-01" },
    { path: "/replicationFabrics", apiVersion: "2024-04-01" },
  ],
  "microsoft.dataprotection/backupvaults": [
    { path: "/backupInstances", apiVersion: "2024-04-01" },
    { path: "/deletedBackupInstances", apiVersion: "2024-04-01" },
    { path: "/backupPolicies", apiVersion: "2024-04-01" },
  ],
  "microsoft.storage/storageaccounts": [
    { path: "/blobServices/default/containers", apiVersion: "2023-05-01" },
  ],
  "microsoft.sql/servers": [{ path: "/failoverGroups", apiVersion: "2023-08-01" }],
  "microsoft.sql/managedinstances": [
    {
      path: "/providers/Microsoft.Sql/locations/{location}/instanceFailoverGroups",
      apiVersion: "2023-08-01",
    },
  ],
  "microsoft.servicebus/namespaces": pairings("2021-11-01"),
  "microsoft.eventhub/namespaces": pairings("2024-01-01"),
  "microsoft.cache/redis": [{ path: "/linkedServers", apiVersion: "2024-03-01" }],
  // What these have in a network holds it, and the accounts themselves do not name it.
  "microsoft.batch/batchaccounts": [{ path: "/pools", apiVersion: "2024-07-01" }],
  "microsoft.machinelearningservices/workspaces": [{ path: "/computes", apiVersion: "2024-04-01" }],
  "microsoft.datafactory/factories": [{ path: "/integrationRuntimes", apiVersion: "2018-06-01" }],
};

/** What stands at a subscription itself and governs it: no list of resources has it, and it can refuse or remake. */
export const subscriptionLists: readonly HiddenList[] = [
  { path: "Microsoft.Resources/deploymentStacks", apiVersion: "2024-03-01" },
  { path: "Microsoft.Blueprint/blueprintAssignments", apiVersion: "2018-11-01-preview" },
  { path: "Microsoft.ManagedServices/registrationAssignments", apiVersion: "2022-10-01" },
  { path: "Microsoft.ManagedServices/registrationDefinitions", apiVersion: "2022-10-01" },
  {
    path: `Microsoft.Authorization/policyDefinitions?$filter=${encodeURIComponent("policyType eq 'Custom'")}`,
    apiVersion: "2023-04-01",
  },
  {
    path: `Microsoft.Authorization/policySetDefinitions?$filter=${encodeURIComponent("policyType eq 'Custom'")}`,
    apiVersion: "2023-04-01",
  },
  { path: "Microsoft.Consumption/budgets", apiVersion: "2023-05-01" },
  { path: "Microsoft.Insights/diagnosticSettings", apiVersion: "2021-05-01-preview" },
];

/** Soft-deleted things keep their name, and some keep billing (docs: recover or purge of each service). */
export const deletedLists: readonly HiddenList[] = [
  { path: "Microsoft.KeyVault/deletedVaults", apiVersion: "2023-07-01" },
  { path: "Microsoft.KeyVault/deletedManagedHSMs", apiVersion: "2023-07-01" },
  { path: "Microsoft.CognitiveServices/deletedAccounts", apiVersion: "2023-05-01" },
  { path: "Microsoft.ApiManagement/deletedservices", apiVersion: "2022-08-01" },
  { path: "Microsoft.AppConfiguration/deletedConfigurationStores", apiVersion: "2023-03-01" },
  { path: "Microsoft.OperationalInsights/deletedWorkspaces", apiVersion: "2023-09-01" },
];
