import { z } from "zod";

/**
 * decommission.yaml: what people decide and approve. The draft that `plan` writes has a TODO at every open
 * decision; a TODO is never a valid value, so an undecided draft cannot pass.
 */

const name = z.string().min(1).max(1024);
const armId = z.string().regex(/^\//, "an ARM id, starting with /");
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "64 lower-case hex digits");
const reason = z.string().trim().min(3).max(4000);

/** https, no query, no fragment, no user: a SAS or password never belongs into a reviewed file. */
export const artifactUrl = z
  .string()
  .max(4096)
  .refine((value) => {
    if (!URL.canParse(value)) return false;
    const url = new URL(value);
    return (
      url.protocol === "https:" && url.search === "" && url.hash === "" && url.username === "" && url.password === ""
    );
  }, "an https URL without query, fragment or user");

export const artifactSchema = z.strictObject({
  url: artifactUrl,
  bytes: z.int().nonnegative(),
  sha256,
});

/** One thing that needs a backup: artifacts, or a reason why none is needed. */
export const backupSchema = z.union([
  z.strictObject({ of: armId, artifacts: z.array(artifactSchema).min(1) }),
  z.strictObject({ of: armId, waived: reason }),
]);

export const roleScopeSchema = z.strictObject({
  /** Id of the role definition. */
  role: armId,
  change: z.enum(["trim", "delete"]),
  remaining: z.array(name),
});

export const manifestSchema = z.strictObject({
  /** Typed by hand: the procedure's own confirmation. */
  subscription: z.strictObject({ id: z.guid(), name }),
  reason,
  /** Every group that goes, its name typed by hand. */
  resourceGroups: z.array(name),
  backups: z.array(backupSchema),
  roleScopes: z.array(roleScopeSchema),
  /** Locks that may be removed. */
  locks: z.array(armId).default([]),
  /** Resources that leave before the teardown, and to where. */
  moves: z.array(z.strictObject({ id: armId, to: armId })).default([]),
  /** Soft-deleted leftovers that may be purged for good. */
  purges: z.array(armId).default([]),
  /** What keeps billing, breaks elsewhere or stays behind, acknowledged by its plan entry. */
  acknowledge: z.array(name).default([]),
  /** Days between `sundown stop` and the teardown. */
  quietPeriod: z.int().min(0).max(90).optional(),
  /** Id of the management group to move the subscription to before the cancel. */
  managementGroup: name.optional(),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type Artifact = z.infer<typeof artifactSchema>;
export type Backup = z.infer<typeof backupSchema>;
export type RoleScope = z.infer<typeof roleScopeSchema>;

/** Where in decommission.yaml something is, 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A problem with a manifest: never thrown one by one, always reported all together. */
export interface ManifestProblem {
  readonly code: import("../messages/registry.ts").MessageCode;
  readonly message: string;
  /** What to write instead. */
  readonly remedy: string;
  readonly at: Position;
}
