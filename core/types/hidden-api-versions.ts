/**
 * The api-version to call these types with, by type in lower case: those their lists are read with, since providers
 * do not name some of these types at all.
 */
export const hiddenApiVersions: Readonly<Record<string, string>> = {
  "microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers": "2024-04-01",
  "microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems": "2024-04-01",
  "microsoft.recoveryservices/vaults/replicationfabrics/replicationprotectioncontainers/replicationprotecteditems":
    "2024-04-01",
  "microsoft.dataprotection/backupvaults/backupinstances": "2024-04-01",
  "microsoft.dataprotection/backupvaults/deletedbackupinstances": "2024-04-01",
  "microsoft.dataprotection/backupvaults/backuppolicies": "2024-04-01",
  "microsoft.storage/storageaccounts/blobservices/containers": "2023-05-01",
  "microsoft.sql/servers/failovergroups": "2023-08-01",
  "microsoft.servicebus/namespaces/disasterrecoveryconfigs": "2021-11-01",
  "microsoft.eventhub/namespaces/disasterrecoveryconfigs": "2024-01-01",
  "microsoft.cache/redis/linkedservers": "2024-03-01",
  "microsoft.resources/deploymentstacks": "2024-03-01",
  "microsoft.blueprint/blueprintassignments": "2018-11-01-preview",
  "microsoft.managedservices/registrationassignments": "2022-10-01",
  "microsoft.managedservices/registrationdefinitions": "2022-10-01",
  "microsoft.authorization/policydefinitions": "2023-04-01",
  "microsoft.authorization/policysetdefinitions": "2023-04-01",
  "microsoft.authorization/policyassignments": "2023-04-01",
  "microsoft.consumption/budgets": "2023-05-01",
  "microsoft.insights/diagnosticsettings": "2021-05-01-preview",
};
