import { z } from "zod";
import { lifecycleDates } from "../lifecycle/dates.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { parseManifest } from "../manifest/parse-manifest.ts";
import { type DoneRecord, doneRecordSchema } from "./done-record.ts";
import { EVIDENCE_VERSION, type Evidence, evidenceSchema, type RecordedApproval } from "./evidence.ts";
import { findCancels, type RecordedCancel } from "./find-cancel.ts";
import { type JournalEntry, printLine } from "./journal-entry.ts";
import { recordedRoles } from "./recorded-roles.ts";
import { answeredCalls } from "./tried-calls.ts";

/** The note that every irreversible run begins with, once its approval is proven. */
const approvalNoteSchema = z.looseObject({
  approvalDigest: z.string(),
  planDigest: z.string().exactOptional(),
  approval: evidenceSchema.shape.approvals.element.shape.by,
  executedBy: evidenceSchema.shape.approvals.element.shape.executedBy,
  subscription: evidenceSchema.shape.subscription.exactOptional(),
  cloud: z.string().exactOptional(),
  /** decommission.yaml, character by character; only where this digest is noted for the first time. */
  manifest: z.string().exactOptional(),
});
type ApprovalNote = z.infer<typeof approvalNoteSchema>;

const { held, pending, lists } = evidenceSchema.shape;
const endSchema = z.looseObject({ ends: z.looseObject({ held, pending, lists }) });
const judgedSchema = z.looseObject({ judged: z.record(z.string(), z.unknown()) });
const stateSchema = z.looseObject({
  confirmed: z.literal(true),
  state: z.string(),
  seen: z.array(z.string()),
});
const failureSchema = z.looseObject({ failed: z.object({ code: z.string(), message: z.string() }) });

/**
 * The evidence that a journal gives; `undefined` while no approved run is in it. Nothing but the journal goes in, so
 * that whoever has the evidence can tell it again and compare.
 */
export function tellEvidence(journal: readonly JournalEntry[]): Evidence | undefined {
  const noted = journal.flatMap((entry) => {
    const note = noteOf(entry, approvalNoteSchema);
    return note === undefined ? [] : [{ entry, note }];
  });
  const latest = noted.at(-1)?.note;
  const subscription = noted.findLast(({ note }) => note.subscription !== undefined)?.note.subscription;
  const last = journal.at(-1);
  if (latest === undefined || subscription === undefined || last === undefined) return undefined;
  const end = journal.flatMap((entry) => noteOf(entry, endSchema)?.ends ?? []).at(-1);
  const judged = journal
    .map((entry) => noteOf(entry, judgedSchema)?.judged)
    .findLast((it) => it !== undefined);
  const cancels = findCancels(journal, subscription.id);
  const cancel = tellCancel(journal, cancels.at(-1));
  const manifest = manifestOf(noted.map(({ note }) => note));
  return {
    version: EVIDENCE_VERSION,
    subscription,
    ...(latest.cloud === undefined ? {} : { cloud: latest.cloud }),
    ...(manifest?.reason === undefined ? {} : { reason: manifest.reason }),
    ...(latest.planDigest === undefined ? {} : { planDigest: latest.planDigest }),
    approvalDigest: latest.approvalDigest,
    approvals: noted.map(({ entry, note }) => tellApproval(entry, note)),
    ...(judged === undefined ? {} : { judged }),
    ...tellBackups(manifest?.backups ?? []),
    runs: tellRuns(journal),
    operations: tellOperations(journal),
    held: end?.held ?? [],
    pending: end?.pending ?? [],
    ...(end?.lists === undefined ? {} : { lists: end.lists }),
    roles: recordedRoles(journal),
    ...(cancel === undefined ? {} : { cancel }),
    ...tellFormer(cancels),
    states: journal.flatMap((entry) => {
      const note = noteOf(entry, stateSchema);
      return note === undefined
        ? []
        : [{ at: entry.at, step: entry.step, seen: note.seen, state: note.state }];
    }),
    ...(cancel?.acceptedAt === undefined || cancel.reactivatedAt !== undefined
      ? {}
      : { dates: { ...lifecycleDates(new Date(cancel.acceptedAt)) } }),
    calls: answeredCalls(journal),
    journal: [...journal],
    journalHead: printLine(last).digest,
  };
}

/** The exact text of decommission.yaml that was approved under a digest, where the journal has it. */
export function approvedManifest(
  journal: readonly JournalEntry[],
  approvalDigest: string,
): string | undefined {
  return journal
    .map((entry) => noteOf(entry, approvalNoteSchema))
    .find((note) => note?.approvalDigest === approvalDigest && note.manifest !== undefined)?.manifest;
}

