import { z } from "zod";
import type { MessageCode } from "../messages/registry.ts";
import type { Position } from "../text-position.ts";

/**
 * decommission.yaml: what people decide and approve. The draft that `plan` writes has a TODO at every open
 * decision; a TODO is never a valid value, so an undecided draft cannot pass.
 */

/** A text that begins with the word TODO is an open decision (no Azure name holds `TODO:` or `TODO `). */
const DECIDED = /^(?!\s*TODO(?:[:\s]|$))/;

/** How the draft marks an open decision. */
export function isUndecided(value: unknown): boolean {
  return typeof value === "string" && !DECIDED.test(value);
}

const decided = (maximum: number) =>
  z.string().min(1).max(maximum).regex(DECIDED, "a decision in place of the TODO");
const name = decided(1024);
const armId = z
  .string()
  .max(4096)
  .regex(/^\/[^\s/]/, "an ARM id, starting with /");
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "64 lower-case hex digits");
const reason = decided(4000).regex(/\S[\s\S]*\S[\s\S]*\S/, "a reason of at least three characters");

/** https, no query, no fragment, no user: a SAS or password never belongs into a reviewed file. */
const artifactUrl = z
  .string()
  .max(4096)
  .regex(/^https:\/\/[^?#@\s]+$/, "an https URL without query, fragment or user")
  .refine((value) => URL.canParse(value), "an https URL without query, fragment or user");

export const artifactSchema = z.strictObject({
  url: artifactUrl.describe("Where the bytes lie: https, outside the subscription, no query."),
  bytes: z.int().nonnegative().describe("Exact size."),
  sha256: sha256.describe("sha256 of exactly these bytes."),
});

/** One thing that needs a backup: artifacts, or a reason why none is needed. */
export const backupSchema = z.union([
  z.strictObject({
    of: armId.describe("Id of what holds the data."),
    artifacts: z.array(artifactSchema).min(1).describe("Written by `sundown backup`, or by hand."),
  }),
  z.strictObject({
    of: armId.describe("Id of what holds the data."),
    waived: reason.describe("Why no backup is needed."),
  }),
]);

const roleScopeSchema = z.strictObject({
  role: armId.describe("Id of the role definition."),
  change: z.enum(["trim", "delete"]),
  remaining: z.array(name).describe("AssignableScopes afterwards; empty for delete."),
});

const moveSchema = z.strictObject({
  id: armId.describe("The resource that leaves."),
  to: armId.describe("Id of the resource group it goes to."),
});

export const manifestSchema = z.strictObject({
  subscription: z
    .strictObject({ id: z.guid(), name: name.describe("Typed by hand, exactly as in Azure.") })
    .describe("The subscription that is taken out of service."),
  reason: reason.describe("Why it is taken out of service."),
  resourceGroups: z.array(name).describe("Every group that goes, its name typed by hand."),
  backups: z.array(backupSchema).describe("Artifacts or a waiver for everything that holds data."),
  roleScopes: z.array(roleScopeSchema).describe("How each custom role changes before the cancel."),
  locks: z.array(armId).default([]).describe("Locks that may be removed."),
  moves: z.array(moveSchema).default([]).describe("Resources that leave before the teardown."),
  purges: z
    .array(armId)
    .default([])
    .describe("What is purged for good; the rest is acknowledged as `expires:<id>`."),
  acknowledge: z
    .array(decided(5000))
    .default([])
    .describe("What keeps billing, breaks elsewhere, comes back by itself or expires unpurged, by its key."),
  quietPeriod: z.int().min(0).max(90).optional().describe("Days between `sundown stop` and the teardown."),
  managementGroup: name.optional().describe("Id of the management group to move to before the cancel."),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type Artifact = z.infer<typeof artifactSchema>;
export type Backup = z.infer<typeof backupSchema>;
export type RoleScope = z.infer<typeof roleScopeSchema>;

/** A problem with a manifest: never thrown one by one, always reported all together. */
export interface ManifestProblem {
  readonly code: MessageCode;
  /** What is wrong, with the (shortened) value. */
  readonly message: string;
  /** What to write instead. */
  readonly remedy: string;
  readonly at: Position;
}
