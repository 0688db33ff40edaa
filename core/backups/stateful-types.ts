/**
 * Which Azure types hold data that is gone with them, and what can be done about it. Drawn from the services'
 * own documentation of backup, export and data residency; the method says what Sundown itself can do today.
 */

/** `manual`: a person makes the artifact. `decide`: a person looks first. All others: Sundown copies and proves it. */
type BackupMethod =
  | "blobs"
  | "files"
  | "file-share"
  | "app-configuration"
  | "dns-zone"
  | "key-vault"
  | "disk"
  | "sql-database"
  | "manual"
  | "decide";

export interface StatefulType {
  readonly type: string;
  readonly method: BackupMethod;
  /** What would be lost, and how it is saved where that is not obvious. One clause, read after the id. */
  readonly because: string;
}

type Row = readonly [type: string, because: string];

const storage: readonly Row[] = [
  ["Microsoft.Storage/storageAccounts/queueServices/queues", "holds messages that nobody has read yet"],
  ["Microsoft.FileShares/fileShares", "holds files; copy the share"],
  ["Microsoft.ContainerStorage/pools", "holds volumes of a cluster"],
  ["Microsoft.StorSimple/managers", "its devices' volumes hold data"],
  ["Microsoft.ClassicStorage/storageAccounts", "holds blobs, files, tables and queues of the classic model"],
  ["Microsoft.DataLakeStore/accounts", "holds files of a Data Lake"],
  ["Microsoft.DataLakeAnalytics/accounts", "holds a catalogue of databases, assemblies and jobs"],
  ["Microsoft.NetApp/netAppAccounts/capacityPools/volumes", "holds files on a NetApp volume"],
  ["Microsoft.NetApp/netAppAccounts/backupVaults", "holds backups of NetApp volumes"],
  ["Microsoft.ElasticSan/elasticSans/volumegroups/volumes", "holds the blocks of a SAN volume"],
  ["Microsoft.StorageCache/caches", "may hold writes that have not reached their storage; flush it"],
  ["Microsoft.StorageCache/amlFilesystems", "holds files of a Lustre file system"],
  ["Microsoft.StorageSync/storageSyncServices", "servers tier files into its share; recall them first"],
  ["Microsoft.DataBoxEdge/dataBoxEdgeDevices", "the device holds shares that may not be uploaded yet"],
];

const compute: readonly Row[] = [
  ["Microsoft.Compute/images", "holds the disks of an image"],
  ["Microsoft.Compute/galleries/images/versions", "holds the disks of an image version"],
  ["Microsoft.Compute/galleries/applications/versions", "holds an application package"],
  ["Microsoft.Compute/galleries/scripts/versions", "holds a script"],
  ["Microsoft.Compute/restorePointCollections", "holds restore points of a machine"],
  ["Microsoft.ClassicCompute/virtualMachines", "its classic disks hold data"],
  ["Microsoft.ClassicCompute/domainNames", "holds the package of a classic cloud service"],
  ["Microsoft.NetworkCloud/virtualMachines", "its disks hold data"],
  ["Microsoft.VMwareCloudSimple/virtualMachines", "its disks hold data"],
  ["Microsoft.AVS/privateClouds", "holds virtual machines on vSAN"],
  ["Microsoft.HanaOnAzure/hanaInstances", "holds a SAP HANA database"],
  ["Microsoft.BareMetalInfrastructure/bareMetalInstances", "holds what runs on a bare-metal machine"],
  ["Microsoft.BareMetalInfrastructure/bareMetalStorageInstances", "holds the disks of bare-metal machines"],
  ["Microsoft.AzureLargeInstance/azureLargeInstances", "holds what runs on a bare-metal machine"],
  ["Microsoft.AzureLargeInstance/azureLargeStorageInstances", "holds the disks of bare-metal machines"],
  ["Microsoft.DevTestLab/labs", "holds custom images, formulas and artifacts"],
  ["Microsoft.LabServices/labs", "holds the lab's template machine"],
];

const disks: readonly Row[] = [
  ["Microsoft.Compute/disks", "holds a machine's disk"],
  ["Microsoft.Compute/snapshots", "holds a disk's state"],
];

