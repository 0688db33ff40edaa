import { describe, expect, test } from "vitest";
import * as acts from "../../simulator/github/repository-acts.ts";
import { approve, FOLDER, mergeStory, type Story } from "../support/github.ts";
import { gateWorld, runCheckOf } from "./world.ts";

const GONE = {
  [`${FOLDER}/decommission.yaml`]: null,
  [`${FOLDER}/plan.json`]: null,
  [`${FOLDER}/plan.md`]: null,
};

async function checkOf(story: Story, files: Readonly<Record<string, string | null>>) {
  const { repository, people } = story;
  approve(story);
  mergeStory(story);
  repository.createBranch("tidy", repository.tip(), people.ada);
  repository.commit({ branch: "tidy", author: people.ada, files });
  const { number } = acts.openPullRequest(repository, { head: "tidy", author: people.ada });
  return runCheckOf(story, "tidy", number);
}

describe("a pull request that tidies up", () => {
  test("an ended decommission's folder goes with a note, and nothing to approve", async () => {
    const { story } = await gateWorld();
    const result = await checkOf(story, GONE);
    expect(result.reasons).toEqual([]);
    expect(result).toMatchObject({ exitCode: 0, outputs: { outcome: "none" } });
    expect(result.outputs["approval-line"]).toBeUndefined();
    expect(story.repository.comments[0]?.body).toContain(`Takes away \`${FOLDER}\``);
  });

  test("with another change beside it, it is checked like any other", async () => {
    const { story } = await gateWorld();
    const result = await checkOf(story, { ...GONE, "README.md": "tidy\n" });
    expect(result.exitCode).toBe(1);
    expect(result.reasons).toContain("pull_request_changes_more");
  });

  test("with the plan left behind, it is checked like any other", async () => {
    const { story } = await gateWorld();
    const result = await checkOf(story, { ...GONE, [`${FOLDER}/plan.json`]: "{}\n" });
    expect(result.exitCode).toBe(1);
    expect(result.outputs.outcome).toBe("refused");
  });
});
