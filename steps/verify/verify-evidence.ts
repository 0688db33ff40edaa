import { basename, dirname, join, resolve } from "node:path";
import { sha256 } from "../../core/digest.ts";
import { checkEvidence, type EvidenceWitnesses } from "../../core/evidence/check-evidence.ts";
import { evidenceMarkdown } from "../../core/evidence/evidence-markdown.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { parsePlan } from "../../core/plan/parse-plan.ts";
import { readIfThere } from "../approval/read-if-there.ts";
import { decommissionFolder, readNamedFile } from "../decommission-folder.ts";
import { readJournalIfThere } from "../status/read-journal.ts";
import type { StepContext } from "../step-context.ts";

export interface VerifyEvidenceOptions {
  /** The evidence file. */
  readonly evidence: string;
  /** The decommission folder whose plan, manifest and journal it is held against; only itself without one. */
  readonly folder?: string;
}

export interface VerifyEvidenceResult {
  readonly evidence: string;
  /** Of the file: what an attestation names. */
  readonly sha256: string;
  readonly subscription: { readonly id: string; readonly name?: string };
  readonly approvalDigest: string;
  readonly entries: number;
  readonly cancel?: string;
  readonly cancelledAt?: string;
  readonly reactivatedAt?: string;
  /** The files it was held against besides itself. */
  readonly heldAgainst: readonly string[];
}

/**
 * `sundown verify --evidence`: the document is as it was written, its journal is one chain, everything in it is what
 * the journal says, and it fits the plan, the manifest and the journal of the folder, as far as they are there. A page
 * of the same name beside it says the same, too.
 *
 * @throws SundownError file_unreadable, and of the first thing that does not hold (every such in `data.problems`)
 *   evidence_unreadable, evidence_altered, evidence_chain_broken, evidence_differs, evidence_digest_mismatch,
 *   evidence_incomplete, evidence_journal_mismatch, evidence_page_differs; the code of a plan that cannot be trusted
 */
export async function verifyEvidence(
  options: VerifyEvidenceOptions,
  context: StepContext,
): Promise<VerifyEvidenceResult> {
  const path = resolve(context.workingDirectory, options.evidence);
  const bytes = await readNamedFile(path, context.workingDirectory);
  const { heldAgainst, ...witnesses } = await readWitnesses(options.folder, path, context);
  const checked = checkEvidence(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes), witnesses);
  if ("problems" in checked) {
    const [{ code, message, at }] = checked.problems;
    throw new SundownError(code, {
      message,
      place: /^\d+:\d+$/.test(at) ? `${path}:${at}` : `${path}${at === "" ? "" : `#${at}`}`,
      data: { problems: checked.problems },
    });
  }
  const { subscription, approvalDigest, journal, cancel } = checked.evidence;
  const digest = sha256(bytes);
  const page = await comparePage(path, evidenceMarkdown(checked.evidence, digest));
  return {
    evidence: path,
    sha256: digest,
    subscription,
    approvalDigest,
    entries: journal.length,
    ...(cancel === undefined ? {} : { cancel: cancel.outcome }),
    ...(cancel?.acceptedAt === undefined ? {} : { cancelledAt: cancel.acceptedAt }),
    ...(cancel?.reactivatedAt === undefined ? {} : { reactivatedAt: cancel.reactivatedAt }),
    heldAgainst: page === undefined ? heldAgainst : [...heldAgainst, page],
  };
}

/** The page for people beside the document says what the document says; the page's path, where there is one. */
async function comparePage(evidence: string, told: string): Promise<string | undefined> {
  const path = join(dirname(evidence), `${basename(evidence, ".json")}.md`);
  const bytes = await readIfThere(path, "/");
  if (bytes === undefined) return undefined;
  const lines = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes).split("\n");
  const wanted = told.split("\n");
  const differs = wanted.findIndex((line, index) => line !== lines[index]);
  if (differs < 0 && lines.length === wanted.length) return path;
  const line = (differs < 0 ? wanted.length : differs) + 1;
  throw new SundownError("evidence_page_differs", {
    message: `Line ${line} of ${path} is not what the evidence says.`,
    place: `${path}:${line}`,
  });
}

async function readWitnesses(
  path: string | undefined,
  evidence: string,
  { workingDirectory }: StepContext,
): Promise<EvidenceWitnesses & { readonly heldAgainst: readonly string[] }> {
  if (path === undefined) return { heldAgainst: [] };
  const folder = decommissionFolder(path);
  const plan = await readIfThere(folder.plan, workingDirectory);
  const manifest = await readIfThere(folder.manifest, workingDirectory);
  // Evidence of a runner has a journal of its own; what lies beside this one was made from it.
  const isOwn = dirname(evidence) === resolve(folder.run);
  const journal = isOwn ? ((await readJournalIfThere(folder.journal)) ?? "missing") : undefined;
  return {
    ...(plan === undefined ? {} : { plan: parsePlan(new TextDecoder().decode(plan), folder.plan) }),
    ...(manifest === undefined ? {} : { manifest }),
    ...(journal === undefined ? {} : { journal }),
    heldAgainst: [
      ...(plan === undefined ? [] : [folder.plan]),
      ...(manifest === undefined ? [] : [folder.manifest]),
      ...(isOwn ? [folder.journal] : []),
    ],
  };
}
