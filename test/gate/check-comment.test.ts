import { describe, expect, test } from "vitest";
import { type CheckComment, checkComment, checkSummary } from "../../core/gate/check-comment.ts";
import { type Policy, strictPolicy } from "../../core/policy/policy.ts";
import { estateOf, resource } from "../support/estate.ts";
import { planOf } from "../support/github.ts";

const LIMIT = 65_536;

/** A comment about so many groups, with nothing open. */
function commentOn(groups: number, changes: Partial<CheckComment> = {}): CheckComment {
  const resources = Array.from({ length: groups }, (_, index) =>
    resource(`rg-${"x".repeat(60)}-${index}`, "Microsoft.Network/networkSecurityGroups", `nsg-${index}`, {}),
  );
  const plan = planOf(estateOf(resources));
  return {
    folder: "decommission/old",
    plan,
    manifest: undefined,
    subscriptionName: plan.subscription.name,
    approvalDigest: "a".repeat(64),
    reasons: [],
    problems: [],
    approvals: { approvers: ["ben"], required: 2 },
    policy: strictPolicy,
    ...changes,
  };
}

const under = (who: Policy["who"]) => checkComment(commentOn(1, { policy: { ...strictPolicy, who } }));

test("what breaks in other subscriptions is not folded away", () => {
  const { plan, ...rest } = commentOn(1);
  const id = "/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/theirs";
  const on = plan.resources[0]?.id ?? "";
  const text = checkComment({
    ...rest,
    plan: { ...plan, dependents: [{ id, on, kind: "reference", because: "properties.subnet.id" }] },
  });
  const above = text.slice(0, text.indexOf("<details>"));
  expect(above).toContain(id);
  expect(above).toContain("## Breaks elsewhere");
});

test("the second line tells which subscription it is, whatever its name", () => {
  const { plan, ...rest } = commentOn(1);
  const subscription = {
    ...plan.subscription,
    tenantId: "t-1",
    state: "Enabled",
    quotaId: "MSDN_2014-09-01",
  };
  const [, second] = checkComment({ ...rest, plan: { ...plan, subscription } }).split("\n\n");
  expect(second).toBe(
    `**Subscription:** \`${subscription.id}\`, tenant \`t-1\`, state \`Enabled\`, offer \`MSDN_2014-09-01\``,
  );
});

describe("who must approve", () => {
  test("people with the role, when nobody is named", () => {
    expect(under({ permission: "write" })).toContain("It counts from people with at least the role `write`");
  });

  test("who is named, by login and by team", () => {
    expect(under({ permission: "maintain", logins: ["ben"], teams: ["platform"] })).toContain(
      "It counts from `ben`, members of `platform` with at least the role `maintain`",
    );
  });

  test("how long it holds, and how it is renewed", () => {
    expect(under({ permission: "write" })).toContain("after 7 days; the same line in a new review renews it");
  });

  test("no line to approve with while it cannot be read who has approved", () => {
    const text = checkComment(commentOn(1, { approvals: undefined }));
    expect(text).not.toContain("sundown approve");
    expect(text).toContain("### Approval");
  });
});

describe("a plan too large for a comment", () => {
  const comment = commentOn(900);
  const text = checkComment(comment);

  test("leaves out whole sections, says so and where they are, and keeps the line", () => {
    expect(text.length).toBeLessThan(LIMIT);
    expect(text).toContain(`sundown approve ${comment.subscriptionName} ${"a".repeat(64)}`);
    expect(text).toMatch(/### What goes\n\n\*\*Too long to be shown here\.\*\* It is in the job's summary/);
    // Nothing is cut in its middle: every part that opens is closed again.
    expect(text.split("<details>")).toHaveLength(text.split("</details>").length);
  });

  test("shows in the job's summary what plan.md shows", () => {
    const whole = checkSummary(comment);
    expect(whole).not.toContain("Too long to be shown here");
    expect(Buffer.byteLength(whole)).toBeLessThan(1024 * 1024);
    expect(whole).toContain("`nsg-500`");
    expect(whole).toContain("and 400 more groups in plan.json");
  });
});

test("on a phone: outside of what is folded there is no table but that of open points, and no line is long", () => {
  const open = checkComment(commentOn(5)).replaceAll(/<details>[\s\S]*?<\/details>/g, "");
  expect(open).not.toMatch(/^\|/m);
});
