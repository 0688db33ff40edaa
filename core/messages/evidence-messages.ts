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
      "Run the verb again: every run writes the whole evidence. If it was complete before, it was changed.",
    exit: 3,
  },
});