const databases: readonly Row[] = [
  [
    "Microsoft.Sql/managedInstances/databases",
    "holds a database, which Azure exports for servers only; back it up to a URL or with SqlPackage",
  ],
  [
    "Microsoft.Sql/locations/longTermRetentionServers/longTermRetentionDatabases/longTermRetentionBackups",
    "is a database's long-term backup; restore and export what has to be kept",
  ],
  [
    "Microsoft.Sql/locations/longTermRetentionManagedInstances/longTermRetentionDatabases/longTermRetentionManagedInstanceBackups",
    "is a database's long-term backup; restore and back up what has to be kept",
  ],
  ["Microsoft.Sql/servers/jobAgents", "holds job definitions and their history"],
  ["Microsoft.DBforPostgreSQL/servers", "holds databases; dump them with pg_dump"],
  ["Microsoft.DBforPostgreSQL/flexibleServers", "holds databases; dump them with pg_dump"],
  ["Microsoft.DBforPostgreSQL/serverGroups", "holds distributed databases; dump them with pg_dump"],
  ["Microsoft.DBforPostgreSQL/serverGroupsv2", "holds distributed databases; dump them with pg_dump"],
  ["Microsoft.DBforMySQL/servers", "holds databases; dump them with mysqldump"],
  ["Microsoft.DBforMySQL/flexibleServers", "holds databases; dump them with mysqldump"],
  ["Microsoft.DBforMariaDB/servers", "holds databases; dump them with mysqldump"],
  [
    "Microsoft.DocumentDB/databaseAccounts",
    "holds Cosmos DB databases, which have no portable export of their own",
  ],
  ["Microsoft.DocumentDB/mongoClusters", "holds databases; dump them with mongodump"],
  ["Microsoft.DocumentDB/cassandraClusters", "holds keyspaces of a Cassandra cluster"],
  ["Microsoft.Cache/Redis", "holds keys in memory; export an RDB file where they matter"],
  ["Microsoft.Cache/redisEnterprise", "holds keys in memory; export an RDB file where they matter"],
  ["Microsoft.Kusto/clusters/databases", "holds tables of a Data Explorer database"],
  ["Microsoft.Synapse/workspaces", "holds notebooks, scripts, pipelines and pools"],
  ["Microsoft.Synapse/workspaces/sqlPools", "holds a data warehouse"],
  ["Microsoft.Synapse/workspaces/kustoPools/databases", "holds tables of a Data Explorer database"],
  ["Microsoft.AnalysisServices/servers", "holds tabular models"],
  ["Microsoft.Databricks/workspaces", "holds notebooks, jobs and the workspace's own file system"],
  ["Microsoft.HDInsight/clusters", "holds a metastore and whatever lies on its local HDFS"],
  ["Microsoft.TimeSeriesInsights/environments", "holds events of a time series"],
  ["Microsoft.Search/searchServices", "holds indexes; export their definitions, refill from the source"],
  ["Oracle.Database/autonomousDatabases", "holds an Oracle database"],
  ["Oracle.Database/cloudVmClusters", "holds Oracle databases"],
];

const secretsAndNames: readonly Row[] = [
  ["Microsoft.KeyVault/managedHSMs", "holds keys; take a full backup with its security domain"],
  ["Microsoft.HardwareSecurityModules/dedicatedHSMs", "holds keys"],
  ["Microsoft.HardwareSecurityModules/cloudHsmClusters", "holds keys"],
  ["Microsoft.DomainRegistration/domains", "is a registered domain; transfer it or turn off its renewal"],
  ["Microsoft.CertificateRegistration/certificateOrders", "is a bought certificate; export it"],
  ["Microsoft.Web/certificates", "holds a certificate that may exist nowhere else"],
  ["Microsoft.App/managedEnvironments/certificates", "holds a certificate that may exist nowhere else"],
  ["Microsoft.App/connectedEnvironments/certificates", "holds a certificate that may exist nowhere else"],
  ["Microsoft.ConfidentialLedger/ledgers", "holds a ledger's entries"],
  ["Microsoft.ConfidentialLedger/managedCCFs", "holds a ledger's entries"],
  ["Microsoft.AAD/domainServices", "holds a managed domain's own objects and policies"],
  [
    "Microsoft.AzureActiveDirectory/b2cDirectories",
    "is how a whole customer directory is billed; link it elsewhere",
  ],
  [
    "Microsoft.AzureActiveDirectory/ciamDirectories",
    "is how a whole customer directory is billed; link it elsewhere",
  ],
];

const exported: readonly StatefulType[] = [
  {
    type: "Microsoft.Sql/servers/databases",
    method: "sql-database",
    because:
      "holds a database; exported as a BACPAC with --sql-login, the login of its server's administrator",
  },
  {
    type: "Microsoft.KeyVault/vaults",
    method: "key-vault",
    because:
      "holds keys, secrets and certificates; copied with --encrypt-to, since its native backup restores only into this subscription; the private part of a key, or of a certificate that is not exportable, cannot be copied at all",
  },
  {
    type: "Microsoft.AppConfiguration/configurationStores",
    method: "app-configuration",
    because: "holds settings and feature flags",
  },
  { type: "Microsoft.Network/dnsZones", method: "dns-zone", because: "holds a public zone's records" },
  {
    type: "Microsoft.Network/privateDnsZones",
    method: "dns-zone",
    because: "holds a private zone's records",
  },
];

