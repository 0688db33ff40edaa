import { describe, expect, test } from "vitest";
import { evaluateGate, gateRules } from "../../core/gate/evaluate-gate.ts";
import { unknown } from "../../core/gate/fact.ts";
import type { GateFacts } from "../../core/gate/gate-facts.ts";
import type { Purpose } from "../../core/gate/verdict.ts";
import { gateMessages } from "../../core/messages/gate-messages.ts";
import { approvalRows } from "./approval-rows.ts";
import {
  ada,
  at,
  ben,
  cleo,
  factNames,
  factsOf,
  passingValues,
  policyWith,
  review,
  reviews,
  withChange,
} from "./passing-facts.ts";
import { runRows } from "./run-rows.ts";

const purposes: readonly Purpose[] = ["check", "local", "run", "verify", "release", "trim", "cancel"];
const other = "f".repeat(40);
test.each(purposes)("the plain good facts pass for %s", (purpose) => {
  expect(evaluateGate(factsOf(passingValues), purpose)).toMatchObject({ outcome: "pass", reasons: [] });
});

describe("one wrong fact, one reason", () => {
  const rows = [...approvalRows, ...runRows];

  test.each(rows)("%s (%s): %s", (_name, purpose, code, facts) => {
    const verdict = evaluateGate(facts, purpose);
    expect(verdict.outcome).toBe("refuse");
    expect(verdict.reasons.map((reason) => reason.code)).toContain(code);
    for (const reason of verdict.reasons) {
      expect(reason.message).not.toBe("");
      expect(reason.remedy).not.toBe("");
    }
  });

  test.each(gateRules.map((rule) => [rule.name, rule] as const))(
    "without the rule that %s some of them would pass unnoticed",
    (_name, left) => {
      const missed = rows.filter(([, purpose, code, facts]) => {
        const others = gateRules.filter((rule) => rule !== left && rule.purposes.includes(purpose));
        return !others.flatMap((rule) => rule.evaluate(facts, purpose)).some((said) => said.code === code);
      });
      expect(missed.length).toBeGreaterThan(0);
    },
  );

  /** What comes after a purpose judges everything again that was judged for it. */
  const later: Readonly<Record<Purpose, readonly Purpose[]>> = {
    check: ["local", "run", "verify", "release", "trim", "cancel"],
    local: ["run", "verify", "release", "trim", "cancel"],
    run: ["verify", "release", "trim", "cancel"],
    verify: [],
    release: ["trim", "cancel"],
    trim: ["cancel"],
    cancel: [],
  };

  test.each(rows)("%s (%s): %s, and for every purpose after it", (_name, purpose, code, facts) => {
    for (const after of later[purpose]) {
      // Where the state lies matters until the teardown, which the cancel comes after.
      if (code === "state_in_doomed_subscription" && after !== "verify") continue;
      // The run begins with the merge, and so does the quiet period: only what changes something waits for its end.
      if (code === "quiet_period_running" && (after === "run" || after === "verify")) continue;
      const codes = evaluateGate(facts, after).reasons.map((reason) => reason.code);
      expect(codes, after).toContain(code);
    }
  });

  test("every code of the gate's rules is in the table", () => {
    const tested = new Set(rows.map(([, , code]) => code));
    const outside =
      /^(github_|action_|approval_missing|gate_|policy_unreadable|pull_request_unknown|run_token|comment_)/;
    const codes = Object.keys(gateMessages).filter((code) => !outside.test(code));
    expect(codes.filter((code) => !tested.has(code))).toEqual([]);
  });
});

describe("a fact that is not known", () => {
  test.each(factNames)("%s refuses every purpose that needs it", (name) => {
    const facts = { ...factsOf(passingValues), [name]: unknown("GitHub did not answer") };
    const ofVerify = name === "drift" || name === "stateAccounts";
    const verdict = evaluateGate(facts, ofVerify ? "verify" : "cancel");
    expect(verdict.outcome).toBe("refuse");
    expect(verdict.reasons.map((reason) => reason.code)).toContain("gate_fact_unknown");
  });
});

