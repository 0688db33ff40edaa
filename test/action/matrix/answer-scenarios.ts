import type { MessageCode } from "../../../core/messages/registry.ts";
import { family, type Scenario } from "./scenario.ts";

const unknown: readonly MessageCode[] = ["gate_fact_unknown"];

interface Reading {
  readonly what: string;
  readonly path: string;
  /** Verdict when the answer cannot be used; unknown facts without it. */
  readonly unreadable?: readonly MessageCode[];
  readonly refused?: readonly MessageCode[];
  readonly missing?: readonly MessageCode[];
}

/** Every reading of GitHub that a cancel makes. */
const readings: readonly Reading[] = [
  {
    what: "the merge's pull request",
    path: "/commits/\\w+/pulls",
    unreadable: ["github_answer_unreadable"],
    refused: ["github_refused"],
    missing: ["github_not_found"],
  },
  {
    what: "the repository",
    path: "$",
    unreadable: ["github_answer_unreadable"],
    refused: ["github_refused"],
    missing: ["github_not_found"],
  },
  {
    what: "the default branch",
    path: "/branches/",
    unreadable: ["github_answer_unreadable"],
    refused: ["github_refused"],
    missing: ["github_not_found"],
  },
  {
    what: "the pull request",
    path: "/pulls/1$",
    unreadable: ["github_answer_unreadable"],
    refused: ["github_refused"],
    missing: ["github_not_found"],
  },
  { what: "the merge commit", path: "/git/commits/" },
  { what: "the comparison", path: "/compare/" },
  { what: "the files", path: "/pulls/1/files" },
  { what: "the manifest's and the plan's bytes", path: "/git/blobs/" },
  { what: "the branch's rules", path: "/rules/branches/" },
  { what: "the reviews", path: "/pulls/1/reviews" },
  { what: "the commits", path: "/pulls/1/commits" },
  { what: "the pushes", path: "/activity" },
  {
    what: "an approver's role",
    path: "/collaborators/ben/",
    missing: ["approver_without_access", "too_few_approvals"],
  },
  { what: "the run", path: "/actions/runs/\\d+$" },
  { what: "the jobs", path: "/actions/runs/\\d+/jobs" },
  { what: "the environment", path: "/environments/", missing: ["environment_unprotected"] },
  { what: "the releases", path: "/actions/runs/\\d+/approvals" },
];

const unusable: readonly Scenario[] = readings.flatMap(({ what, path, ...codes }) => [
  {
    name: `${what}: 404`,
    refused: codes.missing ?? unknown,
    answers: [{ path, status: 404 }],
  },
  {
    name: `${what}: 403`,
    refused: codes.refused ?? unknown,
    answers: [{ path, status: 403 }],
  },
  {
    name: `${what}: an answer of another shape`,
    refused: codes.unreadable ?? unknown,
    answers: [{ path, rewrite: () => ({ hello: "world" }) }],
  },
  {
    name: `${what}: no content`,
    refused: codes.unreadable ?? unknown,
    answers: [{ path, rewrite: () => null }],
  },
  // Once down, then up again: that is no reason to refuse.
  { name: `${what}: 502, then well again`, answers: [{ path, status: 502 }] },
]);

const lists = readings.filter(({ path }) =>
  ["/pulls/1/files", "/pulls/1/reviews", "/pulls/1/commits", "/activity", "/actions/runs/\\d+/jobs"].includes(
    path,
  ),
);

/** Pages that repeat, lead elsewhere or never end. */
const pages: readonly Scenario[] = lists.flatMap(({ what, path }) => [
  {
    name: `${what}: a next page on another host`,
    refused: unknown,
    answers: [{ path, link: () => '<https://elsewhere.example/page>; rel="next"' }],
  },
  {
    name: `${what}: the same page over and over`,
    refused: unknown,
    answers: [{ path, times: 3, link: (url: string) => `<${url}>; rel="next"` }],
  },
  {
    name: `${what}: limited for a second`,
    answers: [{ path, status: 429, headers: { "retry-after": "1" } }],
  },
]);

function entries(change: (list: readonly unknown[]) => unknown) {
  return (body: unknown) => (Array.isArray(body) ? change(body) : body);
}

const each = (changes: object) => entries((list) => list.map((entry) => Object.assign({}, entry, changes)));

const notMerged: readonly MessageCode[] = [
  "pull_request_not_merged",
  "manifest_changed",
  "plan_changed",
  "run_wrong_commit",
  ...unknown,
];