const operations: readonly Row[] = [
  ["Microsoft.OperationalInsights/workspaces", "holds logs and saved queries; export the tables that matter"],
  ["Microsoft.Monitor/accounts", "holds metrics"],
  ["Microsoft.Dashboard/grafana", "holds dashboards"],
  ["Microsoft.Insights/workbooks", "holds a workbook's definition"],
  ["Microsoft.Insights/myWorkbooks", "holds a workbook's definition"],
  ["Microsoft.Insights/workbookTemplates", "holds a workbook's definition"],
  ["Microsoft.OperationalInsights/queryPacks", "holds saved queries"],
  ["Microsoft.LoadTestService/loadTests", "holds test plans and their results"],
  ["Microsoft.Migrate/assessmentProjects", "holds discovered machines and assessments"],
  ["Microsoft.OffAzure/VMwareSites", "holds discovered machines"],
  ["Microsoft.OffAzure/HyperVSites", "holds discovered machines"],
  ["Microsoft.OffAzure/ServerSites", "holds discovered machines"],
  ["Microsoft.OffAzure/ImportSites", "holds machines that were imported from a list"],
  ["Microsoft.Scom/managedInstances", "holds management packs and their overrides"],
  ["Microsoft.Blueprint/blueprints", "holds a blueprint's definition and artifacts"],
  ["Microsoft.Solutions/applicationDefinitions", "holds the package of a managed application"],
  ["Microsoft.Attestation/attestationProviders", "holds attestation policies and their signers"],
  ["Microsoft.Portal/dashboards", "holds a dashboard's definition"],
  ["Microsoft.RecoveryServices/vaults", "holds recovery points, which go with the vault"],
  ["Microsoft.DataProtection/backupVaults", "holds recovery points, which go with the vault"],
  ["Microsoft.Automation/automationAccounts", "holds runbooks, variables and schedules; export them"],
  ["Microsoft.Resources/templateSpecs", "holds templates that may exist nowhere else"],
  ["Microsoft.Migrate/migrateProjects", "holds discovered machines and assessments"],
];

const integration: readonly Row[] = [
  ["Microsoft.Logic/workflows", "holds a workflow's definition; export it"],
  ["Microsoft.Logic/integrationAccounts", "holds partners, agreements, maps and schemas"],
  ["Microsoft.ApiManagement/service", "holds APIs, policies, products and subscriptions; export them"],
  ["Microsoft.DataFactory/factories", "holds pipelines, data sets and linked services"],
  ["Microsoft.DataFactory/datafactories", "holds pipelines, data sets and linked services"],
  ["Microsoft.StreamAnalytics/streamingjobs", "holds a query and its state"],
  ["Microsoft.DataShare/accounts", "holds shares and what was received through them"],
  ["Microsoft.Purview/accounts", "holds a catalogue of data"],
  ["Microsoft.NotificationHubs/namespaces/notificationHubs", "holds device registrations; export them"],
  ["Microsoft.Devices/IotHubs", "holds device identities and twins; export them"],
  ["Microsoft.Devices/provisioningServices", "holds enrolments of devices"],
  ["Microsoft.DeviceUpdate/accounts", "holds update packages"],
  ["Microsoft.IoTCentral/IoTApps", "holds devices, dashboards and telemetry"],
  ["Microsoft.DigitalTwins/digitalTwinsInstances", "holds models and twins"],
  ["Microsoft.DurableTask/schedulers", "holds the state of orchestrations that are under way"],
  ["Microsoft.FluidRelay/fluidRelayServers", "holds the documents that its clients share"],
  ["Microsoft.Scheduler/jobCollections", "holds job definitions"],
];

