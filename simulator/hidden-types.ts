/** Children that no list of resources shows, and Resource Graph's table of resources does not hold either. */
const hidden: ReadonlySet<string> = new Set([
  "microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers",
  "microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems",
  "microsoft.recoveryservices/vaults/backupfabrics/backupengines",
  "microsoft.recoveryservices/vaults/registeredidentities",
  "microsoft.recoveryservices/vaults/replicationfabrics",
  "microsoft.recoveryservices/vaults/replicationfabrics/replicationprotectioncontainers/replicationprotecteditems",
  "microsoft.dataprotection/backupvaults/backupinstances",
  "microsoft.dataprotection/backupvaults/deletedbackupinstances",
  "microsoft.dataprotection/backupvaults/backuppolicies",
  "microsoft.storage/storageaccounts/blobservices/containers",
  "microsoft.storage/storageaccounts/fileservices/shares",
  "microsoft.sql/servers/firewallrules",
  "microsoft.sql/servers/failovergroups",
  "microsoft.sql/locations/instancefailovergroups",
  "microsoft.eventhub/namespaces/disasterrecoveryconfigs",
  "microsoft.servicebus/namespaces/disasterrecoveryconfigs",
  "microsoft.cache/redis/linkedservers",
  "microsoft.batch/batchaccounts/pools",
  "microsoft.machinelearningservices/workspaces/computes",
  "microsoft.datafactory/factories/integrationruntimes",
  "microsoft.insights/datacollectionruleassociations",
]);

export function isHidden(type: string): boolean {
  return hidden.has(type.toLowerCase());
}
