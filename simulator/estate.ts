import { z } from "zod";

const record = z.record(z.string(), z.unknown());

const resourceSchema = z.looseObject({
  id: z.string().min(1),
  name: z.string().optional(),
  type: z.string().optional(),
  apiVersion: z.string().optional(),
  location: z.string().nullish(),
  managedBy: z.string().nullish(),
  tags: record.nullish(),
  properties: record.nullish(),
});

const resourceGroupSchema = z.looseObject({
  id: z.string().optional(),
  name: z.string().optional(),
  location: z.string().nullish(),
  managedBy: z.string().nullish(),
  tags: record.nullish(),
});

const subscriptionSchema = z.looseObject({
  subscriptionId: z.string().min(1),
  displayName: z.string().optional(),
  state: z.string().optional(),
  tenantId: z.string().optional(),
  authorizationSource: z.string().nullish(),
  subscriptionPolicies: record.nullish(),
});

const lockSchema = z.looseObject({
  id: z.string().min(1),
  name: z.string().optional(),
  level: z.string().optional(),
  notes: z.string().nullish(),
  properties: z.looseObject({ level: z.string().optional(), notes: z.string().nullish() }).nullish(),
});

const roleDefinitionSchema = z.looseObject({
  id: z.string().min(1),
  name: z.string().optional(),
  properties: z.looseObject({ roleName: z.string(), assignableScopes: z.array(z.string()) }),
});

const roleAssignmentSchema = z.looseObject({
  id: z.string().min(1),
  name: z.string().optional(),
  properties: z.looseObject({ roleDefinitionId: z.string(), principalId: z.string() }),
});

const managementGroupSchema = z.looseObject({
  name: z.string().min(1),
  displayName: z.string().optional(),
  /** Name of the management group above; the tenant's root group when missing. */
  parent: z.string().optional(),
  /** Subscription ids directly below it. */
  subscriptions: z.array(z.string()).optional(),
});

/** What an estate may hold; any inventory file is one. Unknown members are ignored. */
const estateSchema = z.looseObject({
  subscription: subscriptionSchema.optional(),
  /** Further subscriptions of the same tenant. */
  subscriptions: z.array(subscriptionSchema).optional(),
  managementGroups: z.array(managementGroupSchema).optional(),
  resourceGroups: z.array(resourceGroupSchema).optional(),
  resources: z.array(resourceSchema),
  locks: z.array(lockSchema).optional(),
  roleDefinitions: z.array(roleDefinitionSchema).optional(),
  roleAssignments: z.array(roleAssignmentSchema).optional(),
  /** Groups of the directory; a member may be a group itself. */
  directoryGroups: z.array(z.looseObject({ id: z.string().min(1), members: z.array(z.string()) })).optional(),
  policyAssignments: z.array(resourceSchema).optional(),
  denyAssignments: z.array(resourceSchema).optional(),
  /** What services hold that Resource Manager does not show, by id: secrets of vaults, settings of stores. */
  contents: z.record(z.string(), record).optional(),
  deployments: z
    .array(
      z.looseObject({
        id: z.string(),
        timestamp: z.string().optional(),
        dependencies: z.array(z.unknown()).optional(),
      }),
    )
    .optional(),
  deletedResources: z
    .array(
      z.looseObject({
        id: z.string(),
        type: z.string().optional(),
        name: z.string().optional(),
        location: z.string().optional(),
        scheduledPurgeDate: z.string().nullish(),
        purgeProtection: z.boolean().optional(),
      }),
    )
    .optional(),
  /** `from` uses `to`, so `to` cannot go first. When given, references in properties are not looked at. */
  edges: z.array(z.looseObject({ from: z.string(), to: z.string() })).optional(),
  /** What Azure makes by itself in this estate once something is deleted: see BEHAVIOUR.md, Z24 to Z27. */
  selfMade: z
    .array(z.enum(["networkWatcher", "smartDetection", "restorePoints", "policyEffects"]))
    .optional(),
  /** Namespaces the subscriptions are not registered for; for all others they are. */
  unregisteredProviders: z.array(z.string()).optional(),
  /** Last month's cost by service, as the Cost Management query answers it. */
  costs: z
    .array(z.looseObject({ service: z.string(), amount: z.number(), currency: z.string().optional() }))
    .optional(),
  /** Who pays for the subscription, and the billing roles at the places that are named there. */
  billing: z
    .looseObject({
      property: record,
      roleAssignments: z
        .array(z.looseObject({ scope: z.string(), principalId: z.string(), roleDefinitionId: z.string() }))
        .optional(),
      roleDefinitions: z.array(z.looseObject({ id: z.string(), roleName: z.string() })).optional(),
    })
    .optional(),
  /** Of the tenant, as their lists answer them. */
  reservations: z.array(z.looseObject({ id: z.string(), properties: record })).optional(),
  savingsPlans: z.array(z.looseObject({ id: z.string(), properties: record })).optional(),
  /** What no list shows but still refuses a cancel, for so many virtual seconds after the last delete. */
  ghosts: z.array(z.looseObject({ id: z.string(), seconds: z.number() })).optional(),
});

export type Estate = z.infer<typeof estateSchema>;
export type EstateResource = z.infer<typeof resourceSchema>;
export type EstateSubscription = z.infer<typeof subscriptionSchema>;

/** Lets an estate in, or says in one sentence what is wrong with it. */
export function parseEstate(input: unknown, source: string): Estate {
  const result = estateSchema.safeParse(input);
  if (result.success) return result.data;
  const first = result.error.issues[0];
  const where = first ? `${first.path.join(".") || "the document"}: ${first.message}` : "unknown shape";
  throw new Error(`${source} is not an estate: ${where}`);
}
