import { mkdir, open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { doneRecordSchema } from "../core/evidence/done-record.ts";
import { SundownError } from "../core/messages/sundown-error.ts";

const digest = z.string().regex(/^[0-9a-f]{64}$/);

/** evidence.json: what was done, on whose approval, and how it is known. The journal it was made from backs it. */
export const evidenceSchema = z.object({
  version: z.literal(1),
  subscription: z.object({ id: z.string(), name: z.string().optional(), tenantId: z.string().optional() }),
  cloud: z.string(),
  planDigest: digest,
  approvalDigest: digest,
  approval: z.union([
    z.object({
      kind: z.literal("pullRequest"),
      number: z.int().positive(),
      mergeCommit: z.string(),
      approvers: z.array(z.string()),
    }),
    /** Names typed on a terminal, where the policy allowed it. */
    z.object({ kind: z.literal("local") }),
  ]),
  /** Of the run that wrote this; operations of earlier runs are in `operations` all the same. */
  run: z.object({ startedAt: z.iso.datetime(), endedAt: z.iso.datetime(), interrupted: z.boolean() }),
  operations: z.array(doneRecordSchema.omit({ outcome: true }).extend({ id: z.string() })),
  held: z.array(
    z.looseObject({ id: z.string(), target: z.string(), code: z.string(), until: z.string().optional() }),
  ),
  pending: z.array(z.string()),
  /** The third part of the proof: ARM's lists no longer show what is gone. */
  lists: z.object({
    readAt: z.iso.datetime().optional(),
    agree: z.boolean(),
    /** Still listed although a GET says 404. */
    ghosts: z.array(z.string()),
  }),
  /** sha256 of the journal's last line when this was written. */
  journalHead: digest,
});

export type Evidence = z.infer<typeof evidenceSchema>;

/**
 * Writes evidence.json whole or not at all.
 * @throws SundownError file_unwritable
 */
export async function writeEvidence(path: string, evidence: Evidence): Promise<void> {
  const text = `${JSON.stringify(evidenceSchema.parse(evidence), null, 2)}\n`;
  const draft = `${path}.part`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(draft, "w", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (cause) {
    throw new SundownError("file_unwritable", {
      message: `The evidence cannot be written to ${path}: ${cause instanceof Error ? cause.message : String(cause)}`,
      place: path,
      cause,
    });
  }
}
