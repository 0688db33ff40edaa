import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkComment } from "../../core/gate/check-comment.ts";
import type { Reason } from "../../core/gate/verdict.ts";
import { verdictMarkdown } from "../../core/gate/verdict-markdown.ts";
import { strictPolicy } from "../../core/policy/policy.ts";
import { planMarkdown } from "../../core/report/plan-markdown.ts";
import { estatePlan } from "../pulumi/estate-plan.ts";
import { repository } from "../support/run-cli.ts";

const plan = estatePlan(JSON.parse(readFileSync(join(repository, "simulator/estates/demo.json"), "utf8")));
const reason: Reason = {
  code: "resources_left",
  message: "It is not empty: rg-app.",
  remedy: "Finish the teardown.",
};

/** How many columns the widest table has; a phone shows two of words. */
function columns(markdown: string): number {
  return Math.max(
    0,
    ...markdown.split("\n").map((line) => (line.startsWith("|") ? line.split(" | ").length : 0)),
  );
}

test("what people read on a phone has no table wider than two columns", () => {
  const comment = checkComment({
    folder: "decommission/parcel",
    plan,
    subscriptionName: undefined,
    approvalDigest: "a".repeat(64),
    reasons: [reason],
    problems: [{ line: 12, message: "reason is not decided", remedy: "Write why it goes." }],
    approvals: undefined,
    policy: strictPolicy,
  });
  const verdict = verdictMarkdown(
    { outcome: "refuse", reasons: [reason], rules: [{ rule: "nothing is left", reasons: [reason] }] },
    "Before the cancel",
  );
  expect(comment).toContain("- `resources_left`: It is not empty: rg-app.\n  **Do:** Finish the teardown.");
  expect(comment).toContain("- `decommission.yaml:12`: reason is not decided");
  expect(verdict).toContain("- `resources_left`: It is not empty: rg-app.\n  **Do:** Finish the teardown.");
  for (const text of [comment, verdict, planMarkdown(plan)]) expect(columns(text)).toBeLessThanOrEqual(2);
});

test("a group says without being opened when it goes and what of it is not plainly its own", () => {
  expect(planMarkdown(plan)).toMatch(
    /<details><summary><code>rg-parcel-backup<\/code>: wave \d+, 4 resources(?:, \d+ by themselves)?<\/summary>/,
  );
});
