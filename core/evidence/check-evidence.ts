import { approvalDigest, canonicalJson } from "../digest.ts";
import type { MessageCode } from "../messages/registry.ts";
import { parseJson } from "../parse-json.ts";
import type { Plan } from "../plan/plan.ts";
import { positionOf } from "../text-position.ts";
import { type Evidence, evidenceSchema } from "./evidence.ts";
import { findMissing } from "./find-missing.ts";
import { JOURNAL_START, type JournalEntry, printLine } from "./journal-entry.ts";
import { printEvidence } from "./print-evidence.ts";
import { approvedManifest, tellEvidence } from "./tell-evidence.ts";

/** What evidence is held against besides itself; what is absent is not compared. */
export interface EvidenceWitnesses {
  readonly plan?: Plan;
  /** The bytes of decommission.yaml. */
  readonly manifest?: Uint8Array;
  /** The journal beside it: evidence may know neither less nor more. */
  readonly journal?: readonly JournalEntry[] | "missing";
}

export interface EvidenceProblem {
  readonly code: MessageCode;
  readonly message: string;
  /** JSON pointer into the document (RFC 6901), or `line:column` of the text; empty for the whole. */
  readonly at: string;
}

export type EvidenceCheck =
  | { readonly evidence: Evidence }
  /** At least one. */
  | { readonly problems: readonly [EvidenceProblem, ...EvidenceProblem[]] };

/**
 * Whether a document is evidence that nobody changed: its shape, its bytes, the chain over its journal, everything
 * told from the journal, the digests, and that nothing is missing. Where one of these fails, the later ones would
 * only repeat it and are not looked at. Whoever rewrites all of it consistently is found only by the witnesses or by
 * an attestation of the file's sha256.
 */
export function checkEvidence(text: string, witnesses: EvidenceWitnesses = {}): EvidenceCheck {
  const read = readEvidence(text);
  if ("problems" in read) return read;
  const { evidence } = read;
  const checks = [
    () => differingBytes(text, evidence),
    () => brokenChain(evidence),
    () => untrueMembers(evidence),
    () => wrongDigests(evidence, witnesses),
    () => findMissing(evidence, witnesses),
  ];
  for (const check of checks) {
    const [first, ...others] = check();
    if (first !== undefined) return { problems: [first, ...others] };
  }
  return { evidence };
}

function readEvidence(text: string): EvidenceCheck {
  const unreadable = (message: string, at: string): EvidenceProblem => ({
    code: "evidence_unreadable",
    message,
    at,
  });
  const read = parseJson(text);
  if ("error" in read) {
    const { message, at } = read.error;
    return { problems: [unreadable(`It is not JSON: ${message}.`, `${at.line}:${at.column}`)] };
  }
  const json = read.value;
  if (isPlan(json)) {
    return {
      problems: [unreadable("It is a plan, not evidence: evidence is what a run leaves in run/.", "")],
    };
  }
  const parsed = evidenceSchema.safeParse(json);
  if (parsed.success) return { evidence: parsed.data };
  const [first, ...others] = parsed.error.issues.slice(0, 20).map(({ path, message }) => {
    const at = pointer(path.map(String));
    return unreadable(`${at === "" ? "The document" : at}: ${message}`, at);
  });
  return { problems: [first ?? unreadable("It is no evidence.", ""), ...others] };
}

function isPlan(json: unknown): boolean {
  return typeof json === "object" && json !== null && "operations" in json && !("journal" in json);
}

function differingBytes(text: string, evidence: Evidence): EvidenceProblem[] {
  const printed = printEvidence(evidence);
  if (printed === text) return [];
  let same = 0;
  while (same < text.length && text[same] === printed[same]) same += 1;
  const { line, column } = positionOf(text, same);
  const at = `${line}:${column}`;
  return [
    { code: "evidence_altered", message: `The text differs at ${at} from how evidence is written.`, at },
  ];
}

function brokenChain({ journal, journalHead }: Evidence): EvidenceProblem[] {
  let before = JOURNAL_START;
  for (const [index, entry] of journal.entries()) {
    if (entry.before !== before) {
      const where = index === 0 ? "The journal's first entry names" : `Entry ${index + 1} names`;
      const message = `${where} ${entry.before} as the entry before it, which has ${before}: one of the two was changed, or what stood between them is gone.`;
      return [{ code: "evidence_chain_broken", message, at: `/journal/${index}` }];
    }
    before = printLine(entry).digest;
  }
  if (before === journalHead) return [];
  const message = `The journal's last entry has ${before}, not the head ${journalHead}.`;
  return [{ code: "evidence_chain_broken", message, at: "/journalHead" }];
}

function untrueMembers(evidence: Evidence): EvidenceProblem[] {
  const told = tellEvidence(evidence.journal);
  if (told === undefined) {
    const message = "The journal in it holds no approved run, so nothing in it can be told.";
    return [{ code: "evidence_incomplete", message, at: "/journal" }];
  }
  const at = firstDifference(
    JSON.parse(canonicalJson(evidence)) as unknown,
    JSON.parse(canonicalJson(told)) as unknown,
    [],
  );
  if (at === undefined) return [];
  const place = pointer(at);
  return [{ code: "evidence_differs", message: `${place} is not what the journal in it says.`, at: place }];
}

/** The path of the first value that is not the same in both. */
function firstDifference(found: unknown, told: unknown, path: readonly string[]): string[] | undefined {
  if (typeof found !== "object" || typeof told !== "object" || found === null || told === null)
    return found === told ? undefined : [...path];
  const keys = new Set([...Object.keys(found), ...Object.keys(told)]);
  for (const key of keys) {
    if (!Object.hasOwn(found, key) || !Object.hasOwn(told, key)) return [...path, key];
    const at = firstDifference(Reflect.get(found, key), Reflect.get(told, key), [...path, key]);
    if (at !== undefined) return at;
  }
  return undefined;
}

function wrongDigests(evidence: Evidence, { plan, manifest }: EvidenceWitnesses): EvidenceProblem[] {
  const problems: EvidenceProblem[] = [];
  const mismatch = (message: string, at: string): void =>
    void problems.push({ code: "evidence_digest_mismatch", message, at });
  for (const [index, approval] of evidence.approvals.entries()) {
    const text = approvedManifest(evidence.journal, approval.approvalDigest);
    if (text === undefined || approval.planDigest === undefined) continue;
    const digest = approvalDigest(new TextEncoder().encode(text), approval.planDigest);
    if (digest !== approval.approvalDigest)
      mismatch(`The manifest in it has ${digest}, not ${approval.approvalDigest}.`, `/approvals/${index}`);
  }
  if (plan !== undefined && plan.planDigest !== evidence.planDigest)
    mismatch(`plan.json has ${plan.planDigest}, not ${evidence.planDigest ?? "any"}.`, "/planDigest");
  if (plan !== undefined && plan.subscription.id.toLowerCase() !== evidence.subscription.id.toLowerCase())
    mismatch(`plan.json is about ${plan.subscription.id}.`, "/subscription/id");
  if (plan !== undefined && manifest !== undefined) {
    const digest = approvalDigest(manifest, plan.planDigest);
    if (digest !== evidence.approvalDigest)
      mismatch(
        `plan.json and decommission.yaml have ${digest}, not ${evidence.approvalDigest}.`,
        "/approvalDigest",
      );
  }
  return problems;
}

function pointer(path: readonly string[]): string {
  return path.map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
