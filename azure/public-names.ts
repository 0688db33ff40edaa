import { isRecord } from "./is-record.ts";

/**
 * Where a resource says under which public name or address it can be reached. A DNS record or an origin elsewhere that
 * leads there dangles once the resource is gone, and whoever gets the name then gets its visitors. Those that anybody
 * can take soonest come first.
 * @see https://learn.microsoft.com/azure/security/fundamentals/subdomain-takeover
 */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  "microsoft.network/publicipaddresses": ["dnsSettings.fqdn", "ipAddress"],
  "microsoft.network/trafficmanagerprofiles": ["dnsConfig.fqdn"],
  "microsoft.network/frontdoors": ["cName"],
  "microsoft.cdn/profiles/endpoints": ["hostName"],
  "microsoft.cdn/profiles/afdendpoints": ["hostName"],
  "microsoft.web/sites": ["defaultHostName"],
  "microsoft.web/sites/slots": ["defaultHostName"],
  "microsoft.web/staticsites": ["defaultHostname"],
  "microsoft.containerinstance/containergroups": ["ipAddress.fqdn", "ipAddress.ip"],
  "microsoft.apimanagement/service": ["gatewayUrl", "portalUrl", "developerPortalUrl"],
  "microsoft.app/containerapps": ["configuration.ingress.fqdn"],
  "microsoft.search/searchservices": ["endpoint"],
  "microsoft.documentdb/databaseaccounts": ["documentEndpoint"],
  "microsoft.cache/redis": ["hostName"],
  "microsoft.cache/redisenterprise": ["hostName"],
  "microsoft.sql/servers": ["fullyQualifiedDomainName"],
  "microsoft.sql/managedinstances": ["fullyQualifiedDomainName"],
  "microsoft.dbforpostgresql/flexibleservers": ["fullyQualifiedDomainName"],
  "microsoft.dbformysql/flexibleservers": ["fullyQualifiedDomainName"],
  "microsoft.keyvault/vaults": ["vaultUri"],
  "microsoft.keyvault/managedhsms": ["hsmUri"],
  "microsoft.appconfiguration/configurationstores": ["endpoint"],
  "microsoft.containerregistry/registries": ["loginServer"],
  "microsoft.containerservice/managedclusters": ["fqdn"],
  "microsoft.cognitiveservices/accounts": ["endpoint"],
  "microsoft.eventhub/namespaces": ["serviceBusEndpoint"],
  "microsoft.servicebus/namespaces": ["serviceBusEndpoint"],
  "microsoft.eventgrid/topics": ["endpoint"],
  "microsoft.eventgrid/domains": ["endpoint"],
  "microsoft.signalrservice/signalr": ["hostName"],
  "microsoft.signalrservice/webpubsub": ["hostName"],
  "microsoft.devices/iothubs": ["hostName"],
  "microsoft.storage/storageaccounts": ["primaryEndpoints", "secondaryEndpoints"],
};
/** @see https://www.rfc-editor.org/rfc/rfc6761#section-6.3 */
const LOOPBACK = /^(?:(?:.+\.)?localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/;
const ORDER = Object.keys(NAMES);

/** By how soon somebody else can have the name of a resource of this type. */
export function rankOf(type: string): number {
  return ORDER.indexOf(type.toLowerCase());
}

/** Public host names and addresses of a resource, in lower case. Nobody else can get those of the machine itself. */
export function publicNames(type: string, properties: unknown): string[] {
  const names = (NAMES[type.toLowerCase()] ?? []).flatMap((path) => texts(at(properties, path)));
  return [...new Set(names.map(hostOf).filter((name) => name !== "" && !LOOPBACK.test(name)))];
}

function at(root: unknown, path: string): unknown {
  let value = root;
  for (const name of path.split(".")) value = isRecord(value) ? value[name] : undefined;
  return value;
}

function texts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return isRecord(value) ? Object.values(value).flatMap(texts) : [];
}

function hostOf(text: string): string {
  const host = URL.canParse(text) ? new URL(text).hostname : text;
  return host.toLowerCase().replace(/\.$/, "");
}
