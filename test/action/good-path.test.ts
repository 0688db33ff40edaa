import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { sha256 } from "../../core/digest.ts";
import { checkEvidence } from "../../core/evidence/check-evidence.ts";
import { approve, mergeStory } from "../support/github.ts";
import {
  actionWorld,
  changes,
  dispatchedRun,
  pushRun,
  readyToCancel,
  release,
  runCancel,
  runCheck,
  runVerify,
  stateOf,
  tearDown,
} from "./world.ts";

test("check, verify, teardown, cancel: the whole way", async () => {
  const world = await actionWorld();
  const { story } = world;

  const checked = await runCheck(world);
  expect(checked.log).toContain("comment: ");
  expect(checked.exitCode).toBe(0);
  expect(checked.outputs).toMatchObject({
    outcome: "passed",
    digest: story.digest,
    "approval-line": story.line,
  });
  const comment = story.repository.comments[0]?.body ?? "";
  expect(comment).toContain(story.line);
  expect(comment).toContain("rg-app");
  expect(comment).toContain("Operator");

  // The very line of the comment, pasted.
  approve(story, checked.outputs["approval-line"]);
  mergeStory(story);
  const run = pushRun(world);
  const verified = await runVerify(world, run);
  expect(verified.reasons).toEqual([]);
  expect(verified).toMatchObject({ exitCode: 0, outputs: { outcome: "passed", digest: story.digest } });
  expect(changes(world)).toEqual([]);

  await tearDown(world, world.story.plan);
  release(world, run);
  const before = story.github.log().length;
  const cancelled = await runCancel(world, run, { digest: verified.outputs.digest ?? "" });
  expect(cancelled.reasons).toEqual([]);
  expect(cancelled).toMatchObject({ exitCode: 0, outputs: { outcome: "cancelled" } });
  expect(["Disabled", "Warned"]).toContain(stateOf(world));
  expect(story.github.log().length - before).toBeLessThanOrEqual(40);

  const text = await readFile(cancelled.outputs.evidence ?? "", "utf8");
  expect(cancelled.outputs["evidence-sha256"]).toBe(sha256(text));
  const judged = checkEvidence(text, { plan: story.plan });
  expect(judged).toMatchObject({
    evidence: {
      approvalDigest: story.digest,
      approvals: [{ by: { number: story.number, approvers: ["ben", "cleo"] } }],
      judged: { approvedBy: [{ login: "ben" }, { login: "cleo" }], releasedBy: ["eve"] },
      roles: [{ act: "trimRole", before: { properties: { roleName: "Operator" } } }],
      cancel: { outcome: "cancelled" },
    },
  });
});

test("the comment is updated, not repeated", async () => {
  const world = await actionWorld();
  await runCheck(world);
  await runCheck(world);
  const { comments, git, ...repository } = world.story.repository;
  expect(comments).toHaveLength(1);
  expect(git).toBeDefined();
  expect(repository).toBeDefined();
});

test("a cancel refused for an unfinished teardown is tried again with a new release, and not without", async () => {
  const world = await actionWorld();
  const { story } = world;
  approve(story);
  mergeStory(story);
  const run = pushRun(world);
  await runVerify(world, run);
  release(world, run);
  const early = await runCancel(world, run);
  expect(early.exitCode).toBe(1);
  expect(early.reasons).toEqual(["resources_left"]);
  expect(changes(world)).toEqual([]);

  await tearDown(world, world.story.plan);
  run.attempt += 1;
  expect((await runCancel(world, run)).reasons).toEqual(["environment_not_approved"]);
  expect(stateOf(world)).toBe("Enabled");
  release(world, run);
  const again = await runCancel(world, run);
  expect(again).toMatchObject({ exitCode: 0, outputs: { outcome: "cancelled" } });
});

test("dispatched by hand it goes the same way; asked again it says so and calls nothing", async () => {
  const world = await actionWorld();
  const run = await readyToCancel(world, dispatchedRun);
  expect((await runCancel(world, run)).outputs.outcome).toBe("cancelled");
  const done = changes(world).length;
  run.attempt += 1;
  release(world, run);
  const again = await runCancel(world, run);
  expect(again).toMatchObject({ exitCode: 0, outputs: { outcome: "already" } });
  expect(changes(world)).toHaveLength(done);
});
