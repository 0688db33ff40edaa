import { expect, test } from "vitest";
import type { Plan } from "../../core/plan/plan.ts";
import { estateOf, resource, subscriptionId } from "../support/estate.ts";
import { completeManifest, planOf } from "../support/github.ts";
import { gateWorld, runCheck } from "./world.ts";

const HOSTILE = "x|y`<img src=x onerror=alert(1)> @everyone [click](https://evil.example) #1";
const COMMAND = "::set-output name=digest::evil";

function hostilePlan(name: string): Plan {
  const group = `rg ${HOSTILE}`;
  const type = "Microsoft.Network/networkSecurityGroups";
  return planOf(
    estateOf([resource("rg-app", type, "nsg")], {
      subscription: { subscriptionId, displayName: name },
      resourceGroups: [{ name: group, id: `/subscriptions/${subscriptionId}/resourceGroups/rg-app` }],
    }),
  );
}

/** What GitHub renders as Markdown: all but fenced blocks, in which nothing is interpreted. */
function rendered(markdown: string): string {
  return markdown.replaceAll(/^(`{3,}).*\n[\s\S]*?^\1$/gm, "");
}

test("names from outside are neither markup nor mentions", async () => {
  const plan = hostilePlan(HOSTILE);
  const world = await gateWorld({ plan, manifest: completeManifest(plan, { reason: HOSTILE }) });
  const result = await runCheck(world);
  const comment = world.story.repository.comments[0]?.body ?? "";
  expect(result.exitCode).toBe(0);
  expect(comment).toContain(world.story.line);
  for (const text of [rendered(comment), rendered(result.summary)]) {
    expect(text).toContain("Decommission of");
    expect(text).not.toMatch(/<img/i);
    expect(text).not.toMatch(/(^|\s)@everyone/);
    expect(text).not.toMatch(/\[click\]\(https/);
  }
});

test.each([
  ["a line break", `Contoso\n${COMMAND}`],
  ["a right-to-left override", "Contoso \u202edlO"],
  ["a space at its end", "Contoso Old "],
])("a subscription whose name holds %s cannot be approved, and gives no command", async (_what, name) => {
  const plan = hostilePlan(name);
  const world = await gateWorld({ plan, manifest: completeManifest(plan) });
  const result = await runCheck(world);
  expect(result.exitCode).toBe(1);
  expect(result.reasons).toEqual(["manifest_incomplete"]);
  expect(result.outputs["approval-line"]).toBeUndefined();
  expect(result.outputs.digest).toBeUndefined();
  for (const line of result.log.split("\n")) expect(line).not.toMatch(/^\s*::set-output/);
});
