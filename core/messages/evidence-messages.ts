import { defineMessages } from "./definition.ts";

/** What checking evidence can say. */
export const evidenceMessages = defineMessages({
  evidence_verified: {
    level: "info",
    meaning: "The evidence is whole: its chain, everything told from it and its digests hold.",
  },
  evidence_unreadable: {
    level: "error",
    meaning: "A file is no evidence: not JSON, or not of the published schema.",
    remedy: "Give the evidence.json of a run; docs/schema/evidence.schema.json describes it.",
    exit: 2,
  },
  evidence_altered: {
    level: "error",
    meaning: "The evidence's text is not as it was written.",
    remedy: "Get the file from where it was kept, and compare its sha256 with its attestation.",
    exit: 3,
  },
  evidence_chain_broken: {
    level: "error",
    meaning: "An entry of the evidence's journal was changed, added or taken out.",
    remedy: "Get the file from where it was kept, and compare its sha256 with its attestation.",
    exit: 3,
  },
  evidence_differs: {
    level: "error",
    meaning: "Something in the evidence is not what its journal says.",
    remedy: "Get the file from where it was kept, and compare its sha256 with its attestation.",
    exit: 3,
  },
  evidence_digest_mismatch: {
    level: "error",
    meaning: "The evidence is about another plan or manifest than those in the decommission folder.",
    remedy: "Check out the commit that was merged; the evidence names it under `approvals`.",
    exit: 3,
  },
  evidence_incomplete: {
    level: "error",
    meaning: "Something that the plan or the journal holds is missing in the evidence.",
    remedy:
      "Get the whole file from where it was kept. Where a run was killed before it could write it, the next run in this folder does; if it was complete before, it was changed.",
    exit: 3,
  },
  evidence_journal_mismatch: {
    level: "error",
    meaning: "The journal lacks what the evidence beside it has: it was deleted, shortened or made anew.",
    remedy:
      "Restore run/journal.jsonl from a copy, such as the workflow run's artifact; both files were left as they are. Where no copy is left, move the whole run folder to where evidence is kept.",
    exit: 3,
  },
  evidence_page_differs: {
    level: "error",
    meaning: "The page beside the evidence does not say what the evidence says.",
    remedy:
      "Go by evidence.json. The page was changed, or another version of Sundown wrote it: check it with that one.",
    exit: 3,
  },
});