/** Answers that are well formed and say something else, or leave something out. */
const twisted: readonly Scenario[] = family<{ path: string; rewrite: (body: unknown) => unknown }>(
  [
    ["one file left out", unknown, { path: "/pulls/1/files", rewrite: entries((list) => list.slice(1)) }],
    ["no files", [...unknown], { path: "/pulls/1/files", rewrite: () => [] }],
    ["one commit left out", unknown, { path: "/pulls/1/commits", rewrite: () => [] }],
    ["no pushes", unknown, { path: "/activity", rewrite: () => [] }],
    [
      "the pushes of another branch",
      unknown,
      { path: "/activity", rewrite: each({ ref: "refs/heads/other" }) },
    ],
    [
      "one review left out",
      ["too_few_approvals"],
      { path: "/pulls/1/reviews", rewrite: entries((list) => list.slice(1)) },
    ],
    [
      "a review of a state nobody knows",
      ["review_state_unknown", "too_few_approvals"],
      { path: "/pulls/1/reviews", rewrite: each({ state: "BLESSED" }) },
    ],
    [
      "reviews in small letters",
      ["review_state_unknown", "too_few_approvals"],
      { path: "/pulls/1/reviews", rewrite: each({ state: "approved" }) },
    ],
    [
      "reviews without a commit",
      ["approval_stale", "too_few_approvals"],
      { path: "/pulls/1/reviews", rewrite: each({ commit_id: null }) },
    ],
    [
      "reviews without a time",
      ["approval_before_push", "too_few_approvals"],
      { path: "/pulls/1/reviews", rewrite: each({ submitted_at: undefined }) },
    ],
    ["reviews without a text", unknown, { path: "/pulls/1/reviews", rewrite: each({ body: null }) }],
    [
      "bytes that are not the blob's",
      unknown,
      {
        path: "/git/blobs/",
        rewrite: (body) => Object.assign({}, body, { content: Buffer.from("x").toString("base64") }),
      },
    ],
    [
      "fewer jobs than announced",
      unknown,
      { path: "/actions/runs/\\d+/jobs", rewrite: (body) => Object.assign({}, body, { total_count: 99 }) },
    ],
    [
      "a merge without a commit",
      notMerged,
      { path: "/pulls/1$", rewrite: (body) => Object.assign({}, body, { merge_commit_sha: null }) },
    ],
    [
      "a pull request that is not merged",
      notMerged,
      {
        path: "/pulls/1$",
        rewrite: (body) => Object.assign({}, body, { merged: false, merged_at: null, merged_by: null }),
      },
    ],
    [
      "a comparison that diverged",
      unknown,
      { path: "/compare/", rewrite: (body) => Object.assign({}, body, { status: "diverged" }) },
    ],
    [
      "a comparison without its files",
      unknown,
      { path: "/compare/", rewrite: (body) => Object.assign({}, body, { files: undefined }) },
    ],
    [
      "a role nobody knows",
      ["approver_without_access", "too_few_approvals"],
      {
        path: "/collaborators/ben/",
        rewrite: (body) => Object.assign({}, body, { role_name: "superuser", permission: "superuser" }),
      },
    ],
  ],
  (answer) => ({ answers: [answer] }),
).map((scenario) => ({ ...scenario, name: `GitHub answers with ${scenario.name}` }));

function listed(changes: object) {
  const isManifest = (entry: unknown) => JSON.stringify(entry).includes('"name":"decommission.yaml"');
  return entries((list) =>
    list.map((entry) => (isManifest(entry) ? Object.assign({}, entry, changes) : entry)),
  );
}

/** What a folder's list and the policy's file can be besides plain files. */
const kinds: readonly Scenario[] = family<{ path: string; rewrite: (body: unknown) => unknown }>(
  [
    [
      "the manifest is a link",
      ["manifest_changed", ...unknown],
      { path: "/contents/decommission", rewrite: listed({ type: "symlink" }) },
    ],
    [
      "the manifest is a repository of its own",
      ["manifest_changed", ...unknown],
      { path: "/contents/decommission", rewrite: listed({ type: "submodule" }) },
    ],
    [
      "the manifest is a repository of its own, shown as a file",
      ["manifest_changed", ...unknown],
      { path: "/contents/decommission", rewrite: listed({ sha: "1".repeat(40) }) },
    ],
    ["the policy is a folder", unknown, { path: "/contents/.github/sundown.yml", rewrite: () => [] }],
    [
      "the policy is a link that leads nowhere",
      unknown,
      { path: "/contents/.github/sundown.yml", rewrite: () => ({ type: "symlink", target: "x" }) },
    ],
    [
      "the policy is a link to another file",
      unknown,
      { path: "/contents/.github\\?", rewrite: each({ type: "symlink" }) },
    ],
  ],
  (answer) => ({ story: { policy: "approvals: 2\n" }, answers: [{ ...answer, times: 1 }] }),
);

/** Limits, and answers that are none. */
const limits: readonly Scenario[] = [
  ...family<Omit<NonNullable<Scenario["answers"]>[number], "path">>(
    [
      ["too many calls, to be waited out", [], { status: 403, headers: { "retry-after": "1" } }],
      ["too many calls, for an hour", unknown, { status: 403, headers: { "retry-after": "3600" } }],
      [
        "too many calls, nobody knows for how long",
        unknown,
        { status: 403, headers: { "x-ratelimit-remaining": "0" } },
      ],
      ["500 four times", unknown, { status: 500, times: 4 }],
      ["503, then well again", [], { status: 503, headers: { "retry-after": "1" } }],
      ["304 without having been asked whether it changed", unknown, { status: 304 }],
      ["a page for people", unknown, { rewrite: () => "<html>Unicorn!</html>" }],
      ["401", unknown, { status: 401 }],
      ["451", unknown, { status: 451 }],
    ],
    (answer) => ({ answers: [{ ...answer, path: "/pulls/1/reviews" }] }),
  ),
].map((scenario) => ({ ...scenario, name: `the reviews: ${scenario.name}` }));

export const answerScenarios: readonly Scenario[] = [...unusable, ...pages, ...twisted, ...kinds, ...limits];
