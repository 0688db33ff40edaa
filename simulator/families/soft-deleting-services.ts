/** Services that keep what is deleted. */
export interface SoftDeleting {
  readonly namespace: string;
  /** Last segment of the list of deleted things; missing where no list is known. */
  readonly list: string | undefined;
  /** Member that names what the thing was; the list's ids name the group instead where there is none. */
  readonly was: string | undefined;
  /** How it is purged; missing where it cannot be. */
  readonly purge: "POST" | "DELETE" | undefined;
  readonly days: number;
}

/** By type in lower case. */
export const softDeleting: Readonly<Record<string, SoftDeleting>> = {
  "microsoft.keyvault/vaults": {
    namespace: "Microsoft.KeyVault",
    list: "deletedVaults",
    was: "vaultId",
    purge: "POST",
    days: 90,
  },
  "microsoft.keyvault/managedhsms": {
    namespace: "Microsoft.KeyVault",
    list: "deletedManagedHSMs",
    was: "mhsmId",
    purge: "POST",
    days: 90,
  },
  "microsoft.appconfiguration/configurationstores": {
    namespace: "Microsoft.AppConfiguration",
    list: "deletedConfigurationStores",
    was: "configurationStoreId",
    purge: "POST",
    days: 7,
  },
  "microsoft.cognitiveservices/accounts": {
    namespace: "Microsoft.CognitiveServices",
    list: "deletedAccounts",
    was: undefined,
    purge: "DELETE",
    days: 2,
  },
  "microsoft.apimanagement/service": {
    namespace: "Microsoft.ApiManagement",
    list: "deletedservices",
    was: "serviceId",
    purge: "DELETE",
    days: 2,
  },
  "microsoft.operationalinsights/workspaces": {
    namespace: "Microsoft.OperationalInsights",
    list: "deletedWorkspaces",
    was: undefined,
    purge: undefined,
    days: 14,
  },
  "microsoft.machinelearningservices/workspaces": {
    namespace: "Microsoft.MachineLearningServices",
    list: undefined,
    was: undefined,
    purge: undefined,
    days: 14,
  },
};
