import type { MessageCode } from "../../../core/messages/registry.ts";
import type { Run } from "../../../simulator/github/records.ts";
import * as acts from "../../../simulator/github/repository-acts.ts";
import { approve, completeManifest, FOLDER, mergeStory, type Story, WORKFLOW } from "../../support/github.ts";
import { family, type Scenario } from "./scenario.ts";

const queue = ({ github }: Story) => github.world.user("github-merge-queue[bot]", "Bot");

function onMain(story: Story, files: Record<string, string | null>): string {
  return story.repository.commit({ branch: "main", author: story.people.dora, files });
}

/** The folder as it was merged, to be put back. */
function folderFiles({ repository }: Story): Record<string, string> {
  const files = [...repository.git.filesOf(repository.tip())];
  return Object.fromEntries(
    files.flatMap(([path, file]) => (path.startsWith(FOLDER) ? [[path, file.content.toString()]] : [])),
  );
}

function takeAway(story: Story): void {
  onMain(story, Object.fromEntries(Object.keys(folderFiles(story)).map((path) => [path, null])));
}

/** Another pull request by eve, merged by dora. */
function anotherPullRequest(story: Story, files: Record<string, string | null>): number {
  const { repository, people } = story;
  const head = `side-${repository.pullRequests.length}`;
  repository.createBranch(head, repository.tip(), people.eve);
  repository.commit({ branch: head, author: people.eve, files });
  const { number } = acts.openPullRequest(repository, { head, author: people.eve });
  acts.merge(repository, { pullRequest: number, by: people.dora });
  return number;
}

function dispatched(story: Story): Run {
  return acts.startRun(story.repository, {
    workflow: WORKFLOW,
    event: "workflow_dispatch",
    actor: story.people.dora,
  });
}

const MANIFEST = `${FOLDER}/decommission.yaml`;
const gone: readonly MessageCode[] = ["manifest_changed", "plan_changed"];

/** What became of the folder on the default branch. */
const afterwards = family<(story: Story) => void>(
  [
    [
      "the merge was reverted and put back byte for byte",
      [],
      (story) => {
        const files = folderFiles(story);
        takeAway(story);
        onMain(story, files);
      },
    ],
    [
      "the merge was reverted and put back with other words",
      ["manifest_changed"],
      (story) => {
        const files = folderFiles(story);
        takeAway(story);
        onMain(story, { ...files, [MANIFEST]: `${story.manifest}# again\n` });
      },
    ],
    [
      "the folder was renamed",
      gone,
      (story) => {
        const moved = Object.entries(folderFiles(story)).map(([path, text]) => [
          path.replace(FOLDER, "decommission/older"),
          text,
        ]);
        takeAway(story);
        onMain(story, Object.fromEntries(moved));
      },
    ],
    [
      "the folder was renamed in its case",
      gone,
      (story) => {
        const moved = Object.entries(folderFiles(story)).map(([path, text]) => [
          path.replace(FOLDER, "decommission/Old"),
          text,
        ]);
        takeAway(story);
        onMain(story, Object.fromEntries(moved));
      },
    ],
    [
      "a second pull request changed the manifest",
      ["manifest_changed"],
      (story) => void anotherPullRequest(story, { [MANIFEST]: `${story.manifest}# more\n` }),
    ],
    [
      "a second pull request changed the manifest, a third put it back",
      [],
      (story) => {
        anotherPullRequest(story, { [MANIFEST]: `${story.manifest}# more\n` });
        anotherPullRequest(story, { [MANIFEST]: story.manifest });
      },
    ],
    [
      "a second pull request added a note to the folder",
      [],
      (story) => void anotherPullRequest(story, { [`${FOLDER}/notes.md`]: "later\n" }),
    ],
    [
      "a second decommission was merged beside it",
      [],
      (story) =>
        void anotherPullRequest(story, {
          "decommission/new/decommission.yaml": completeManifest(story.plan),
        }),
    ],
  ],
  (merged) => ({ merged, run: dispatched }),
).map((scenario) => ({ ...scenario, name: `afterwards ${scenario.name}` }));

