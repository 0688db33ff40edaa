import { describe, expect, test } from "vitest";
import * as acts from "../../simulator/github/repository-acts.ts";
import { approve, FOLDER, mergeStory, reasonsFor, type Story, startStory } from "../support/github.ts";

describe("an approval that does not count", () => {
  const cases: readonly [string, string, (story: Story) => void][] = [
    [
      "approved by one person",
      "too_few_approvals",
      (story) => {
        acts.review(story.repository, {
          pullRequest: story.number,
          user: story.people.ben,
          body: story.line,
        });
        mergeStory(story);
      },
    ],
    [
      "a push after the approval",
      "approval_stale",
      (story) => {
        approve(story);
        story.repository.commit({
          branch: "retire-old",
          author: story.people.ada,
          files: { [`${FOLDER}/plan.md`]: "# other\n" },
        });
        mergeStory(story);
      },
    ],
    [
      "a force-push with the same patch",
      "approval_before_push",
      (story) => {
        approve(story);
        const { repository, people } = story;
        const parent = repository.git.commit(repository.tip("retire-old"))?.parents ?? [];
        const files = repository.git.filesOf(repository.tip("retire-old"));
        const same = repository.writeCommit(
          {
            author: people.ada,
            message: "the same again",
            files: Object.fromEntries([...files].map(([path, file]) => [path, file.content])),
          },
          parent,
        );
        repository.push("retire-old", same, people.ada, "force_push");
        mergeStory(story);
      },
    ],
    [
      "the branch was updated after the approval",
      "approval_before_push",
      (story) => {
        approve(story);
        story.repository.commit({ branch: "main", author: story.people.dora, files: { "x.txt": "x" } });
        acts.updateBranch(story.repository, story.number, story.people.dora);
        mergeStory(story);
      },
    ],
    [
      "another digest",
      "approval_wrong_digest",
      (story) => {
        approve(story, story.line.replace(/[0-9a-f]{64}$/, "0".repeat(64)));
        mergeStory(story);
      },
    ],
    [
      "a look-alike name",
      "approval_wrong_name",
      (story) => {
        approve(story, story.line.replace("Doomed", "D\u043eomed"));
        mergeStory(story);
      },
    ],
    [
      "no line at all",
      "approval_without_digest",
      (story) => {
        approve(story, "LGTM");
        mergeStory(story);
      },
    ],
    [
      "only a quoted line",
      "approval_without_digest",
      (story) => {
        approve(story, `> ${story.line}`);
        mergeStory(story);
      },
    ],
    [
      "the author approves",
      "approver_is_author",
      (story) => {
        approveAs(story, "ada");
        mergeStory(story);
      },
    ],
    [
      "a bot approves",
      "approver_not_person",
      (story) => {
        const bot = story.github.world.user("merge-helper[bot]", "Bot");
        story.github.world.grant(story.repository, bot, "admin");
        approveAs(story, "merge-helper[bot]");
        mergeStory(story);
      },
    ],
    [
      "a committer approves",
      "approver_is_committer",
      (story) => {
        story.repository.commit({
          branch: "retire-old",
          author: story.people.ben,
          pusher: story.people.ada,
          files: { [`${FOLDER}/plan.md`]: "# by ben\n" },
        });
        approve(story);
        mergeStory(story);
      },
    ],
    [
      "the last pusher approves",
      "approver_is_pusher",
      (story) => {
        story.repository.commit({
          branch: "retire-old",
          author: story.people.ada,
          pusher: story.people.ben,
          files: { [`${FOLDER}/plan.md`]: "# pushed by ben\n" },
        });
        approve(story);
        mergeStory(story);
      },
    ],
    [
      "an approver lost access",
      "approver_without_access",
      (story) => {
        approve(story);
        mergeStory(story);
        story.github.world.grant(story.repository, story.people.ben, "triage");
      },
    ],
    [
      "a review was dismissed",
      "approval_dismissed",
      (story) => {
        approve(story);
        acts.review(story.repository, {
          pullRequest: story.number,
          user: story.people.ben,
          body: story.line,
        });
        const last = story.repository.pullRequest(story.number).reviews.at(-1);
        acts.dismissReview(story.repository, story.number, last?.id ?? 0);
        mergeStory(story);
      },
    ],
    [
      "changes are requested",
      "changes_requested",
      (story) => {
        approve(story);
        acts.review(story.repository, {
          pullRequest: story.number,
          user: story.people.dora,
          state: "CHANGES_REQUESTED",
          body: "wait",
        });
        mergeStory(story);
      },
    ],
    [
      "a ruleset asks for more",
      "too_few_approvals",
      (story) => {
        story.repository.rules.set("main", [
          { type: "pull_request", parameters: { required_approving_review_count: 3 } },
        ]);
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

  test("older than the policy allows", async () => {
    const story = await startStory();
    approve(story);
    mergeStory(story);
    const later = new Date(Date.now() + 8 * 24 * 60 * 60 * 1000);
    expect(await reasonsFor(story, later)).toContain("approval_expired");
  });
});

function approveAs(story: Story, login: string): void {
  const user = story.github.world.user(login);
  acts.review(story.repository, { pullRequest: story.number, user, body: story.line });
  acts.review(story.repository, { pullRequest: story.number, user: story.people.ben, body: story.line });
}
