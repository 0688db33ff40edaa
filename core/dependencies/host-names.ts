/** Service hosts, `NAME.<suffix>`: how they begin after the name, whatever the cloud, and which types have them. */
const hosts: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(?:blob|file|queue|table|dfs|web|z\d+\.web)\.(?:core|storage)\./, ["microsoft.storage/storageaccounts"]],
  [/^(?:vault|vaultcore)\./, ["microsoft.keyvault/vaults"]],
  [/^managedhsm\./, ["microsoft.keyvault/managedhsms"]],
  [/^mysql\.database\./, ["microsoft.dbformysql/servers", "microsoft.dbformysql/flexibleservers"]],
  [
    /^postgres\.database\./,
    ["microsoft.dbforpostgresql/servers", "microsoft.dbforpostgresql/flexibleservers"],
  ],
  [/^mariadb\.database\./, ["microsoft.dbformariadb/servers"]],
  [/^(?:[a-z0-9]+\.)?database\./, ["microsoft.sql/servers", "microsoft.sql/managedinstances"]],
  [/^(?:documents|[a-z]+\.cosmos)\./, ["microsoft.documentdb/databaseaccounts"]],
  [
    /^servicebus\./,
    [
      "microsoft.servicebus/namespaces",
      "microsoft.eventhub/namespaces",
      "microsoft.relay/namespaces",
      "microsoft.notificationhubs/namespaces",
    ],
  ],
  [/^redis\.cache\./, ["microsoft.cache/redis"]],
  [/^(?:[a-z0-9]+\.)?(?:redisenterprise\.cache|redis)\./, ["microsoft.cache/redisenterprise"]],
  [/^(?:scm\.|ftp\.)?(?:azurewebsites|chinacloudsites)\./, ["microsoft.web/sites"]],
  [/^azurestaticapps\./, ["microsoft.web/staticsites"]],
  [/^azurecr\./, ["microsoft.containerregistry/registries"]],
  [/^search\./, ["microsoft.search/searchservices"]],
  [/^(?:cognitiveservices|openai|services\.ai)\./, ["microsoft.cognitiveservices/accounts"]],
  [/^azconfig\./, ["microsoft.appconfiguration/configurationstores"]],
  [/^(?:[a-z0-9]+\.)?azureedge\./, ["microsoft.cdn/profiles/endpoints"]],
  [/^(?:[a-z0-9]+\.)?azurefd\./, ["microsoft.network/frontdoors", "microsoft.cdn/profiles/afdendpoints"]],
  [/^trafficmanager\./, ["microsoft.network/trafficmanagerprofiles"]],
  [/^(?:[a-z]+\.)?azure-api\./, ["microsoft.apimanagement/service"]],
  [/^azure-devices\./, ["microsoft.devices/iothubs"]],
  [/^azure-devices-provisioning\./, ["microsoft.devices/provisioningservices"]],
  [/^service\.signalr\./, ["microsoft.signalrservice/signalr"]],
  [/^webpubsub\./, ["microsoft.signalrservice/webpubsub"]],
  [
    /^(?:[a-z0-9]+-\d+\.)?(?:[a-z]+\.)?eventgrid\./,
    ["microsoft.eventgrid/topics", "microsoft.eventgrid/domains"],
  ],
  [/^(?:[a-z0-9]+\.)?kusto\./, ["microsoft.kusto/clusters"]],
  [/^(?:sql|dev)\.azuresynapse\./, ["microsoft.synapse/workspaces"]],
  [/^azuredatalakestore\./, ["microsoft.datalakestore/accounts"]],
  [/^azuredatalakeanalytics\./, ["microsoft.datalakeanalytics/accounts"]],
  [/^azurehdinsight\./, ["microsoft.hdinsight/clusters"]],
  [/^[a-z0-9]+\.batch\./, ["microsoft.batch/batchaccounts"]],
  [/^[a-z0-9]+\.media\./, ["microsoft.media/mediaservices"]],
  [/^azuremicroservices\./, ["microsoft.appplatform/spring"]],
];

/** Types whose names are unique in all of Azure: such a name, wherever it stands, means that resource. */
export const globallyNamed: ReadonlySet<string> = new Set(hosts.flatMap(([, types]) => types));

/** A first label of whatever stands there, since names read from elsewhere may be odd; once for each run of it. */
const hostName =
  /(?<![^\s"'`/\\,;:@=?&()[\]{}<>|.])[^\s"'`/\\,;:@=?&()[\]{}<>|.-][^\s"'`/\\,;:@=?&()[\]{}<>|.]*(?:\.[a-z0-9][a-z0-9-]*)+/g;

/** Names in the hosts of a text, each with the types it may be of. Expects lower case. */
export function namesInHosts(text: string): { readonly name: string; readonly types: readonly string[] }[] {
  if (!text.includes(".")) return [];
  const found: { name: string; types: readonly string[] }[] = [];
  for (const [host] of text.matchAll(hostName)) {
    const dot = host.indexOf(".");
    const suffix = host.slice(dot + 1);
    const types = hosts.find(([pattern]) => pattern.test(`${suffix}.`))?.[1];
    // A secondary endpoint has the account's name with "-secondary"; a slot the site's with "-slot".
    if (types !== undefined) found.push({ name: host.slice(0, dot).replace(/-secondary$/, ""), types });
  }
  return found;
}
