import {
  accepted,
  act,
  assignment,
  assignments,
  error,
  group,
  listed,
  network,
  operation,
  poll,
  refused,
  role,
  roles,
  state,
  subscription,
} from "./own-exchanges.ts";
import type { Exchange } from "./recordings.ts";

/** The least that shows each behaviour, by the name of the recording that it was seen in; in our own words. */
export const ownCases: Readonly<Record<string, readonly Exchange[]>> = {
  "cancel-subscription-cli": [
    state("Enabled"),
    act("cancel"),
    state("Enabled", 2),
    state("Warned", 3),
    act("enable"),
    state("Warned", 2),
    state("Enabled", 4),
    state("Warned"),
    state("Enabled", 3),
  ],
  "role-definition-list-flicker": [
    {
      method: "PUT",
      path: `${roles}/88888888-0000-0000-0000-000000000001`,
      status: 201,
      body: role([subscription]),
    },
    listed(false, 8),
    listed(true),
    listed(false),
    listed(true),
    listed(false),
  ],
  "role-assignment-exists": [
    { method: "GET", path: assignments, status: 200, body: { value: [assignment] } },
  ],
  "role-assignment-principal-not-found": [
    { method: "DELETE", path: assignment.id, status: 200, body: assignment },
    {
      method: "GET",
      path: assignment.id,
      status: 404,
      body: error("RoleAssignmentNotFound", "The role assignment 'a' is not found."),
    },
  ],
  "rg-delete-no-wait": [
    accepted("DELETE", group),
    {
      method: "GET",
      path: group,
      status: 200,
      repeat: 3,
      body: { id: group, properties: { provisioningState: "Deleting" } },
    },
    {
      method: "GET",
      path: group,
      status: 404,
      body: error("ResourceGroupNotFound", "Resource group 'rg' could not be found."),
    },
  ],
  "rg-delete-blocked": [
    accepted("DELETE", group),
    poll(202, 13),
    poll(409, 1, {
      Error: {
        Code: "ResourceGroupDeletionBlocked",
        Target: null,
        Message: "Deletion of resource group 'rg' failed.",
        Details: null,
      },
    }),
  ],
  "throttle-429-retryable": [accepted("DELETE", group), poll(202, 8), poll(200)],
  "delete-dependents-in-use": [
    refused(
      `${network}/networkInterfaces/n`,
      400,
      "NicInUse",
      `Network Interface ${network}/networkInterfaces/n is used by existing resource ${group}/providers/Microsoft.Compute/virtualMachines/vm.`,
    ),
    refused(`${network}/networkSecurityGroups/n`, 400, "InUseNetworkSecurityGroupCannotBeDeleted", "in use"),
    refused(`${network}/publicIPAddresses/n`, 400, "PublicIPAddressCannotBeDeleted", "still allocated"),
    refused(`${network}/virtualNetworks/n`, 400, "InUseSubnetCannotBeDeleted", "in use"),
  ],
  "delete-nested-exists": [
    refused(
      `${network}/privateDnsZones/z`,
      409,
      "CannotDeleteResource",
      "Cannot delete resource while nested resources exist.",
    ),
  ],
  "delete-policy-in-use": [
    refused(
      `${subscription}/providers/Microsoft.Authorization/policyDefinitions/p`,
      400,
      "InvalidDeletePolicyDefinitionRequest",
      "assigned",
    ),
  ],
  "lock-scope-locked": [
    refused(
      group,
      409,
      "ScopeLocked",
      `The scope '${group}' cannot perform delete operation because following scope(s) are locked: '${group}/providers/Microsoft.Automation/automationAccounts/a'.`,
    ),
  ],
  "backup-vault-not-empty": [
    refused(
      `${group}/providers/Microsoft.RecoveryServices/vaults/v`,
      400,
      "ServiceResourceNotEmptyWithBackendMessage",
      "there are backup items in soft deleted state in the vault",
    ),
  ],
  "storage-immutability": [
    refused(
      `${group}/providers/Microsoft.Storage/storageAccounts/a/blobServices/default/containers/c/immutabilityPolicies/default`,
      409,
      "ContainerImmutabilityPolicyFailure",
      "not allowed in the current state",
    ),
  ],
  "move-resources": [accepted("POST", `${group}/moveResources`), poll(202, 17), poll(204)],
  "vm-deallocate": [
    {
      method: "POST",
      path: `${group}/providers/Microsoft.Compute/virtualMachines/vm/deallocate`,
      status: 202,
      headers: { "azure-asyncoperation": `{host}${operation}`, location: `{host}${operation}?monitor=true` },
    },
    poll(200, 1, { startTime: "2024-01-01T00:00:00Z", status: "InProgress", name: "op" }),
    poll(200, 1, {
      startTime: "2024-01-01T00:00:00Z",
      endTime: "2024-01-01T00:00:00Z",
      status: "Succeeded",
      name: "op",
    }),
  ],
  "resource-graph-paged": [
    {
      method: "POST",
      path: "/providers/Microsoft.ResourceGraph/resources",
      status: 200,
      body: {
        totalRecords: 2,
        count: 1,
        data: [{ id: group }],
        facets: [],
        resultTruncated: "false",
        $skipToken: "more",
      },
    },
  ],
  "paging-empty-page": [
    {
      method: "GET",
      path: `${subscription}/resources`,
      status: 200,
      body: { value: [], nextLink: `{host}${subscription}/resources?$skiptoken=1` },
    },
    {
      method: "GET",
      path: `${subscription}/resources`,
      status: 200,
      body: {
        value: [{ id: `${network}/virtualNetworks/n` }],
        nextLink: `{host}${subscription}/resources?$skiptoken=2`,
      },
    },
    { method: "GET", path: `${subscription}/resources`, status: 200, body: { value: [] } },
  ],
  "cost-query-rg-c7n": [
    {
      method: "POST",
      path: `${subscription}/providers/Microsoft.CostManagement/query`,
      status: 200,
      body: {
        properties: {
          nextLink: null,
          columns: ["PreTaxCost", "ResourceGroupName", "Currency"].map((name, index) => ({
            name,
            type: index === 0 ? "Number" : "String",
          })),
          rows: [[1.5, "rg", "USD"]],
        },
      },
    },
  ],
  "gateway-504": [
    {
      method: "GET",
      path: `${network}/trafficManagerProfiles/t`,
      status: 504,
      headers: { "x-ms-failure-cause": "service" },
      body: error("GatewayTimeout", "no answer in time"),
    },
    {
      method: "GET",
      path: `${network}/trafficManagerProfiles/t`,
      status: 200,
      body: { id: `${network}/trafficManagerProfiles/t`, name: "t" },
    },
  ],
  "soft-delete-key-vault": [
    accepted("POST", `${subscription}/providers/Microsoft.KeyVault/locations/eastus2/deletedVaults/v/purge`),
    poll(202, 1, { createdDateTime: "2023-01-01", status: "NotStarted" }),
    poll(200, 1, { createdDateTime: "2023-01-01", status: "Succeeded" }),
  ],
  "management-group": [
    {
      method: "PUT",
      path: `/providers/Microsoft.Management/managementGroups/g${subscription}`,
      status: 200,
      body: {
        name: "00000000-0000-0000-0000-000000000000",
        properties: {
          parent: { id: "/providers/Microsoft.Management/managementGroups/g", name: null },
          state: "Active",
        },
      },
    },
  ],
  "throttle-429-gateway": [
    {
      method: "GET",
      path: `${group}/providers/Microsoft.RecoveryServices/vaults/v/backupJobs/j`,
      status: 429,
      headers: { "x-ms-failure-cause": "gateway" },
      body: error("ResourceRequestsThrottled", "Please try again after '324' seconds."),
    },
  ],
  "busy-another-operation": [
    {
      method: "PUT",
      path: `${network}/virtualNetworks/n/subnets/s`,
      status: 409,
      body: error(
        "AnotherOperationInProgress",
        "Another operation on this or dependent resource is in progress.",
      ),
    },
  ],
};
