import { describe, expect, test } from "vitest";
import * as acts from "../../simulator/github/repository-acts.ts";
import { approve, FOLDER, mergeStory, reasonsFor, type Story, startStory } from "../support/github.ts";

describe("an approval of something else", () => {
  const cases: readonly [string, string, (story: Story) => void][] = [
    ["not merged", "pull_request_not_merged", (story) => approve(story)],
    [
      "the manifest changed on the default branch",
      "manifest_changed",
      (story) => {
        approve(story);
        mergeStory(story);
        story.repository.commit({
          branch: "main",
          author: story.people.dora,
          files: { [`${FOLDER}/decommission.yaml`]: `${story.manifest}# later\n` },
        });
      },
    ],
    [
      "the merge brought another manifest",
      "manifest_changed",
      (story) => {
        approve(story);
        mergeStory(story, { alsoChanges: { [`${FOLDER}/decommission.yaml`]: `${story.manifest}# evil\n` } });
      },
    ],
    [
      "the merge brought another file",
      "merge_changes_more",
      (story) => {
        approve(story);
        mergeStory(story, { alsoChanges: { ".github/sundown.yml": "approvals: 1\n" } });
      },
    ],
    [
      "the merge was undone by a rewrite",
      "merge_not_on_default_branch",
      (story) => {
        approve(story);
        const before = story.repository.tip();
        mergeStory(story);
        story.repository.push("main", before, story.people.dora, "force_push");
      },
    ],
    [
      "into another branch",
      "pull_request_wrong_base",
      (story) => {
        story.repository.createBranch("release", story.repository.tip(), story.people.dora);
        story.repository.pullRequest(story.number).base = "release";
        approve(story);
        mergeStory(story);
      },
    ],
    [
      "from a fork",
      "pull_request_from_fork",
      (story) => {
        story.repository.pullRequest(story.number).headRepositoryId = 77;
        approve(story);
        mergeStory(story);
      },
    ],
    [
      "a commit of no account",
      "commit_author_unknown",
      (story) => {
        story.repository.commit({
          branch: "retire-old",
          author: story.people.ada,
          authorPerson: { name: "Nobody", email: "nobody@nowhere.example" },
          files: { [`${FOLDER}/plan.md`]: "# by nobody\n" },
        });
        approve(story);
        mergeStory(story);
      },
    ],
  ];

  test.each(cases)("%s: %s", async (_name, code, arrange) => {
    const story = await startStory();
    arrange(story);
    expect(await reasonsFor(story)).toContain(code);
  });

  test("a policy in the pull request loosens nothing", async () => {
    const story = await startStory({ files: { ".github/sundown.yml": "approvals: 1\n" } });
    acts.review(story.repository, { pullRequest: story.number, user: story.people.ben, body: story.line });
    mergeStory(story);
    const reasons = await reasonsFor(story);
    expect(reasons).toContain("pull_request_changes_more");
    expect(reasons).toContain("too_few_approvals");
  });

  test("a policy that was loosened after the pull request was opened does not count", async () => {
    const story = await startStory({ policy: "approvals: 2\n" });
    acts.review(story.repository, { pullRequest: story.number, user: story.people.ben, body: story.line });
    story.repository.commit({
      branch: "main",
      author: story.people.dora,
      files: { ".github/sundown.yml": "approvals: 1\n" },
    });
    mergeStory(story);
    expect(await reasonsFor(story)).toEqual(["too_few_approvals"]);
  });

  test("an undecided manifest", async () => {
    const story = await startStory({ manifest: "subscription:\n  id: x\n  name: 'TODO'\n" });
    approve(story);
    mergeStory(story);
    expect(await reasonsFor(story)).toContain("manifest_incomplete");
  });

  test("a plan with an entry struck out", async () => {
    const story = await startStory();
    const { repository, people, plan } = story;
    repository.commit({
      branch: "retire-old",
      author: people.ada,
      files: { [`${FOLDER}/plan.json`]: JSON.stringify({ ...plan, operations: plan.operations.slice(1) }) },
    });
    approve(story);
    mergeStory(story);
    expect(await reasonsFor(story)).toContain("gate_fact_unknown");
  });
});
