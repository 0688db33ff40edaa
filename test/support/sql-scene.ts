import type { EstateResource } from "../../simulator/estate.ts";

/** Letters that stand nowhere else, so that a search of everything that was written finds it. */
export const PASSWORD = "Xq7-tulip&\"kettle'%20";
export const LOGIN = "sqladmin";

/** A SQL server that lets Azure services in, with these databases. */
export function sqlServer(
  group: string,
  name: string,
  databases: readonly string[],
  properties: Readonly<Record<string, unknown>> = {},
): EstateResource[] {
  const id = `${group}/providers/Microsoft.Sql/servers/${name}`;
  const child = (path: string, own: Record<string, unknown>): EstateResource => ({
    id: `${id}/${path}`,
    location: "westeurope",
    properties: own,
  });
  return [
    {
      id,
      location: "westeurope",
      identity: { type: "UserAssigned", userAssignedIdentities: { [identityOf(group)]: {} } },
      properties: { administratorLogin: LOGIN, publicNetworkAccess: "Enabled", ...properties },
    },
    child("firewallRules/AllowAllWindowsAzureIps", { startIpAddress: "0.0.0.0", endIpAddress: "0.0.0.0" }),
    ...databases.map((database) => child(`databases/${database}`, { maxSizeBytes: 2_147_483_648 })),
  ];
}

export const identityOf = (group: string): string =>
  `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/exporter`;
