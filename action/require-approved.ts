import type { Manifest } from "../core/manifest/manifest.ts";
import { SundownError } from "../core/messages/sundown-error.ts";
import type { Plan } from "../core/plan/plan.ts";
import type { Policy } from "../core/policy/policy.ts";
import type { GatheredFacts } from "../github/gather-gate-facts.ts";

export interface Approved {
  readonly plan: Plan;
  readonly manifest: Manifest;
  readonly policy: Policy;
  readonly approvalDigest: string;
  /** decommission.yaml exactly as approved. */
  readonly manifestBytes: Uint8Array;
}

/** What was approved, after the gate passed: it is all there then, and if it is not, nothing goes on. */
export function requireApproved({ facts, documents }: GatheredFacts): Approved {
  if (!documents.known || documents.value.manifest === undefined || !facts.policy.known) {
    throw new SundownError("gate_fact_unknown", { message: "What was approved could not be read." });
  }
  const { plan, manifest, manifestBytes, approvalDigest } = documents.value;
  return { plan, manifest, manifestBytes, approvalDigest, policy: facts.policy.value.effective };
}