function noteOf<Shape>({ kind, data }: JournalEntry, shape: z.ZodType<Shape>): Shape | undefined {
  return kind === "note" ? shape.safeParse(data).data : undefined;
}

function tellApproval({ at, step }: JournalEntry, note: ApprovalNote): RecordedApproval {
  const { approvalDigest, planDigest, approval, executedBy } = note;
  return {
    at,
    step,
    approvalDigest,
    ...(planDigest === undefined ? {} : { planDigest }),
    by: approval,
    ...(executedBy === undefined ? {} : { executedBy }),
  };
}

function manifestOf(notes: readonly ApprovalNote[]): Partial<Manifest> | undefined {
  const digest = notes.at(-1)?.approvalDigest;
  const text = notes.find((note) => note.approvalDigest === digest && note.manifest !== undefined)?.manifest;
  return text === undefined
    ? undefined
    : parseManifest(new TextEncoder().encode(text), "decommission.yaml").sections;
}

function tellBackups(backups: Manifest["backups"]): Pick<Evidence, "artifacts" | "waived"> {
  return {
    artifacts: backups.flatMap((backup) =>
      "artifacts" in backup ? backup.artifacts.map((artifact) => ({ of: backup.of, ...artifact })) : [],
    ),
    waived: backups.flatMap((backup) => ("waived" in backup ? [backup] : [])),
  };
}

/** Entries of one verb that follow each other; two runs of the same verb in a row are one. */
function tellRuns(journal: readonly JournalEntry[]): Evidence["runs"] {
  const runs: Evidence["runs"] = [];
  for (const { step, at } of journal) {
    const last = runs.at(-1);
    if (last?.step === step) Object.assign(last, { endedAt: at, entries: last.entries + 1 });
    else runs.push({ step, startedAt: at, endedAt: at, entries: 1 });
  }
  return runs;
}

/** What was done and proven last, over all runs; an operation that was begun again since is not done. */
function tellOperations(journal: readonly JournalEntry[]): Evidence["operations"] {
  const done = new Map<string, DoneRecord>();
  for (const { step, kind, about, data } of journal) {
    if (step !== "destroy" || about === undefined) continue;
    if (kind === "intent") done.delete(about);
    const record = kind === "note" ? doneRecordSchema.safeParse(data).data : undefined;
    if (record !== undefined) done.set(about, record);
  }
  return [...done].map(([id, { outcome: _outcome, ...record }]) => ({ id, ...record }));
}

function tellCancel(journal: readonly JournalEntry[], found: RecordedCancel | undefined): Evidence["cancel"] {
  const steps = journal.filter(({ step }) => step === "cancel");
  const state = steps.flatMap((entry) => noteOf(entry, stateSchema) ?? []).at(-1)?.state;
  const failed = steps.flatMap((entry) => noteOf(entry, failureSchema)?.failed ?? refusalOf(entry)).at(-1);
  if (found === undefined && failed === undefined) return undefined;
  const { acceptedAt, correlationId, reactivatedAt, confirmed = false } = found ?? {};
  const done = acceptedAt === undefined ? "already" : "cancelled";
  const notDone = failed === undefined ? "unconfirmed" : "failed";
  return {
    outcome: confirmed ? done : notDone,
    ...(acceptedAt === undefined ? {} : { acceptedAt }),
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(confirmed && state !== undefined ? { state } : {}),
    ...(reactivatedAt === undefined ? {} : { reactivatedAt }),
    ...(failed === undefined || confirmed ? {} : failed),
  };
}

/** Cancels that were taken back before the one that `cancel` tells. */
function tellFormer(cancels: readonly RecordedCancel[]): Pick<Evidence, "formerCancels"> {
  const former = cancels.slice(0, -1).flatMap(({ acceptedAt, correlationId, reactivatedAt }) =>
    reactivatedAt === undefined
      ? []
      : [
          {
            ...(acceptedAt === undefined ? {} : { acceptedAt }),
            ...(correlationId === undefined ? {} : { correlationId }),
            reactivatedAt,
          },
        ],
  );
  return former.length === 0 ? {} : { formerCancels: former };
}

function refusalOf({ kind, data }: JournalEntry): { code: string; message?: string }[] {
  const code = kind === "answer" && data?.accepted === false ? data.error : undefined;
  return typeof code === "string" ? [{ code }] : [];
}
