import * as acts from "../../../simulator/github/repository-acts.ts";
import { approve, FOLDER, mergeStory, type Story } from "../../support/github.ts";
import { family, type Scenario } from "./scenario.ts";

const BRANCH = "retire-old";

function push(story: Story, files: Record<string, string | null>, options: { message?: string } = {}): void {
  story.repository.commit({ branch: BRANCH, author: story.people.ada, files, ...options });
}

function onMain(story: Story, files: Record<string, string | null>): string {
  return story.repository.commit({ branch: "main", author: story.people.dora, files });
}

/** The same content as the head's, as another commit on the same parent. */
function rewrite(story: Story, changes: Record<string, string | null> = {}): string {
  const { repository, people } = story;
  const head = repository.tip(BRANCH);
  const files = [...repository.git.filesOf(head)].map(([path, file]) => [path, file.content]);
  return repository.writeCommit(
    { author: people.ada, message: "written anew", files: { ...Object.fromEntries(files), ...changes } },
    repository.git.commit(head)?.parents ?? [],
  );
}

const stale = ["approval_stale", "too_few_approvals"] as const;
const earlier = ["approval_before_push", "too_few_approvals"] as const;

const afterTheApproval = family<(story: Story) => void>(
  [
    ["a push after the approval", stale, (story) => push(story, { [`${FOLDER}/plan.md`]: "# other\n" })],
    [
      "a comment in the manifest after the approval",
      ["approval_stale", "approval_wrong_digest", "too_few_approvals", "verify_other_digest"],
      (story) => push(story, { [`${FOLDER}/decommission.yaml`]: `${story.manifest}# later\n` }),
    ],
    [
      "a forced push of the same patch",
      earlier,
      (story) => story.repository.push(BRANCH, rewrite(story), story.people.ada, "force_push"),
    ],
    [
      "a forced push of the same patch by an approver",
      [...earlier, "approver_is_pusher"],
      (story) => story.repository.push(BRANCH, rewrite(story), story.people.ben, "force_push"),
    ],
    [
      "a forced push of another patch",
      stale,
      (story) =>
        story.repository.push(
          BRANCH,
          rewrite(story, { [`${FOLDER}/plan.md`]: "# other\n" }),
          story.people.ada,
          "force_push",
        ),
    ],
    [
      "the branch moved away and back again",
      earlier,
      (story) => {
        const head = story.repository.tip(BRANCH);
        story.repository.push(BRANCH, rewrite(story), story.people.ada, "force_push");
        story.repository.push(BRANCH, head, story.people.ada, "force_push");
      },
    ],
    [
      "the branch was updated from main",
      earlier,
      (story) => {
        onMain(story, { "x.txt": "x" });
        acts.updateBranch(story.repository, story.number, story.people.ada);
      },
    ],
    [
      "the branch was deleted and made again",
      earlier,
      (story) => {
        const head = story.repository.tip(BRANCH);
        story.repository.deleteBranch(BRANCH, story.people.ada);
        story.repository.push(BRANCH, head, story.people.ada, "branch_creation");
      },
    ],
    ["an empty commit after the approval", earlier, (story) => push(story, {}, { message: "nothing" })],
    [
      "a push, reverted by another",
      stale,
      (story) => {
        push(story, { "x.txt": "x" });
        push(story, { "x.txt": null });
      },
    ],
    ["main moved on, the branch did not", [], (story) => void onMain(story, { "x.txt": "x" })],
    [
      "a push and fresh approvals",
      [],
      (story) => {
        push(story, { [`${FOLDER}/plan.md`]: "# better\n" });
        approve(story);
      },
    ],
    [
      "the branch was updated, then approved again",
      [],
      (story) => {
        onMain(story, { "x.txt": "x" });
        acts.updateBranch(story.repository, story.number, story.people.ada);
        approve(story);
      },
    ],
    [
      "the pull request was turned to another base",
      ["pull_request_wrong_base", "merge_not_on_default_branch", "manifest_changed", "plan_changed"],
      (story) => {
        story.repository.createBranch("side", story.repository.tip(), story.people.ada);
        story.repository.pullRequest(story.number).base = "side";
      },
    ],
    [
      "the fork it came from is another repository",
      ["pull_request_from_fork"],
      (story) => {
        story.repository.pullRequest(story.number).headRepositoryId = 7;
      },
    ],
    [
      "the repository it came from is gone",
      ["pull_request_from_fork"],
      (story) => {
        story.repository.pullRequest(story.number).headRepositoryId = undefined;
      },
    ],
  ],
  (reviewed) => ({ reviewed }),
);

