import { z } from "zod";

/**
 * plan.json: what is to be torn down, in which order, and everything a reviewer must know. Data only, versioned,
 * the same bytes for the same inventory apart from `takenAt` and `observed` (docs/design.md).
 */

export const PLAN_VERSION = 1;

const id = z.string().min(1);
const operationId = z.string().min(1);

/** How far an edge is trusted, strongest first (docs/design.md, "Order"). */
const trustSchema = z.enum(["stack", "deployment", "parent", "property", "name", "rule"]);

const dependencySchema = z.object({
  on: id,
  /** The property path, rule or record that says so. */
  because: z.string(),
  trust: trustSchema,
  /** Present and true when the edge was cut to open a cycle; it then orders nothing. */
  cut: z.boolean().optional(),
});

const deletedBySchema = z.enum(["group", "explicit", "parent", "manager", "held"]);

const planResourceSchema = z.object({
  id,
  type: z.string(),
  /** azure-native type it is adopted as; absent when no sure one is known (its group's delete covers it). */
  token: z.string().optional(),
  apiVersion: z.string().optional(),
  location: z.string().optional(),
  dependsOn: z.array(dependencySchema),
  deletedBy: deletedBySchema,
  /** sha256 of what matters about the resource, to see later whether it changed. */
  fingerprint: z.string().optional(),
});

const phaseSchema = z.enum(["before", "teardown", "after"]);

const operationSchema = z.object({
  id: operationId,
  /** Open set: delete, deleteGroup, unlock, stopProtection, breakPairing, purge, … */
  action: z.string().min(1),
  phase: phaseSchema,
  /** Full ARM id. */
  target: id,
  /** Operations that must have ended before this one starts. */
  after: z.array(operationId),
  because: z.string(),
  /** For delete and other single calls: the api-version to use, where known. */
  apiVersion: z.string().optional(),
});

const heldSchema = z.object({ target: id, code: z.string(), remedy: z.string() });

const backupNeedSchema = z.object({
  of: id,
  type: z.string(),
  /** How Sundown can back it up, or "manual" where a person must, or "decide" for an unknown type. */
  method: z.string(),
  because: z.string(),
});

const roleChangeSchema = z.object({
  /** Id of the role definition. */
  role: id,
  name: z.string(),
  change: z.enum(["trim", "delete", "held"]),
  remove: z.array(z.string()),
  remaining: z.array(z.string()),
  /** Assignments that stand in the way and go first. */
  assignments: z.array(id),
  because: z.string(),
});

export const planSchema = z.object({
  version: z.literal(PLAN_VERSION),
  planDigest: z.string().regex(/^[0-9a-f]{64}$/),
  takenAt: z.iso.datetime(),
  subscription: z.object({
    id: z.string(),
    name: z.string().optional(),
    tenantId: z.string().optional(),
    state: z.string().optional(),
    quotaId: z.string().optional(),
  }),
  resourceGroups: z.array(
    z.object({ id, name: z.string(), location: z.string().optional(), managedBy: z.string().optional() }),
  ),
  resources: z.array(planResourceSchema),
  operations: z.array(operationSchema),
  held: z.array(heldSchema),
  backupsNeeded: z.array(backupNeedSchema),
  roles: z.array(roleChangeSchema),
  locks: z.array(z.object({ id, scope: id, level: z.string(), notes: z.string().optional() })),
  /** Things in other subscriptions that break. */
  dependents: z.array(z.object({ id, on: id, kind: z.string(), because: z.string() })),
  /** Existing Pulumi stacks or Terraform states that own resources here. */
  owners: z.array(
    z.object({ source: z.string(), ids: z.array(id), protected: z.array(id), retained: z.array(id) }),
  ),
  billing: z.array(z.object({ what: z.string(), target: z.string().optional(), because: z.string() })),
  selfMade: z.array(z.object({ id, because: z.string(), how: z.string() })),
  /** Edges that were cut to open cycles, named for the reviewer. */
  cycles: z.array(
    z.object({ members: z.array(id), cut: z.object({ from: id, to: id, because: z.string() }) }),
  ),
  /** What varies by day or by reader; outside the digest. */
  observed: z.object({
    heldUntil: z.array(z.object({ target: id, code: z.string(), until: z.iso.datetime() })),
    sizes: z.array(z.object({ of: id, bytes: z.number() })),
    costs: z.array(z.object({ service: z.string(), amount: z.number(), currency: z.string() })),
    /** Reservations and savings plans that it pays for or that hold for it alone, as far as the reader sees them. */
    commitments: z
      .array(
        z.object({
          kind: z.enum(["reservation", "savings-plan"]),
          id,
          name: z.string(),
          until: z.string().optional(),
          renews: z.boolean().optional(),
        }),
      )
      .optional(),
    /** What this reader could not read about money and rights, one sentence each. */
    notRead: z.array(z.string()).optional(),
    whoCanCancel: z.object({ able: z.boolean().nullable(), because: z.string() }).optional(),
    reading: z.record(z.string(), z.unknown()),
  }),
});

export type Trust = z.infer<typeof trustSchema>;
export type Dependency = z.infer<typeof dependencySchema>;
export type DeletedBy = z.infer<typeof deletedBySchema>;
export type PlanResource = z.infer<typeof planResourceSchema>;
export type Phase = z.infer<typeof phaseSchema>;
export type Operation = z.infer<typeof operationSchema>;
export type Held = z.infer<typeof heldSchema>;
export type BackupNeed = z.infer<typeof backupNeedSchema>;
export type RoleChange = z.infer<typeof roleChangeSchema>;
export type Plan = z.infer<typeof planSchema>;
