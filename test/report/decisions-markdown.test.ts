import { describe, expect, test } from "vitest";
import { checkComment } from "../../core/gate/check-comment.ts";
import type { Manifest } from "../../core/manifest/manifest.ts";
import { parseManifest } from "../../core/manifest/parse-manifest.ts";
import { strictPolicy } from "../../core/policy/policy.ts";
import { decisionsMarkdown } from "../../core/report/decisions-markdown.ts";
import { bytesOf, COMPLETE, database, dependent, smallPlan, storage } from "../manifest/small-plan.ts";

function decided(text: string): Manifest {
  const { manifest, problems } = parseManifest(bytesOf(text), "decommission.yaml");
  if (manifest === undefined) throw new Error(JSON.stringify(problems));
  return manifest;
}

const text = decisionsMarkdown(smallPlan(), decided(COMPLETE));

describe("what was decided", () => {
  test.each([
    ["the reason", "- **Reason:** The shop has moved to another platform."],
    ["a waiver in its own words", "- `rg-data/sql/orders`: **no backup**, It was empty for a year."],
    ["a backup's artifacts and size", "- `rg-data/stdata`: 1 artifact, 1.0 KiB, on"],
    ["a lock that is removed, with its notes", "- `keep`, `CanNotDelete` on `rg-data`: ask finance"],
    ["a purge and why", "- `westeurope/kv`: purge it"],
    ["a role that is trimmed", "- `App operator`: keeps `/subscriptions/bbbbbbbb"],
    ["a role that is deleted", "- `Old`: deleted"],
    ["what was acknowledged", "- billing: `support-plan`"],
    ["what breaks elsewhere", `- dependent: \`${dependent}\``],
  ])("shows %s", (_what, line) => {
    expect(text).toContain(line);
  });

  test("shows a waiver and the reason without opening anything, and has no table", () => {
    const open = text.replaceAll(/<details>[\s\S]*?<\/details>/g, "");
    expect(open).toContain("It was empty for a year.");
    expect(open).toContain("**Reason:**");
    expect(open).not.toContain("support-plan");
    expect(text).not.toMatch(/^\|/m);
  });

  test("shows moves, and says nothing of what was not asked", () => {
    const to = "/subscriptions/bbbbbbbb-1111-4222-8333-444444444444/resourceGroups/kept";
    const manifest = { ...decided(COMPLETE), moves: [{ id: storage, to }], locks: [], purges: [] };
    const moved = decisionsMarkdown(smallPlan(), manifest);
    expect(moved).toContain(`- \`rg-data/stdata\` to \`${to}\``);
    expect(moved).not.toMatch(/lock|purged/);
  });

  test("shows purges and removed locks, with their notes, above what is folded; a long list is folded", () => {
    const manifest = decided(COMPLETE);
    const open = decisionsMarkdown(smallPlan(), manifest).replaceAll(/<details>[\s\S]*?<\/details>/g, "");
    expect(open).toContain("**1 purged for good, which cannot be taken back:**");
    expect(open).toMatch(/\*\*1 lock removed:\*\*\n\n- .*: \S/);
    const many = Array.from({ length: 11 }, (_, index) => `${storage}${index}`);
    expect(decisionsMarkdown(smallPlan(), { ...manifest, purges: many })).toContain(
      "<details><summary>11 purged for good",
    );
  });

  test("a reason can be no markup", () => {
    const reason = "<img src=x> [go](https://example.org) @octocat |\n## Approved";
    const manifest = {
      ...decided(COMPLETE),
      reason,
      backups: [{ of: database, waived: reason }],
      acknowledge: [reason],
    };
    const shown = decisionsMarkdown(smallPlan(), manifest);
    expect(shown).not.toMatch(/<img|\[go\]|@octocat|https:\/\/|^## /m);
  });
});

test("the comment on a pull request shows what was decided, and folds its wide tables", () => {
  const plan = smallPlan();
  const comment = checkComment({
    folder: "decommission/shop",
    plan,
    manifest: decided(COMPLETE),
    subscriptionName: "Contoso: Retail #2",
    approvalDigest: "a".repeat(64),
    reasons: [],
    problems: [],
    approvals: { approvers: [], required: 2 },
    policy: strictPolicy,
  });
  expect(comment).toContain(text);
  const open = comment.replace(text, "").replaceAll(/<details>(?:(?!<details>)[\s\S])*?<\/details>/g, "");
  expect(open.replaceAll(/<details>(?:(?!<details>)[\s\S])*?<\/details>/g, "")).not.toMatch(/^\| /m);
  expect(comment).toContain("<details><summary>What goes</summary>");
});
