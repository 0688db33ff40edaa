import { z } from "zod";
import { doneRecordSchema } from "./done-record.ts";
import { journalEntrySchema } from "./journal-entry.ts";
import { ROLE_ACTS } from "./recorded-roles.ts";

/**
 * evidence.json: what was done, on whose approval, and how it is known, in one file. Everything in it but the
 * journal is told from the journal that it carries whole, so that each part can be held against it later.
 */

export const EVIDENCE_VERSION = 1;

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const moment = z.iso.datetime();

const personSchema = z.strictObject({
  login: z.string(),
  at: moment.exactOptional().describe("When GitHub took the review."),
});

/** Ids only: whoever may read the tenant finds the names, and evidence names nobody it need not. */
const executionSchema = z.looseObject({
  identity: z
    .strictObject({
      objectId: z.string().exactOptional(),
      applicationId: z.string().exactOptional(),
      tenantId: z.string().exactOptional(),
    })
    .exactOptional()
    .describe("Who was signed in to Azure, as the token's claims oid, appid (or azp) and tid say."),
  from: z.union([
    z
      .looseObject({
        kind: z.literal("githubActions"),
        repository: z.string().exactOptional(),
        runId: z.string().exactOptional(),
        attempt: z.string().exactOptional(),
        actor: z.string().exactOptional().describe("The login that the run counts as."),
        triggeringActor: z.string().exactOptional().describe("The login that started this attempt."),
      })
      .describe("As the runner's environment said."),
    z.looseObject({ kind: z.literal("commandLine") }),
  ]),
});
export type Execution = z.infer<typeof executionSchema>;

const approvalSchema = z.strictObject({
  at: moment.describe("When the run noted it, having proven it."),
  step: z.string(),
  approvalDigest: digest,
  planDigest: digest.exactOptional(),
  by: z.union([
    z.looseObject({
      kind: z.literal("pullRequest"),
      number: z.int().positive(),
      mergeCommit: z.string().exactOptional(),
      approvers: z.array(z.string()).exactOptional(),
      reviews: z.array(personSchema).exactOptional().describe("The approving reviews."),
    }),
    z
      .looseObject({ kind: z.literal("local") })
      .describe("Names typed on a terminal, where the policy allows it."),
  ]),
  executedBy: executionSchema.exactOptional().describe("Who carried the run out."),
});

const callSchema = z.strictObject({
  at: moment,
  step: z.string(),
  what: z.string().describe("The operation or ARM id it was about."),
  result: z.string(),
  correlationId: z.string().exactOptional().describe("Names the call in Azure's activity log."),
  isError: z.boolean().exactOptional().describe("Whether the result is an error's code."),
});

const heldSchema = z.looseObject({
  id: z.string(),
  target: z.string(),
  code: z.string(),
  until: z.string().exactOptional(),
});

export const evidenceSchema = z.strictObject({
  version: z.literal(EVIDENCE_VERSION),
  subscription: z.strictObject({
    id: z.string(),
    name: z.string().exactOptional(),
    tenantId: z.string().exactOptional(),
  }),
  cloud: z.string().exactOptional(),
  reason: z.string().exactOptional().describe("Why it is taken out of service, from the approved manifest."),
  planDigest: digest.exactOptional(),
  approvalDigest: digest.describe("What was approved last; `approvals` has every approval."),
  approvals: z.array(approvalSchema),
  judged: z
    .looseObject({})
    .exactOptional()
    .describe("What the Action judged right before the cancel: run, rules, reviews, releases."),
  artifacts: z.array(
    z.strictObject({ of: z.string(), url: z.string(), bytes: z.int().nonnegative(), sha256: digest }),
  ),
  waived: z.array(z.strictObject({ of: z.string(), waived: z.string() })),
  runs: z.array(
    z.strictObject({ step: z.string(), startedAt: moment, endedAt: moment, entries: z.int().positive() }),
  ),
  operations: z.array(doneRecordSchema.omit({ outcome: true }).extend({ id: z.string() }).strict()),
  held: z.array(heldSchema).describe("Not done when the last teardown ended."),
  pending: z.array(z.string()),
  lists: z
    .looseObject({ agree: z.boolean(), ghosts: z.array(z.string()) })
    .exactOptional()
    .describe("Whether ARM's lists stopped showing what is gone."),
  roles: z.array(
    z.strictObject({
      role: z.string(),
      act: z.enum(ROLE_ACTS),
      at: moment,
      before: z.unknown(),
      after: z.unknown().exactOptional(),
      correlationId: z.string().exactOptional(),
    }),
  ),
  cancel: z
    .strictObject({
      outcome: z.enum(["cancelled", "already", "unconfirmed", "failed"]),
      acceptedAt: moment.exactOptional(),
      correlationId: z.string().exactOptional(),
      state: z.string().exactOptional(),
      reactivatedAt: moment
        .exactOptional()
        .describe("When Azure accepted that it is enabled again; `dates` no longer hold then."),
      code: z.string().exactOptional(),
      message: z.string().exactOptional(),
    })
    .exactOptional(),
  formerCancels: z
    .array(
      z.strictObject({
        acceptedAt: moment.exactOptional(),
        correlationId: z.string().exactOptional(),
        reactivatedAt: moment,
      }),
    )
    .exactOptional()
    .describe("Cancels that were taken back before the one in `cancel`, oldest first."),
  states: z
    .array(z.strictObject({ at: moment, step: z.string(), seen: z.array(z.string()), state: z.string() }))
    .describe("How the subscription's state went, as it was seen."),
  dates: z.record(z.string(), moment).exactOptional().describe("What follows from the moment of the cancel."),
  calls: z.array(callSchema).describe("Every call that Azure answered."),
  journal: z.array(journalEntrySchema).min(1).describe("Each entry names the sha256 of the one before."),
  journalHead: digest.describe("sha256 of the last entry."),
});

export type Evidence = z.infer<typeof evidenceSchema>;
export type RecordedApproval = Evidence["approvals"][number];
