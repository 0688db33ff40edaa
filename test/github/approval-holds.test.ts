import { describe, expect, test } from "vitest";
import { proveApproval } from "../../github/prove-approval.ts";
import * as acts from "../../simulator/github/repository-acts.ts";
import { approve, FOLDER, mergeStory, reasonsFor, startStory } from "../support/github.ts";

describe("an approval that holds", () => {
  test.each(["merge", "squash", "rebase"] as const)("two approvals, merged by %s", async (method) => {
    const story = await startStory();
    approve(story);
    const mergeCommit = mergeStory(story, { method });
    const proof = await proveApproval(story.connection, { pullRequest: story.number, now: new Date() });
    expect(proof).toMatchObject({
      approvalDigest: story.digest,
      planDigest: story.plan.planDigest,
      folder: FOLDER,
      mergeCommit,
      approvers: ["ben", "cleo"],
    });
    expect(Buffer.from(proof.manifestBytes).toString()).toBe(story.manifest);
    expect(JSON.parse(proof.planText)).toEqual(story.plan);
  });

  test("a token that reads contents and pull requests is enough, as docs/how-to/set-up.md says", async () => {
    const story = await startStory();
    approve(story);
    mergeStory(story);
    story.github.limit({ contents: "read", "pull-requests": "read" });
    expect(await reasonsFor(story)).toEqual([]);
    story.github.limit({ contents: "read", "pull-requests": "none" });
    await expect(reasonsFor(story)).rejects.toMatchObject({ code: "github_refused" });
  });

  test("dismissed, then approved again", async () => {
    const story = await startStory();
    approve(story);
    const first = story.repository.pullRequest(story.number).reviews[0];
    acts.dismissReview(story.repository, story.number, first?.id ?? 0);
    acts.review(story.repository, { pullRequest: story.number, user: story.people.ben, body: story.line });
    mergeStory(story);
    expect(await reasonsFor(story)).toEqual([]);
  });

  test("the branch is deleted after the merge, and others went on", async () => {
    const story = await startStory();
    approve(story);
    mergeStory(story);
    story.repository.deleteBranch("retire-old", story.people.dora);
    story.repository.commit({ branch: "main", author: story.people.ben, files: { "other.txt": "later" } });
    expect(await reasonsFor(story)).toEqual([]);
  });

  test("changes were requested and then approved", async () => {
    const story = await startStory();
    const { people, number, repository } = story;
    acts.review(repository, {
      pullRequest: number,
      user: people.ben,
      state: "CHANGES_REQUESTED",
      body: "no",
    });
    approve(story);
    mergeStory(story);
    expect(await reasonsFor(story)).toEqual([]);
  });

  test("more reviews and comments than fit on one page", async () => {
    const story = await startStory();
    const { people, number, repository } = story;
    for (let index = 0; index < 120; index += 1) {
      acts.review(repository, {
        pullRequest: number,
        user: people.dora,
        state: "COMMENTED",
        body: `${index}`,
      });
    }
    approve(story);
    mergeStory(story);
    expect(await reasonsFor(story)).toEqual([]);
  });
});