const theMerge = family<(story: Story) => void>(
  [
    ["merged by squash", [], (story) => void mergeStory(story, { method: "squash" })],
    ["merged by rebase", [], (story) => void mergeStory(story, { method: "rebase" })],
    ["merged by the author", [], (story) => void mergeStory(story, { by: story.people.ada })],
    ["merged by an approver", [], (story) => void mergeStory(story, { by: story.people.ben })],
    [
      "a second change in the merge commit",
      ["merge_changes_more"],
      (story) => void mergeStory(story, { alsoChanges: { "README.md": "changed\n" } }),
    ],
    [
      "a second change in a squash",
      ["merge_changes_more"],
      (story) => void mergeStory(story, { method: "squash", alsoChanges: { "x.txt": "x" } }),
    ],
    [
      "the policy changed inside the merge",
      ["merge_changes_more"],
      (story) => void mergeStory(story, { alsoChanges: { ".github/sundown.yml": "approvals: 2\n" } }),
    ],
    [
      "another manifest inside the merge",
      ["manifest_changed"],
      (story) =>
        void mergeStory(story, {
          alsoChanges: { [`${FOLDER}/decommission.yaml`]: `${story.manifest}# slipped in\n` },
        }),
    ],
    [
      "another plan inside the merge",
      ["plan_changed"],
      (story) =>
        void mergeStory(story, {
          alsoChanges: { [`${FOLDER}/plan.json`]: `${JSON.stringify(story.plan)}\n` },
        }),
    ],
    [
      "the merge left the plan out",
      ["plan_changed"],
      (story) => void mergeStory(story, { alsoChanges: { [`${FOLDER}/plan.json`]: null } }),
    ],
    [
      "another decommission inside the merge",
      ["merge_changes_more"],
      (story) =>
        void mergeStory(story, { alsoChanges: { "decommission/new/decommission.yaml": story.manifest } }),
    ],
  ],
  (merge) => ({ merge }),
);

const afterTheMerge = family<(story: Story) => void>(
  [
    ["other commits on main", [], (story) => void onMain(story, { "a.txt": "a", "b/c.txt": "c" })],
    [
      "many other commits on main",
      [],
      (story) => {
        for (let count = 0; count < 30; count += 1) onMain(story, { [`f${count}.txt`]: String(count) });
      },
    ],
    [
      "the branch was deleted, as GitHub does after a merge",
      [],
      (story) => story.repository.deleteBranch(BRANCH, story.people.dora),
    ],
    ["the branch was used again afterwards", [], (story) => push(story, { "later.txt": "later" })],
    [
      "the manifest changed on main",
      ["manifest_changed"],
      (story) => void onMain(story, { [`${FOLDER}/decommission.yaml`]: `${story.manifest}# later\n` }),
    ],
    [
      "the plan changed on main",
      ["plan_changed"],
      (story) => void onMain(story, { [`${FOLDER}/plan.json`]: "{}\n" }),
    ],
    [
      "the merge was reverted",
      ["manifest_changed", "plan_changed"],
      (story) =>
        void onMain(story, {
          [`${FOLDER}/decommission.yaml`]: null,
          [`${FOLDER}/plan.json`]: null,
          [`${FOLDER}/plan.md`]: null,
        }),
    ],
    [
      "main was forced back to before the merge",
      ["merge_not_on_default_branch", "manifest_changed", "plan_changed", "run_workflow_changed"],
      (story) => {
        const first = story.repository.git.commit(story.repository.tip())?.parents[0] ?? "";
        const bare = story.repository.writeCommit(
          { author: story.people.dora, files: { ".github/workflows/decommission.yml": "on: nothing\n" } },
          [first],
        );
        story.repository.push("main", bare, story.people.dora, "force_push");
      },
    ],
    [
      "main was rewritten with the same content",
      ["merge_not_on_default_branch"],
      (story) => {
        const { repository, people } = story;
        const first = repository.git.commit(repository.tip())?.parents[0] ?? "";
        const files = [...repository.git.filesOf(repository.tip())].map(([path, file]) => [
          path,
          file.content,
        ]);
        const same = repository.writeCommit({ author: people.dora, files: Object.fromEntries(files) }, [
          first,
        ]);
        repository.push("main", same, people.dora, "force_push");
      },
    ],
  ],
  (merged) => ({ merged }),
);

export const historyScenarios: readonly Scenario[] = [...afterTheApproval, ...theMerge, ...afterTheMerge];