/** The ways GitHub itself merges. */
const queues: readonly Scenario[] = [
  { name: "merged by a merge queue", merge: (story) => void mergeStory(story, { by: queue(story) }) },
  {
    name: "merged by a merge queue, released by the author",
    refused: ["environment_not_approved"],
    merge: (story) => void mergeStory(story, { by: queue(story) }),
    release: ({ people }, run) =>
      acts.answerEnvironment(run, { environment: "decommission", user: people.ada }),
  },
  {
    name: "merged by a merge queue together with another, whose commit started the run",
    refused: ["run_wrong_commit"],
    merge: (story) => void mergeStory(story, { by: queue(story) }),
    merged: (story) => void anotherPullRequest(story, { "x.txt": "x" }),
    run: ({ repository, people }) =>
      acts.startRun(repository, { workflow: WORKFLOW, event: "push", actor: people.dora }),
    inputs: ({ number }) => ({ "pull-request": String(number) }),
  },
  {
    name: "merged by a merge queue together with another, then dispatched",
    merge: (story) => void mergeStory(story, { by: queue(story) }),
    merged: (story) => void anotherPullRequest(story, { "x.txt": "x" }),
    run: dispatched,
  },
  {
    name: "merged by itself as the author had asked for",
    merge: (story) => void mergeStory(story, { by: story.people.ada }),
  },
  {
    name: "opened against another branch and turned to main before the approvals",
    opened: (story) => {
      const { repository, people, number } = story;
      repository.createBranch("side", repository.tip(), people.ada);
      repository.pullRequest(number).base = "side";
    },
    reviews: (story) => {
      story.repository.pullRequest(story.number).base = "main";
      approve(story);
    },
  },
  {
    name: "closed without a merge",
    refused: [
      "pull_request_not_merged",
      "manifest_changed",
      "plan_changed",
      "gate_fact_unknown",
      "run_wrong_commit",
    ],
    merge: ({ repository, number }) => {
      repository.pullRequest(number).state = "closed";
    },
    run: dispatched,
  },
  {
    name: "the commit was put on main by a push, the pull request stayed open",
    refused: [
      "pull_request_not_merged",
      "manifest_changed",
      "gate_fact_unknown",
      "plan_changed",
      "run_wrong_commit",
    ],
    merge: (story) => void onMain(story, { [MANIFEST]: story.manifest }),
    run: dispatched,
  },
  {
    name: "the default branch was renamed after the merge",
    refused: ["pull_request_wrong_base", "run_wrong_branch"],
    merged: ({ repository, people }) => repository.createBranch("trunk", repository.tip(), people.dora),
    answers: [
      {
        path: "/pulls/1$",
        rewrite: (body) => {
          const text = JSON.stringify(body).replaceAll('"default_branch":"main"', '"default_branch":"trunk"');
          return JSON.parse(text);
        },
      },
    ],
  },
];

/** eve wrote that one, so that her release counts for nothing either. */
const otherwise: readonly MessageCode[] = [
  "pull_request_without_manifest",
  "pull_request_changes_more",
  "gate_fact_unknown",
  "environment_not_approved",
];

/** Which pull request the run says it is about. */
const named = family<(story: Story) => string>(
  [
    ["of no such number", ["github_not_found"], () => "99"],
    ["that is no number", ["action_input_invalid"], () => "1 OR 1"],
    ["of a negative number", ["action_input_invalid"], () => "-1"],
    [
      "that changed something else",
      otherwise,
      (story) => String(anotherPullRequest(story, { "x.txt": "x" })),
    ],
    [
      "that only touched the same folder",
      otherwise,
      (story) => String(anotherPullRequest(story, { [`${FOLDER}/plan.md`]: "# other\n" })),
    ],
  ],
  (number) => {
    let said = "";
    return {
      merged: (story) => {
        said = number(story);
      },
      run: dispatched,
      inputs: () => ({ "pull-request": said }),
    };
  },
).map((scenario) => ({ ...scenario, name: `the run names a pull request ${scenario.name}` }));

export const mergeScenarios: readonly Scenario[] = [...afterwards, ...queues, ...named];
