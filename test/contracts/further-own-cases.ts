import { accepted, error, group, network, operation, poll, subscription } from "./own-exchanges.ts";
import type { Exchange } from "./recordings.ts";

const snapshot = `${group}/providers/Microsoft.Compute/snapshots/s`;
const vnet = `${network}/virtualNetworks/n`;
const namespace = `${group}/providers/Microsoft.ServiceBus/namespaces/b`;
const rule = `${namespace}/topics/t/subscriptions/s/rules/r`;
const account = `${subscription}/providers/Microsoft.CognitiveServices/locations/westeurope/resourceGroups/rg/deletedAccounts/c`;
const machines = `${subscription}/providers/Microsoft.Compute/virtualMachines`;
const machine = (groupName: string) =>
  `${subscription}/resourceGroups/${groupName}/providers/Microsoft.Compute/virtualMachines/vm`;

const startedWithBoth = (path: string): Exchange => ({
  method: "POST",
  path,
  status: 202,
  headers: { "azure-asyncoperation": `{host}${operation}`, location: `{host}${operation}?monitor=true` },
});
const lock = (scope: string, name: string) => ({
  id: `${scope}/providers/Microsoft.Authorization/locks/${name}`,
  name,
  type: "Microsoft.Authorization/locks",
  properties: { level: "CanNotDelete" },
});
const locks = [lock(vnet, "whole"), lock(`${vnet}/subnets/s`, "part")];
const refused429 = (path: string, code: string, headers: Record<string, string> = {}): Exchange => ({
  method: "PUT",
  path,
  status: 429,
  headers,
  body: error(code, "Try again."),
});

/** More of our own cases: disks, locks, soft-deleted accounts and limits. */
export const furtherCases: Readonly<Record<string, readonly Exchange[]>> = {
  "snapshot-sas": [
    startedWithBoth(`${snapshot}/beginGetAccess`),
    poll(200, 1, { status: "Succeeded", properties: { output: { accessSAS: "REDACTED" } } }),
    poll(200, 1, { accessSAS: "REDACTED" }),
    startedWithBoth(`${snapshot}/endGetAccess`),
    poll(200, 1, { status: "Succeeded" }),
    poll(200, 1),
  ],
  "soft-delete-cognitive": [
    { method: "DELETE", path: `${group}/providers/Microsoft.CognitiveServices/accounts/c`, status: 200 },
    {
      ...accepted("DELETE", account),
      headers: { "azure-asyncoperation": `{host}${operation}`, location: `{host}${operation}` },
    },
    poll(200, 1, { status: "Deleting" }),
    poll(200, 1, { status: "Succeeded" }),
  ],
  "lock-crud-child-scopes": [
    ...locks.map((it) => ({ method: "PUT", path: it.id, status: 201, body: it })),
    {
      method: "GET",
      path: `${subscription}/providers/Microsoft.Authorization/locks`,
      status: 200,
      body: { value: locks },
    },
    ...locks.map(({ id }) => ({ method: "DELETE", path: id, status: 200 })),
  ],
  "delete-lag-servicebus": [
    { method: "DELETE", path: rule, status: 200 },
    { method: "GET", path: rule, status: 404, body: error("SubscriptionNotFound", "no such rule") },
    accepted("DELETE", namespace),
    {
      method: "GET",
      path: namespace,
      status: 200,
      repeat: 3,
      body: { id: namespace, properties: { provisioningState: "Succeeded" } },
    },
    { method: "GET", path: namespace, status: 404, body: error("NotFound", "no such namespace") },
  ],
  "resource-graph-vs-arm": [
    { method: "GET", path: machines, status: 200, body: { value: [{ id: machine("RG") }] } },
    {
      method: "POST",
      path: "/providers/Microsoft.ResourceGraph/resources",
      status: 200,
      body: {
        totalRecords: 1,
        count: 1,
        data: { columns: [{ name: "id", type: "string" }], rows: [[machine("rg")]] },
        facets: [],
        resultTruncated: "false",
      },
    },
  ],
  "throttle-429-provider": [
    { method: "PUT", path: `${network}/frontDoors/f`, status: 202 },
    refused429(`${network}/frontDoors/f`, "TooManyRequests"),
    { method: "PUT", path: `${network}/frontDoors/f`, status: 202 },
  ],
  "throttle-429-retry-after": [
    refused429(`${vnet}/subnets/s`, "RetryableError", { "retry-after": "12" }),
    { method: "PUT", path: `${vnet}/subnets/s`, status: 201, body: { id: `${vnet}/subnets/s` } },
  ],
};
