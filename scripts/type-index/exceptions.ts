/** What a class is chosen by where one ARM type has several. */
export interface TokenChoice {
  readonly token: string;
  readonly scope?: "resourceGroup" | "subscription" | "managementGroup" | "tenant" | "any";
  /** Last segment of the resource's name, lower case. */
  readonly name?: string;
  /** `kind` of the resource, lower case. */
  readonly kind?: string;
}

interface Exceptions {
  readonly reason: string;
  readonly types: Readonly<Record<string, string | readonly TokenChoice[]>>;
}

const records = ["A", "AAAA", "CAA", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT"];

function kinds(tokens: Readonly<Record<string, readonly string[]>>): TokenChoice[] {
  return Object.entries(tokens).flatMap(([token, each]) =>
    each.map((kind) => ({ token, kind: kind.toLowerCase() })),
  );
}

/** What DataShare's two kinds of links to data have in common: the class is called after the kind. */
function dataSets(suffix: string): TokenChoice[] {
  return kinds({
    [`datashare:ADLSGen2File${suffix}`]: ["AdlsGen2File"],
    [`datashare:ADLSGen2FileSystem${suffix}`]: ["AdlsGen2FileSystem"],
    [`datashare:ADLSGen2Folder${suffix}`]: ["AdlsGen2Folder"],
    [`datashare:BlobContainer${suffix}`]: ["Container"],
    [`datashare:Blob${suffix}`]: ["Blob"],
    [`datashare:BlobFolder${suffix}`]: ["BlobFolder"],
    [`datashare:KustoCluster${suffix}`]: ["KustoCluster"],
    [`datashare:KustoDatabase${suffix}`]: ["KustoDatabase"],
    [`datashare:KustoTable${suffix}`]: ["KustoTable"],
    [`datashare:SqlDBTable${suffix}`]: ["SqlDBTable"],
    [`datashare:SqlDWTable${suffix}`]: ["SqlDWTable"],
    [`datashare:SynapseWorkspaceSqlPoolTable${suffix}`]: ["SynapseWorkspaceSqlPoolTable"],
  });
}

const siteConfigs = {
  appsettings: "ApplicationSettings",
  authsettings: "AuthSettings",
  authsettingsv2: "AuthSettingsV2",
  azurestorageaccounts: "AzureStorageAccounts",
  backup: "BackupConfiguration",
  connectionstrings: "ConnectionStrings",
  logs: "DiagnosticLogsConfiguration",
  metadata: "Metadata",
  pushsettings: "SitePushSettings",
};

function siteConfigTokens(suffix: string): TokenChoice[] {
  return Object.entries(siteConfigs).map(([name, settings]) => ({
    token: `web:WebApp${settings}${suffix}`,
    name,
  }));
}

/** Types that the join cannot find or would find wrongly, each group with its reason. */
export const exceptions: readonly Exceptions[] = [
  {
    reason: "The record type is a parameter of the URL, so the packages show one path for all of them.",
    types: {
      ...Object.fromEntries(
        records.map((record) => [`Microsoft.Network/dnsZones/${record}`, "dns:RecordSet"]),
      ),
      ...Object.fromEntries(
        records.map((record) => [
          `Microsoft.Network/privateDnsZones/${record}`,
          "privatedns:PrivateRecordSet",
        ]),
      ),
    },
  },
  {
    reason: "azure-native calls it differently from the operation that creates it.",
    types: {
      "Microsoft.Network/privateDnsZones": "privatedns:PrivateZone",
      "Microsoft.RecoveryServices/vaults/backupPolicies": "recoveryservices:ProtectionPolicy",
      "Microsoft.Resources/resourceGroups": "resources:ResourceGroup",
      "Microsoft.Compute/virtualMachines/runCommands": "compute:VirtualMachineRunCommandByVirtualMachine",
      "Microsoft.Insights/components/currentBillingFeatures":
        "applicationinsights:ComponentCurrentBillingFeature",
      "Microsoft.Network/firewallPolicies/ruleGroups": "network:FirewallPolicyRuleGroup",
      "Microsoft.Web/sites/networkConfig": "web:WebAppSwiftVirtualNetworkConnection",
      "Microsoft.Insights/diagnosticSettings": [
        { token: "monitor:SubscriptionDiagnosticSetting", scope: "subscription" },
        { token: "monitor:ManagementGroupDiagnosticSetting", scope: "managementGroup" },
        { token: "monitor:DiagnosticSetting", scope: "any" },
      ],
    },
  },
  {
    reason: "Single and flexible servers have the same URL parameters; the classes tell them apart by name.",
    types: {
      "Microsoft.DBforMySQL/servers": "dbformysql:SingleServer",
      "Microsoft.DBforMySQL/servers/configurations": "dbformysql:SingleServerConfiguration",
      "Microsoft.DBforMySQL/servers/databases": "dbformysql:SingleServerDatabase",
      "Microsoft.DBforMySQL/servers/firewallRules": "dbformysql:SingleServerFirewallRule",
      "Microsoft.DBforMySQL/flexibleServers": "dbformysql:Server",
      "Microsoft.DBforMySQL/flexibleServers/configurations": "dbformysql:Configuration",
      "Microsoft.DBforMySQL/flexibleServers/databases": "dbformysql:Database",
      "Microsoft.DBforMySQL/flexibleServers/firewallRules": "dbformysql:FirewallRule",
      "Microsoft.DBforMySQL/flexibleServers/administrators": "dbformysql:AzureADAdministrator",
      "Microsoft.DBforPostgreSQL/servers": "dbforpostgresql:SingleServer",
      "Microsoft.DBforPostgreSQL/servers/configurations": "dbforpostgresql:SingleServerConfiguration",
      "Microsoft.DBforPostgreSQL/servers/databases": "dbforpostgresql:SingleServerDatabase",
      "Microsoft.DBforPostgreSQL/servers/firewallRules": "dbforpostgresql:SingleServerFirewallRule",
      "Microsoft.DBforPostgreSQL/flexibleServers": "dbforpostgresql:Server",
      "Microsoft.DBforPostgreSQL/flexibleServers/configurations": "dbforpostgresql:Configuration",
      "Microsoft.DBforPostgreSQL/flexibleServers/databases": "dbforpostgresql:Database",
      "Microsoft.DBforPostgreSQL/flexibleServers/firewallRules": "dbforpostgresql:FirewallRule",
    },
  },
  {
    reason: "One URL, several classes: the resource's kind decides.",
    types: {
      "Microsoft.Resources/deploymentScripts": kinds({
        "resources:AzureCliScript": ["AzureCLI"],
        "resources:AzurePowerShellScript": ["AzurePowerShell"],
      }),
      "Microsoft.TimeSeriesInsights/environments": kinds({
        "timeseriesinsights:Gen1Environment": ["Gen1", "Standard"],
        "timeseriesinsights:Gen2Environment": ["Gen2", "LongTerm"],
      }),
      "Microsoft.TimeSeriesInsights/environments/eventSources": kinds({
        "timeseriesinsights:EventHubEventSource": ["Microsoft.EventHub"],
        "timeseriesinsights:IoTHubEventSource": ["Microsoft.IoTHub"],
      }),
      "Microsoft.Kusto/clusters/databases": kinds({
        "kusto:ReadWriteDatabase": ["ReadWrite"],
        "kusto:ReadOnlyFollowingDatabase": ["ReadOnlyFollowing"],
      }),
      "Microsoft.Kusto/clusters/databases/dataConnections": kinds({
        "kusto:EventHubDataConnection": ["EventHub"],
        "kusto:EventGridDataConnection": ["EventGrid"],
        "kusto:IotHubDataConnection": ["IotHub"],
        "kusto:CosmosDbDataConnection": ["CosmosDb"],
      }),
      "Microsoft.DataShare/accounts/shares/dataSets": [
        ...dataSets("DataSet"),
        ...kinds({
          "datashare:ADLSGen1FileDataSet": ["AdlsGen1File"],
          "datashare:ADLSGen1FolderDataSet": ["AdlsGen1Folder"],
        }),
      ],
      "Microsoft.DataShare/accounts/shareSubscriptions/dataSetMappings": dataSets("DataSetMapping"),
      "Microsoft.DataShare/accounts/shares/synchronizationSettings": kinds({
        "datashare:ScheduledSynchronizationSetting": ["ScheduleBased"],
      }),
      "Microsoft.DataShare/accounts/shareSubscriptions/triggers": kinds({
        "datashare:ScheduledTrigger": ["ScheduleBased"],
      }),
      "Microsoft.Blueprint/blueprints/artifacts": kinds({
        "blueprint:PolicyAssignmentArtifact": ["policyAssignment"],
        "blueprint:RoleAssignmentArtifact": ["roleAssignment"],
        "blueprint:TemplateArtifact": ["template"],
      }),
    },
  },
  {
    reason: "The fixed name in the URL decides; the class for `web` is not in the package.",
    types: {
      "Microsoft.Web/sites/config": [
        ...siteConfigTokens(""),
        { token: "web:WebAppSlotConfigurationNames", name: "slotconfignames" },
      ],
      "Microsoft.Web/sites/slots/config": siteConfigTokens("Slot"),
    },
  },
  {
    reason: "The property services of a storage account have no URL parameter of their own.",
    types: {
      "Microsoft.Storage/storageAccounts/blobServices": "storage:BlobServiceProperties",
      "Microsoft.Storage/storageAccounts/fileServices": "storage:FileServiceProperties",
      "Microsoft.Storage/storageAccounts/queueServices": "storage:QueueServiceProperties",
      "Microsoft.Storage/storageAccounts/tableServices": "storage:TableServiceProperties",
    },
  },
  {
    reason: "No @azure/arm-* package is published for it, or only one without this path.",
    types: {
      "Microsoft.Web/connections": "web:Connection",
      "Microsoft.Web/connectionGateways": "web:ConnectionGateway",
      "Microsoft.Web/customApis": "web:CustomApi",
      "Microsoft.DataProtection/backupVaults": "dataprotection:BackupVault",
      "Microsoft.DataProtection/backupVaults/backupInstances": "dataprotection:BackupInstance",
      "Microsoft.DataProtection/backupVaults/backupPolicies": "dataprotection:BackupPolicy",
      "Microsoft.DataProtection/resourceGuards": "dataprotection:ResourceGuard",
      "Microsoft.DataShare/accounts": "datashare:Account",
      "Microsoft.DataShare/accounts/shares": "datashare:Share",
      "Microsoft.DataShare/accounts/shares/invitations": "datashare:Invitation",
      "Microsoft.DataShare/accounts/shareSubscriptions": "datashare:ShareSubscription",
      "Microsoft.Blueprint/blueprints": "blueprint:Blueprint",
      "Microsoft.Blueprint/blueprints/versions": "blueprint:PublishedBlueprint",
      "Microsoft.Blueprint/blueprintAssignments": "blueprint:Assignment",
      "Microsoft.CustomProviders/associations": "customproviders:Association",
      "Microsoft.Maintenance/maintenanceConfigurations": "maintenance:MaintenanceConfiguration",
      "Microsoft.Portal/dashboards": "portal:Dashboard",
      "Microsoft.AlertsManagement/smartDetectorAlertRules": "alertsmanagement:SmartDetectorAlertRule",
      "Microsoft.AlertsManagement/actionRules": "alertsmanagement:AlertProcessingRuleByName",
      "Microsoft.AlertsManagement/prometheusRuleGroups": "alertsmanagement:PrometheusRuleGroup",
      "Microsoft.Monitor/accounts": "monitor:AzureMonitorWorkspace",
      "Microsoft.Authorization/policyExemptions": "authorization:PolicyExemption",
      "Microsoft.EventGrid/namespaces": "eventgrid:Namespace",
      "Microsoft.EventGrid/namespaces/topics": "eventgrid:NamespaceTopic",
      "Microsoft.ContainerRegistry/registries/tasks": "containerregistry:Task",
      "Microsoft.ContainerRegistry/registries/agentPools": "containerregistry:AgentPool",
      "Microsoft.RedHatOpenShift/openShiftClusters": "redhatopenshift:OpenShiftCluster",
      "Microsoft.DataMigration/sqlMigrationServices": "datamigration:SqlMigrationService",
      "Microsoft.Sql/virtualClusters": "sql:VirtualCluster",
      "Microsoft.Security/pricings": "security:Pricing",
      "Microsoft.Sql/servers/dnsAliases": "sql:ServerDnsAlias",
      "Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies":
        "storage:BlobContainerImmutabilityPolicy",
      "Microsoft.ApiManagement/service/products/apis": "apimanagement:ProductApi",
      "Microsoft.ApiManagement/service/products/groups": "apimanagement:ProductGroup",
      "Microsoft.Network/trafficManagerProfiles/azureEndpoints": "trafficmanager:Endpoint",
      "Microsoft.Network/trafficManagerProfiles/externalEndpoints": "trafficmanager:Endpoint",
      "Microsoft.Network/trafficManagerProfiles/nestedEndpoints": "trafficmanager:Endpoint",
      "Microsoft.Consumption/budgets": "consumption:Budget",
      "Microsoft.ManagedServices/registrationDefinitions": "managedservices:RegistrationDefinition",
      "Microsoft.ManagedServices/registrationAssignments": "managedservices:RegistrationAssignment",
      "Microsoft.Elastic/monitors": "elastic:Monitor",
      "Microsoft.LoadTestService/loadTests": "loadtestservice:LoadTest",
      "Microsoft.DevCenter/devcenters": "devcenter:DevCenter",
      "Microsoft.DevCenter/projects": "devcenter:Project",
      "Microsoft.DevCenter/projects/pools": "devcenter:Pool",
      "Microsoft.DevCenter/networkConnections": "devcenter:NetworkConnection",
      "Microsoft.CustomProviders/resourceProviders": "customproviders:CustomResourceProvider",
      "Microsoft.ElasticSan/elasticSans": "elasticsan:ElasticSan",
      "Microsoft.ElasticSan/elasticSans/volumegroups": "elasticsan:VolumeGroup",
      "Microsoft.ElasticSan/elasticSans/volumegroups/volumes": "elasticsan:Volume",
      "Microsoft.DataLakeStore/accounts": "datalakestore:Account",
      "Microsoft.DataLakeStore/accounts/firewallRules": "datalakestore:FirewallRule",
      "Microsoft.DomainRegistration/domains": "domainregistration:Domain",
      "Microsoft.DomainRegistration/domains/domainOwnershipIdentifiers":
        "domainregistration:DomainOwnershipIdentifier",
      "Microsoft.HybridCompute/machines": "hybridcompute:Machine",
      "Microsoft.ServiceFabric/managedClusters": "servicefabric:ManagedCluster",
      "Microsoft.ServiceFabric/managedClusters/nodeTypes": "servicefabric:NodeType",
      "Microsoft.ServiceFabric/managedClusters/applications": "servicefabric:ManagedClusterApplication",
      "Microsoft.ServiceFabric/managedClusters/applications/services": "servicefabric:ManagedClusterService",
      "Microsoft.ServiceFabric/managedClusters/applicationTypes":
        "servicefabric:ManagedClusterApplicationType",
      "Microsoft.ServiceFabric/managedClusters/applicationTypes/versions":
        "servicefabric:ManagedClusterApplicationTypeVersion",
      "Microsoft.Scheduler/jobCollections": "scheduler:JobCollection",
      "Microsoft.Scheduler/jobCollections/jobs": "scheduler:Job",
    },
  },
];

/** Classes that stand for something else than a resource with an ARM id of that type. */
export const notResources: ReadonlySet<string> = new Set([
  "azure-native:keyvault:AccessPolicy",
  "azure-native:storage:Blob",
  "azure-native:storage:StorageAccountStaticWebsite",
  "azure-native:resources:Resource",
]);