const applications: readonly Row[] = [
  ["Microsoft.Web/sites", "holds the site's files and settings"],
  ["Microsoft.Web/staticSites", "holds the site's files and settings"],
  ["Microsoft.AppPlatform/Spring", "holds deployed applications and their settings"],
  ["Microsoft.ApiCenter/services", "holds a catalogue of APIs"],
  ["Microsoft.Batch/batchAccounts", "holds jobs, pools and application packages"],
  ["Microsoft.CustomerInsights/hubs", "holds profiles of customers"],
  ["Microsoft.DataCatalog/catalogs", "holds a catalogue of data"],
  ["Microsoft.HealthBot/healthBots", "holds a bot's scenarios"],
  ["Microsoft.MachineLearning/workspaces", "holds experiments, models and data sets"],
  ["Microsoft.PowerBI/workspaceCollections", "holds reports and their data"],
  ["Microsoft.ContainerRegistry/registries", "holds container images; import them into another registry"],
  ["Microsoft.ContainerService/managedClusters", "holds the cluster's objects and volumes"],
  ["Microsoft.ContainerService/containerServices", "holds the cluster's objects and volumes"],
  ["Microsoft.RedHatOpenShift/openShiftClusters", "holds the cluster's objects and volumes"],
  ["Microsoft.MachineLearningServices/workspaces", "holds models, data sets, notebooks and runs"],
  ["Microsoft.MachineLearningServices/registries", "holds models and environments"],
  ["Microsoft.Media/mediaservices", "holds asset records, keys and policies"],
  ["Microsoft.VideoIndexer/accounts", "holds indexed videos"],
  ["Microsoft.HealthcareApis/services", "holds health records"],
  ["Microsoft.HealthcareApis/workspaces", "holds health records"],
  ["Microsoft.OpenEnergyPlatform/energyServices", "holds data partitions"],
  ["Microsoft.AgFoodPlatform/farmBeats", "holds farm data"],
  ["Microsoft.AgriculturePlatform/agriServices", "holds farm data"],
  ["Microsoft.Community/communityTrainings", "holds courses and their learners"],
  ["Microsoft.EnterpriseKnowledgeGraph/services", "holds a graph of knowledge"],
  ["Microsoft.ManufacturingPlatform/manufacturingDataServices", "holds data of machines and products"],
  ["Microsoft.Maps/accounts/creators", "holds uploaded drawings, data sets and tile sets"],
  ["Microsoft.Orbital/geoCatalogs", "holds imagery and its catalogue"],
];

/** Types where only a look can tell whether something would be lost. */
const unclear: readonly Row[] = [
  ["Microsoft.ServiceBus/namespaces", "its queues may hold messages that nobody has read yet"],
  ["Microsoft.EventHub/namespaces", "its hubs may hold events that nobody has read yet"],
  [
    "Microsoft.Insights/components",
    "a classic component holds its own telemetry, others keep it in a workspace",
  ],
  ["Microsoft.CognitiveServices/accounts", "may hold trained models and uploaded files"],
  ["Microsoft.Discovery/bookshelves", "may hold knowledge that was indexed from elsewhere"],
  ["Microsoft.Dynamics365FraudProtection/instances", "its service holds transactions and rules"],
  ["Microsoft.SaaS/resources", "a partner's service holds its data"],
  ["Microsoft.ServiceFabric/clusters", "may run services that keep their state in the cluster"],
  ["Microsoft.ServiceFabric/managedClusters", "may run services that keep their state in the cluster"],
  ["Microsoft.BotService/botServices", "may hold channels whose registration exists nowhere else"],
  ["Microsoft.Confluent/organizations", "a partner's service holds its data"],
  ["Microsoft.DataBox/jobs", "its data may still be on the way"],
  ["Microsoft.Datadog/monitors", "a partner's service holds its data"],
  ["Microsoft.DevCenter/projects", "its developers' machines may hold their work"],
  ["Microsoft.Elastic/monitors", "a partner's service holds its data"],
  ["Microsoft.EventGrid/namespaces", "its topics may hold events that nobody has read yet"],
  ["Microsoft.ImportExport/jobs", "its data may still be on the way"],
  ["Microsoft.Communication/communicationServices", "may own telephone numbers"],
  ["Microsoft.Fabric/capacities", "workspaces assigned to it become unreachable"],
  ["Microsoft.PowerBIDedicated/capacities", "workspaces assigned to it become unreachable"],
];

const withMethod = (method: BackupMethod, rows: readonly Row[]): StatefulType[] =>
  rows.map(([type, because]) => ({ type, method, because }));

/** Every known type that holds data, in no particular order. */
export const statefulTypes: readonly StatefulType[] = [
  {
    type: "Microsoft.Storage/storageAccounts",
    method: "blobs",
    because: "holds blobs, tables and files, and may hold messages, which are not copied with them",
  },
  {
    type: "Microsoft.Storage/storageAccounts/fileServices/shares",
    method: "file-share",
    because: "holds files",
  },
  ...withMethod("disk", disks),
  ...exported,
  ...withMethod("manual", [
    ...storage,
    ...compute,
    ...databases,
    ...secretsAndNames,
    ...operations,
    ...integration,
    ...applications,
  ]),
  ...withMethod("decide", unclear),
];
