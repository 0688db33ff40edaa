import { expect, test } from "vitest";
import { estateOf, resource, subscriptionId } from "../support/estate.ts";
import { completeManifest, planOf } from "../support/github.ts";
import { gateWorld, runCheck } from "./world.ts";

const HOSTILE =
  "x|y`<img src=x onerror=alert(1)>\n::set-output name=digest::evil\n@everyone [click](https://evil.example)";

test("names from outside are neither markup, nor mentions, nor workflow commands", async () => {
  const estate = estateOf([resource("rg-app", "Microsoft.Network/networkSecurityGroups", "nsg")], {
    subscription: { subscriptionId, displayName: HOSTILE },
    resourceGroups: [{ name: `rg ${HOSTILE}`, id: `/subscriptions/${subscriptionId}/resourceGroups/rg-app` }],
  });
  const plan = planOf(estate);
  const world = await gateWorld({ plan, manifest: completeManifest(plan, { reason: HOSTILE }) });
  const result = await runCheck(world);
  const comment = world.story.repository.comments[0]?.body ?? "";
  expect(comment).not.toBe("");
  expect(comment).not.toMatch(/<img/i);
  expect(comment).not.toMatch(/(^|\s)@everyone/);
  expect(comment).not.toMatch(/\[click\]\(https/);
  expect(result.outputs.digest ?? "").not.toContain("evil");
  for (const line of result.log.split("\n")) expect(line).not.toMatch(/^\s*::set-output/);
});
