import { readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { cancel } from "../../steps/cancel/cancel.ts";
import { roles } from "../../steps/roles/roles.ts";
import { approve, mergeStory, startStory } from "../support/github.ts";
import { changes, customRole, doomed, lifecycleWorld, NAME, other, wait } from "./world.ts";

async function approvedWorld() {
  const world = await lifecycleWorld(
    { roleDefinitions: [customRole(1, [doomed, other])] },
    { policy: "approvals: 2\n" },
  );
  const manifest = await readFile(`${world.folder}/decommission.yaml`, "utf8");
  const story = await startStory({ plan: world.plan, manifest });
  world.clock.now = new Date();
  const context = { ...world.context, now: () => new Date(), github: async () => story.connection };
  const options = { folder: world.folder, pullRequest: story.number, wait };
  return { world, story, context, options, manifest };
}

test("an approved and merged pull request is enough for the roles, and with the typed name for the cancel", async () => {
  const { world, story, context, options } = await approvedWorld();
  approve(story);
  mergeStory(story);

  expect((await roles(options, context)).held).toEqual([]);
  const result = await cancel(options, context);

  expect(result).toMatchObject({ outcome: "cancelled", approvalDigest: story.digest });
  expect(world.questions).toMatchObject([{ code: "roles_confirm" }, { code: "cancel_confirm", typed: NAME }]);
  expect(world.questions[0]?.typed).toBeUndefined();
  const evidence: unknown = JSON.parse(await readFile(result.evidence ?? "", "utf8"));
  expect(evidence).toMatchObject({
    approvals: [{ step: "roles" }, { by: { number: story.number, approvers: ["ben", "cleo"] } }],
  });
});

test("before the approval nothing is asked and nothing is called", async () => {
  const { world, story, context, options } = await approvedWorld();
  mergeStory(story);

  await expect(roles(options, context)).rejects.toMatchObject({ code: "approval_missing" });
  await expect(cancel(options, context)).rejects.toMatchObject({ code: "approval_missing" });
  expect(world.questions).toEqual([]);
  expect(changes(world.simulator)).toEqual([]);
});

test("a folder that is not what was approved is refused, be it one comment", async () => {
  const { world, story, context, options, manifest } = await approvedWorld();
  approve(story);
  mergeStory(story);
  await writeFile(`${world.folder}/decommission.yaml`, `${manifest}# later\n`);

  await expect(roles(options, context)).rejects.toMatchObject({
    code: "approval_for_other_content",
    data: { approved: story.digest },
  });
  expect(changes(world.simulator)).toEqual([]);
});
