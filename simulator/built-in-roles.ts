import type { JsonObject } from "./json.ts";

interface BuiltInRole {
  readonly name: string;
  readonly roleName: string;
  readonly actions: readonly string[];
  readonly notActions?: readonly string[];
  readonly dataActions?: readonly string[];
}

/** Ids that Azure documents for its general roles, and the few others that estates refer to. */
export const builtInRoles: readonly BuiltInRole[] = [
  { name: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", roleName: "Owner", actions: ["*"] },
  {
    name: "b24988ac-6180-42a0-ab88-20f7382dd24c",
    roleName: "Contributor",
    actions: ["*"],
    notActions: [
      "Microsoft.Authorization/*/Delete",
      "Microsoft.Authorization/*/Write",
      "Microsoft.Authorization/elevateAccess/Action",
      "Microsoft.Blueprint/blueprintAssignments/write",
      "Microsoft.Blueprint/blueprintAssignments/delete",
    ],
  },
  { name: "acdd72a7-3385-48ef-bd42-f606fba81ae7", roleName: "Reader", actions: ["*/read"] },
  {
    name: "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    roleName: "User Access Administrator",
    actions: ["*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"],
  },
  {
    name: "5d58bcaf-24a5-4b20-bdb6-eed9f69fbe4c",
    roleName: "Management Group Contributor",
    actions: [
      "Microsoft.Management/managementGroups/delete",
      "Microsoft.Management/managementGroups/read",
      "Microsoft.Management/managementGroups/subscriptions/delete",
      "Microsoft.Management/managementGroups/subscriptions/write",
      "Microsoft.Management/managementGroups/write",
      "Microsoft.Management/managementGroups/subscriptions/read",
    ],
  },
  {
    name: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    roleName: "Storage Blob Data Contributor",
    actions: ["Microsoft.Storage/storageAccounts/blobServices/containers/*"],
    dataActions: ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*"],
  },
  {
    name: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
    roleName: "Storage Blob Data Reader",
    actions: ["Microsoft.Storage/storageAccounts/blobServices/containers/read"],
    dataActions: ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"],
  },
  {
    name: "b8eda974-7b85-4f76-af95-65846b26df6d",
    roleName: "Storage File Data Privileged Reader",
    actions: [],
    dataActions: [
      "Microsoft.Storage/storageAccounts/fileServices/fileShares/files/read",
      "Microsoft.Storage/storageAccounts/fileServices/readFileBackupSemantics/action",
    ],
  },
  {
    name: "c12c1c16-33a1-487b-954d-41c89c60f349",
    roleName: "Reader and Data Access",
    actions: [
      "Microsoft.Storage/storageAccounts/listKeys/action",
      "Microsoft.Storage/storageAccounts/ListAccountSas/action",
      "Microsoft.Storage/storageAccounts/read",
    ],
  },
];

export const ownerRole = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
export const userAccessAdministratorRole = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9";

/** A built-in role in the shape of a role definition. */
export function builtInProperties(role: BuiltInRole): JsonObject {
  return {
    roleName: role.roleName,
    type: "BuiltInRole",
    description: `Built-in role ${role.roleName}.`,
    assignableScopes: ["/"],
    permissions: [
      {
        actions: role.actions,
        notActions: role.notActions ?? [],
        dataActions: role.dataActions ?? [],
        notDataActions: [],
      },
    ],
  };
}
