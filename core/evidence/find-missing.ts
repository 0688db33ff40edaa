import { idKey } from "../arm-id.ts";
import { parseManifest } from "../manifest/parse-manifest.ts";
import type { Plan } from "../plan/plan.ts";
import { roleGuid } from "../roles/role-ids.ts";
import type { EvidenceProblem, EvidenceWitnesses } from "./check-evidence.ts";
import type { Evidence } from "./evidence.ts";
import { journalMismatch } from "./journal-mismatch.ts";
import { approvedManifest } from "./tell-evidence.ts";

/**
 * What a plan, or the journal it was made from, says should be in evidence and is not: a chain can be made anew
 * without an entry, but these then name it.
 */
export function findMissing(evidence: Evidence, { plan, journal }: EvidenceWitnesses): EvidenceProblem[] {
  return [
    ...(journal === undefined ? [] : missingEntries(evidence, journal)),
    ...(plan === undefined ? [] : [...missingOperations(evidence, plan), ...missingRoles(evidence, plan)]),
  ];
}

function missing(message: string, at: string): EvidenceProblem {
  return { code: "evidence_incomplete", message, at };
}

function missingEntries(
  { journal: told }: Evidence,
  journal: NonNullable<EvidenceWitnesses["journal"]>,
): EvidenceProblem[] {
  const mismatch = journalMismatch(told, journal === "missing" ? undefined : journal);
  if (mismatch !== undefined) return [{ code: "evidence_journal_mismatch", ...mismatch }];
  const more = journal.length - told.length;
  return more === 0
    ? []
    : [missing(`The journal goes on for ${more} more entries than the evidence has.`, "/journal")];
}

/** Only a teardown in one graph has to account for everything; phases may be done by Pulumi in between. */
function missingOperations(evidence: Evidence, plan: Plan): EvidenceProblem[] {
  const isWhole = evidence.journal.some(
    ({ step, data }) => step === "destroy" && data?.begins === "all" && data.planDigest === plan.planDigest,
  );
  const isEnded = evidence.journal.some(({ step, data }) => step === "destroy" && data?.ends !== undefined);
  if (!isWhole || !isEnded) return [];
  const told = new Set([
    ...evidence.operations.map(({ id }) => id),
    ...evidence.held.map(({ id }) => id),
    ...evidence.pending,
  ]);
  const text = approvedManifest(evidence.journal, evidence.approvalDigest) ?? "";
  const { purges = [] } = parseManifest(new TextEncoder().encode(text), "decommission.yaml").sections;
  const purged = new Set(purges.map(idKey));
  return plan.operations
    .filter(({ id, action, target }) => !told.has(id) && (action !== "purge" || purged.has(idKey(target))))
    .map(({ id }) =>
      missing(`The plan's operation ${id} is neither done nor held nor open in it.`, "/operations"),
    );
}

/** Whoever changes roles notes which of the planned ones Azure's lists then showed as planned. */
function missingRoles({ journal }: Evidence, plan: Plan): EvidenceProblem[] {
  const notes = journal.flatMap(({ step, data }) => (step === "roles" ? [data?.verified] : []));
  const verified = new Set(notes.filter(Array.isArray).flat());
  if (verified.size === 0) return [];
  return plan.roles
    .filter(({ role, change }) => change !== "held" && !verified.has(roleGuid(role)))
    .map(({ name }) => missing(`The change of the custom role ${name} is not in it.`, "/roles"));
}
