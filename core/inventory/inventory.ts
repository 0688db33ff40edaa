import { z } from "zod";

/**
 * What exists, as read: from Azure (`azure/`), from a file (`--inventory`) or as a simulator estate.
 * Only `resources` is required. Unknown members are dropped where the inventory enters; values under
 * `properties` are kept as they are, since references may stand anywhere in them.
 */

const text = z.string().max(8192);
const armId = z.string().min(1).max(4096);
const record = z.record(z.string(), z.unknown());

/** A resource as ARM lists and Resource Graph describe it. */
const resourceSchema = z.object({
  id: armId,
  /** Derived from `id` where missing. */
  name: text.optional(),
  type: text.optional(),
  /** As Resource Graph tells it; held against `id`, then dropped. */
  resourceGroup: text.optional(),
  apiVersion: text.optional(),
  location: text.nullish(),
  kind: text.nullish(),
  managedBy: text.nullish(),
  /** For extension resources listed with a scope instead of a path. */
  scope: text.nullish(),
  sku: z.unknown().optional(),
  plan: z.unknown().optional(),
  identity: z.unknown().optional(),
  extendedLocation: z.unknown().optional(),
  zones: z.unknown().optional(),
  tags: record.nullish(),
  properties: record.nullish(),
});

const resourceGroupSchema = z.object({
  id: armId,
  name: text.optional(),
  location: text.nullish(),
  managedBy: text.nullish(),
  tags: record.nullish(),
  properties: record.nullish(),
});

const subscriptionSchema = z.object({
  id: armId.optional(),
  subscriptionId: text,
  displayName: text.optional(),
  /** Enabled | Warned | PastDue | Disabled | Deleted; anything else is unknown and stops. */
  state: text.optional(),
  tenantId: text.optional(),
  authorizationSource: text.nullish(),
  subscriptionPolicies: z
    .object({
      quotaId: text.optional(),
      spendingLimit: text.optional(),
      locationPlacementId: text.optional(),
    })
    .nullish(),
});

/** Microsoft.Authorization/locks; its scope is the part of `id` before `/providers/Microsoft.Authorization`. */
const lockSchema = z.object({
  id: armId,
  name: text.optional(),
  /** CanNotDelete or ReadOnly. */
  level: text.optional(),
  notes: text.nullish(),
  properties: z.object({ level: text.optional(), notes: text.nullish() }).nullish(),
});

/** A custom role, in ARM's own shape (properties.roleName, permissions, assignableScopes). */
export const roleDefinitionSchema = z.looseObject({
  id: armId,
  name: text.optional(),
  properties: z.looseObject({
    roleName: text,
    type: text.optional(),
    description: text.nullish(),
    permissions: z.array(record).optional(),
    assignableScopes: z.array(text),
  }),
});

export const roleAssignmentSchema = z.looseObject({
  id: armId,
  name: text.optional(),
  properties: z.looseObject({
    roleDefinitionId: text,
    principalId: text,
    principalType: text.nullish(),
    scope: text.optional(),
    condition: text.nullish(),
  }),
});

/** One entry of ARM's deployment history (`properties.dependencies`); never its parameters or outputs. */
const deploymentSchema = z.object({
  id: armId,
  timestamp: text.optional(),
  dependencies: z.array(
    z.looseObject({
      id: armId.optional(),
      dependsOn: z.array(z.looseObject({ id: armId.optional() })).optional(),
    }),
  ),
});

/** Something in another subscription that needs something in this one. */
const dependentSchema = z.object({
  id: armId,
  on: armId,
  kind: z.enum([
    "peering",
    "privateEndpoint",
    "dnsRecord",
    "roleAssignment",
    "diagnosticSetting",
    "reference",
  ]),
  detail: text.optional(),
});

/** What a list does not show any more but Azure still holds (key vaults, accounts…). */
const deletedResourceSchema = z.object({
  id: armId,
  type: text.optional(),
  name: text.optional(),
  scheduledPurgeDate: text.nullish(),
  purgeProtection: z.boolean().optional(),
});

export const inventorySchema = z.object({
  subscription: subscriptionSchema.optional(),
  resourceGroups: z.array(resourceGroupSchema).optional(),
  resources: z.array(resourceSchema),
  locks: z.array(lockSchema).optional(),
  /** Custom roles of the whole tenant that the reader can see. */
  roleDefinitions: z.array(roleDefinitionSchema).optional(),
  roleAssignments: z.array(roleAssignmentSchema).optional(),
  deployments: z.array(deploymentSchema).optional(),
  dependents: z.array(dependentSchema).optional(),
  deletedResources: z.array(deletedResourceSchema).optional(),
  policyAssignments: z.array(resourceSchema).optional(),
  denyAssignments: z.array(resourceSchema).optional(),
  /** How the inventory was read: sources, calls, what could not be read. Not part of the plan's digest. */
  reading: record.optional(),
});

export type RawInventory = z.infer<typeof inventorySchema>;
export type Resource = z.infer<typeof resourceSchema> & { readonly name: string; readonly type: string };
export type ResourceGroup = z.infer<typeof resourceGroupSchema> & { readonly name: string };
export type Subscription = z.infer<typeof subscriptionSchema>;
export type Lock = z.infer<typeof lockSchema>;
export type RoleDefinition = z.infer<typeof roleDefinitionSchema>;
export type RoleAssignment = z.infer<typeof roleAssignmentSchema>;
export type Deployment = z.infer<typeof deploymentSchema>;

/** An inventory that has been let in: every resource has a parsed id, a name and a type; no id stands twice. */
export interface Inventory extends Omit<RawInventory, "resources" | "resourceGroups"> {
  readonly resources: readonly Resource[];
  readonly resourceGroups: readonly ResourceGroup[];
}
