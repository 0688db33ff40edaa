import { describe, expect, test } from "vitest";
import { isSundownError } from "../../core/messages/sundown-error.ts";
import { proveApproval } from "../../github/prove-approval.ts";
import * as acts from "../../simulator/github/repository-acts.ts";
import { approve, FOLDER, mergeStory, type Story, startStory } from "../support/github.ts";

/** Codes of the reasons an approval is refused for; empty when it holds. */
async function reasonsFor(story: Story, now: Date = new Date()): Promise<string[]> {
  try {
    await proveApproval(story.connection, { pullRequest: story.number, now });
    return [];
  } catch (error) {
    if (!isSundownError(error) || error.code !== "approval_missing") throw error;
    const { reasons } = error.data as { reasons: { code: string }[] };
    return reasons.map(({ code }) => code);
  }
}

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

describe("an approval that does not hold", () => {
  const cases: readonly [string, string, (story: Story) => void][] = [
    ["not merged", "pull_request_not_merged", (story) => approve(story)],
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

  test("older than the policy allows", async () => {
    const story = await startStory();
    approve(story);
    mergeStory(story);
    const later = new Date(Date.now() + 8 * 24 * 60 * 60 * 1000);
    expect(await reasonsFor(story, later)).toContain("approval_expired");
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

function approveAs(story: Story, login: string): void {
  const user = story.github.world.user(login);
  acts.review(story.repository, { pullRequest: story.number, user, body: story.line });
  acts.review(story.repository, { pullRequest: story.number, user: story.people.ben, body: story.line });
}