describe("what does not refuse", () => {
  const rows: readonly [string, Purpose, GateFacts][] = [
    [
      "a comment after the approval",
      "local",
      reviews(review(1, ben), review(2, cleo), review(3, ben, { state: "COMMENTED" })),
    ],
    [
      "more approvals than needed, one of the author's",
      "local",
      reviews(review(1, ben), review(2, cleo), review(3, ada)),
    ],
    [
      "changes asked, then approved",
      "local",
      reviews(review(1, ben, { state: "CHANGES_REQUESTED" }), review(2, cleo), review(3, ben)),
    ],
    ["at the very end of its age", "local", { ...factsOf(passingValues), now: at("09T10:01") }],
    [
      "in the very second of the second approval",
      "local",
      { ...factsOf(passingValues), now: at("02T10:02") },
    ],
    [
      "somebody else as co-author",
      "local",
      withChange("commits", [
        { sha: other, author: ada, committer: ada, coAuthors: ["eve"], unknownCoAuthors: [] },
      ]),
    ],
    [
      "one approver named, the other in the policy's team",
      "local",
      factsOf({
        ...passingValues,
        policy: policyWith({ who: { permission: "write", logins: ["eve", "Ben"], teams: ["platform"] } }),
        rights: { ...passingValues.rights, teamMembers: ["cleo"] },
      }),
    ],
    ["a later tip with the same files", "local", withChange("repository", { tip: other })],
    [
      "a dispatch on the default branch",
      "run",
      withChange("run", { event: "workflow_dispatch", headSha: other }),
    ],
    ...(["verify", "trim", "cancel"] as const).map((purpose): [string, Purpose, GateFacts] => [
      "past due, as the manifest acknowledges",
      purpose,
      factsOf({
        ...passingValues,
        documents: { ...passingValues.documents, acknowledgesPastDue: true },
        live: { ...passingValues.live, state: "PastDue" },
      }),
    ]),
    [
      "a second attempt with a second release",
      "release",
      factsOf({
        ...passingValues,
        run: { ...passingValues.run, attempt: 2 },
        execution: { ...passingValues.execution, attempt: 2 },
        jobs: [
          ...passingValues.jobs,
          { name: "cancel", attempt: 2, status: "in_progress", conclusion: undefined, started: true },
        ],
        environmentApprovals: [...passingValues.environmentApprovals, ...passingValues.environmentApprovals],
      }),
    ],
  ];

  test.each(rows)("%s (%s)", (_name, purpose, facts) => {
    expect(evaluateGate(facts, purpose).reasons).toEqual([]);
  });
});

const secondAttempt = {
  ...passingValues,
  run: { ...passingValues.run, attempt: 2 },
  execution: { ...passingValues.execution, attempt: 2 },
};

test("a second attempt whose job goes by another name refuses, since nobody can count the first", () => {
  const [release] = passingValues.environmentApprovals;
  const facts = factsOf({
    ...secondAttempt,
    jobs: passingValues.jobs.map((job) => (job.name === "cancel" ? { ...job, name: "Cancel it" } : job)),
    environmentApprovals: release === undefined ? [] : [release, release],
  });
  expect(evaluateGate(facts, "release").reasons.map(({ code }) => code)).toEqual([
    "environment_not_approved",
  ]);
});

test("a second attempt with only the first one's release refuses", () => {
  const facts = factsOf({
    ...secondAttempt,
    jobs: [
      ...passingValues.jobs,
      { name: "cancel", attempt: 2, status: "in_progress", conclusion: undefined, started: true },
    ],
  });
  expect(evaluateGate(facts, "release").reasons.map(({ code }) => code)).toEqual([
    "environment_not_approved",
  ]);
});

test("all reasons are reported together", () => {
  const facts = factsOf({
    ...passingValues,
    pullRequest: { ...passingValues.pullRequest, merged: false, baseRef: "dev" },
    reviews: [],
  });
  expect(evaluateGate(facts, "local").reasons.map(({ code }) => code)).toEqual([
    "pull_request_not_merged",
    "pull_request_wrong_base",
    "too_few_approvals",
  ]);
});

test("every rule has a name of its own and belongs to a purpose", () => {
  expect(new Set(gateRules.map((rule) => rule.name)).size).toBe(gateRules.length);
  expect(gateRules.filter((rule) => rule.purposes.length === 0)).toEqual([]);
});
