/**
 * Types that were looked at, one by one, and hold nothing that is lost with them beyond how they are set up, which
 * an ARM template has; with everything below them, unless a row or a trait says otherwise. Of Microsoft Sentinel
 * the data lies in the workspace, which has a row of its own.
 */
const reviewed: Readonly<Record<string, string>> = {
  Advisor: "recommendations",
  AlertsManagement: "actionRules prometheusRuleGroups smartDetectorAlertRules",
  ApiManagement: "gateways",
  App: "connectedEnvironments containerApps jobs logicApps managedEnvironments sessionPools",
  Authorization:
    "locks policyAssignments policyDefinitions policyExemptions policySetDefinitions roleAssignments roleDefinitions roleManagementPolicyAssignments",
  Automanage: "configurationProfiles",
  AzureActiveDirectory: "guestUsages",
  AzureStack: "registrations",
  AzureStackHCI: "clusters",
  Blueprint: "blueprintAssignments",
  Cdn: "cdnWebApplicationFirewallPolicies profiles",
  Chaos: "experiments targets",
  CognitiveServices: "commitmentPlans",
  Communication: "emailServices",
  Compute:
    "availabilitySets capacityReservationGroups diskAccesses diskEncryptionSets galleries hostGroups proximityPlacementGroups sshPublicKeys virtualMachineScaleSets virtualMachines",
  Consumption: "budgets",
  ContainerInstance: "containerGroups",
  ContainerService: "fleets snapshots",
  CostManagement: "exports scheduledActions views",
  CustomProviders: "associations resourceProviders",
  DataMigration: "services sqlMigrationServices",
  DataProtection: "resourceGuards",
  Databricks: "accessConnectors",
  DesktopVirtualization: "appAttachPackages applicationGroups hostPools scalingPlans workspaces",
  DevCenter: "devcenters networkConnections",
  DevTestLab: "schedules",
  DocumentDB: "fleets",
  Edge: "configTemplates contexts diagnostics schemas solutionTemplates targets",
  ElasticSan: "elasticSans",
  EventGrid:
    "domains eventSubscriptions partnerConfigurations partnerNamespaces partnerRegistrations partnerTopics systemTopics topics",
  EventHub: "clusters",
  ExtendedLocation: "customLocations",
  Features: "featureProviders",
  HybridCompute: "machines privateLinkScopes",
  Insights:
    "actionGroups activityLogAlerts autoscalesettings dataCollectionEndpoints dataCollectionRuleAssociations dataCollectionRules diagnosticSettings metricAlerts privateLinkScopes scheduledQueryRules tenantActionGroups webtests",
  KubernetesConfiguration: "extensions fluxConfigurations sourceControlConfigurations",
  Kusto: "clusters",
  LabServices: "labPlans",
  Logic: "integrationServiceEnvironments",
  Maintenance: "maintenanceConfigurations",
  ManagedIdentity: "userAssignedIdentities",
  ManagedServices: "registrationAssignments registrationDefinitions",
  Management: "managementGroups",
  Maps: "accounts",
  Migrate: "moveCollections",
  NetApp: "netAppAccounts",
  Network:
    "ApplicationGatewayWebApplicationFirewallPolicies ExpressRoutePorts FrontDoorWebApplicationFirewallPolicies IpAllocations NetworkExperimentProfiles applicationGateways applicationSecurityGroups azureFirewalls bastionHosts connections customIpPrefixes ddosCustomPolicies ddosProtectionPlans dnsForwardingRulesets dnsResolvers dscpConfigurations expressRouteCircuits expressRouteCrossConnections expressRouteGateways expressRoutePorts firewallPolicies frontDoors interconnectGroups ipGroups loadBalancers localNetworkGateways natGateways networkInterfaces networkManagerConnections networkManagers networkProfiles networkSecurityGroups networkSecurityPerimeters networkVirtualAppliances networkWatchers p2svpnGateways privateEndpoints privateLinkServices publicIPAddresses publicIPPrefixes routeFilters routeTables securityPartnerProviders serviceEndpointPolicies serviceGateways trafficManagerProfiles trafficManagerUserMetricsKeys trafficmanagerprofiles virtualHubs virtualNetworkAppliances virtualNetworkGateways virtualNetworkTaps virtualNetworks virtualRouters virtualWans vpnGateways vpnServerConfigurations vpnSites",
  NotificationHubs: "namespaces",
  OperationalInsights: "clusters",
  OperationsManagement: "ManagementAssociations ManagementConfigurations solutions",
  Peering: "peerAsns peeringServices peerings",
  PowerBIDedicated: "autoScaleVCores",
  Relay: "namespaces",
  Resources: "deploymentScripts deploymentStacks deployments resourceGroups tags",
  Security:
    "advancedThreatProtectionSettings alertsSuppressionRules assessmentMetadata assessments automations deviceSecurityGroups iotSecuritySolutions locations pricings securityConnectors securityContacts serverVulnerabilityAssessments workspaceSettings",
  SecurityInsights:
    "alertRules automationRules bookmarks entityQueries fileImports incidents metadata onboardingStates securityMLAnalyticsSettings sourcecontrols threatIntelligence watchlists",
  ServiceLinker: "linkers",
  SignalRService: "signalR webPubSub",
  Solutions: "applications jitRequests",
  Sql: "instancePools locations managedInstances servers virtualClusters",
  SqlVirtualMachine: "sqlVirtualMachineGroups sqlVirtualMachines",
  StorageMover: "storageMovers",
  StreamAnalytics: "clusters",
  Synapse: "privateLinkHubs",
  VirtualMachineImages: "imageTemplates",
  Web: "connectionGateways connections customApis hostingEnvironments kubeEnvironments serverfarms",
};

/** Types of the first level, in lower case. */
export const dataFreeTypes: ReadonlySet<string> = new Set(
  Object.entries(reviewed).flatMap(([namespace, types]) =>
    types.split(" ").map((type) => `microsoft.${namespace}/${type}`.toLowerCase()),
  ),
);
