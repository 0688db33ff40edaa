import { isRecord } from "./is-record.ts";

/**
 * Where a resource says under which public name or address it can be reached. A DNS record elsewhere that leads
 * there dangles once the resource is gone, and whoever gets the name then gets the record's visitors.
 * @see https://learn.microsoft.com/azure/security/fundamentals/subdomain-takeover
 */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  "microsoft.network/publicipaddresses": ["dnsSettings.fqdn", "ipAddress"],
  "microsoft.network/trafficmanagerprofiles": ["dnsConfig.fqdn"],
  "microsoft.network/frontdoors": ["cName"],
  "microsoft.cdn/profiles/endpoints": ["hostName"],
  "microsoft.cdn/profiles/afdendpoints": ["hostName"],
  "microsoft.storage/storageaccounts": ["primaryEndpoints", "secondaryEndpoints"],
  "microsoft.web/sites": ["defaultHostName"],
  "microsoft.web/sites/slots": ["defaultHostName"],
  "microsoft.web/staticsites": ["defaultHostname"],
  "microsoft.containerinstance/containergroups": ["ipAddress.fqdn", "ipAddress.ip"],
  "microsoft.apimanagement/service": ["gatewayUrl", "portalUrl", "developerPortalUrl"],
  "microsoft.app/containerapps": ["configuration.ingress.fqdn"],
  "microsoft.search/searchservices": ["endpoint"],
  "microsoft.documentdb/databaseaccounts": ["documentEndpoint"],
  "microsoft.cache/redis": ["hostName"],
  "microsoft.sql/servers": ["fullyQualifiedDomainName"],
};

/** Public host names and addresses of a resource, in lower case. */
export function publicNames(type: string, properties: unknown): string[] {
  const names = (NAMES[type.toLowerCase()] ?? []).flatMap((path) => texts(at(properties, path)));
  return [...new Set(names.map(hostOf).filter((name) => name !== ""))];
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
