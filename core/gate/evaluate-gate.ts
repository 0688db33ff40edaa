import type { GateFacts } from "./gate-facts.ts";
import type { GateRule } from "./rule.ts";
import { approvalRules } from "./rules/approval-rules.ts";
import { azureRules } from "./rules/azure-rules.ts";
import { contentRules } from "./rules/content-rules.ts";
import { pullRequestRules } from "./rules/pull-request-rules.ts";
import { releaseRules } from "./rules/release-rules.ts";
import { runRules } from "./rules/run-rules.ts";
import type { Purpose, Reason, RuleResult, Verdict } from "./verdict.ts";

/** Every rule of the gate, in the order a person reads the verdict. */
export const gateRules: readonly GateRule[] = [
  ...pullRequestRules,
  ...contentRules,
  ...approvalRules,
  ...runRules,
  ...releaseRules,
  ...azureRules,
];

/**
 * Facts in, verdict out. All rules of the purpose are applied and all reasons reported together; a single
 * reason refuses, and so does a fact that is not known.
 */
export function evaluateGate(facts: GateFacts, purpose: Purpose): Verdict {
  const rules: RuleResult[] = gateRules
    .filter((rule) => rule.purposes.includes(purpose))
    .map((rule) => ({ rule: rule.name, reasons: rule.evaluate(facts, purpose) }));
  const reasons = distinct(rules.flatMap((result) => result.reasons));
  const passed = rules.length > 0 && reasons.length === 0;
  return { outcome: passed ? "pass" : "refuse", reasons, rules };
}

function distinct(reasons: readonly Reason[]): readonly Reason[] {
  return [...new Map(reasons.map((entry) => [`${entry.code}\n${entry.message}`, entry])).values()];
}
