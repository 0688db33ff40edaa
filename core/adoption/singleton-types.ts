/**
 * Types that come and go with their parent. On delete, azure-native writes their defaults back (a PUT), or does
 * nothing, so a destroy would change settings and remove nothing: they are never adopted.
 *
 * Source: the table of default states in pulumi-azure-native, provider/pkg/openapi/defaults, as of version 2 and 3;
 * where that table names single children (`config/logs`), the whole child type is left out here.
 */
const singletonTypes: ReadonlySet<string> = new Set(
  [
    "Microsoft.ApiManagement/service/policies",
    "Microsoft.AppPlatform/Spring/buildServices/agentPools",
    "Microsoft.AppPlatform/Spring/configServers",
    "Microsoft.AppPlatform/Spring/monitoringSettings",
    "Microsoft.DBForMariaDB/servers/configurations",
    "Microsoft.DBForMySQL/flexibleServers/configurations",
    "Microsoft.DBForMySQL/servers/configurations",
    "Microsoft.DBForPostgreSQL/flexibleServers/configurations",
    "Microsoft.DBForPostgreSQL/servers/configurations",
    "Microsoft.DBForPostgreSQL/servers/securityAlertPolicies",
    "Microsoft.EventHub/namespaces/networkRuleSets",
    "Microsoft.Insights/components/currentbillingfeatures",
    "Microsoft.Insights/components/ProactiveDetectionConfigs",
    "Microsoft.Resources/tags",
    "Microsoft.Security/advancedThreatProtectionSettings",
    "Microsoft.Security/defenderForStorageSettings",
    "Microsoft.ServiceBus/namespaces/networkRuleSets",
    "Microsoft.Sql/servers/advisors",
    "Microsoft.Sql/servers/auditingSettings",
    "Microsoft.Sql/servers/azureADOnlyAuthentications",
    "Microsoft.Sql/servers/databases/advisors",
    "Microsoft.Sql/servers/databases/auditingSettings",
    "Microsoft.Sql/servers/databases/backupLongTermRetentionPolicies",
    "Microsoft.Sql/servers/databases/backupShortTermRetentionPolicies",
    "Microsoft.Sql/servers/databases/dataMaskingPolicies",
    "Microsoft.Sql/servers/databases/extendedAuditingSettings",
    "Microsoft.Sql/servers/databases/geoBackupPolicies",
    "Microsoft.Sql/servers/databases/securityAlertPolicies",
    "Microsoft.Sql/servers/databases/transparentDataEncryption",
    "Microsoft.Sql/servers/encryptionProtector",
    "Microsoft.Sql/servers/extendedAuditingSettings",
    "Microsoft.Sql/servers/securityAlertPolicies",
    "Microsoft.Sql/servers/sqlVulnerabilityAssessments",
    "Microsoft.Sql/servers/vulnerabilityAssessments",
    "Microsoft.Storage/storageAccounts/blobServices",
    "Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies",
    "Microsoft.Storage/storageAccounts/encryptionScopes",
    "Microsoft.Storage/storageAccounts/fileServices",
    "Microsoft.Storage/storageAccounts/queueServices",
    "Microsoft.Storage/storageAccounts/tableServices",
    "Microsoft.Synapse/workspaces/sqlPools/transparentDataEncryption",
    "Microsoft.Web/sites/basicPublishingCredentialsPolicies",
    "Microsoft.Web/sites/config",
    "Microsoft.Web/sites/networkConfig",
    "Microsoft.Web/sites/slots/basicPublishingCredentialsPolicies",
    "Microsoft.Web/sites/slots/config",
    "Microsoft.Web/sites/slots/networkConfig",
    "Microsoft.Web/sites/slots/sourcecontrols",
    "Microsoft.Web/sites/sourcecontrols",
  ].map((type) => type.toLowerCase()),
);

/** Whether azure-native would reset a resource of this ARM type instead of deleting it. */
export function isSingletonType(type: string): boolean {
  return singletonTypes.has(type.toLowerCase());
}
