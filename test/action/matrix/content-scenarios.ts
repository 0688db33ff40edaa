import { planDigest } from "../../../core/digest.ts";
import { draftManifest } from "../../../core/manifest/draft-manifest.ts";
import type { MessageCode } from "../../../core/messages/registry.ts";
import type { Plan } from "../../../core/plan/plan.ts";
import { completeManifest, FOLDER } from "../../support/github.ts";
import { family, type Scenario } from "./scenario.ts";

type Files = Readonly<Record<string, string | null>>;
const PLAN = `${FOLDER}/plan.json`;
const MANIFEST = `${FOLDER}/decommission.yaml`;

/** A plan with changes and a digest that fits it, though nobody approved that one. */
function forged(plan: Plan, changes: Partial<Plan>): string {
  const changed = { ...plan, ...changes };
  return JSON.stringify({ ...changed, planDigest: planDigest({ ...changed }) });
}

const unknown: readonly MessageCode[] = ["gate_fact_unknown"];
const otherDigest: readonly MessageCode[] = [
  "approval_wrong_digest",
  "too_few_approvals",
  "verify_other_digest",
];

/** What else, or what instead, lies in the pull request. */
const files = family<(plan: Plan) => Files>(
  [
    [
      "an operation struck out of plan.json",
      unknown,
      (plan) => ({ [PLAN]: JSON.stringify({ ...plan, operations: plan.operations.slice(1) }) }),
    ],
    [
      "a resource struck out of plan.json",
      unknown,
      (plan) => ({ [PLAN]: JSON.stringify({ ...plan, resources: [] }) }),
    ],
    [
      "a member added to plan.json",
      unknown,
      (plan) => ({ [PLAN]: JSON.stringify({ ...plan, extra: true }) }),
    ],
    [
      "the digest in plan.json replaced",
      unknown,
      (plan) => ({ [PLAN]: JSON.stringify({ ...plan, planDigest: "0".repeat(64) }) }),
    ],
    [
      "a resource struck out and the digest made to fit",
      otherDigest,
      (plan) => ({ [PLAN]: forged(plan, { resources: [] }) }),
    ],
    [
      "an operation struck out and the digest made to fit",
      [...otherDigest, "manifest_incomplete"],
      (plan) => ({ [PLAN]: forged(plan, { operations: [] }) }),
    ],
    ["a plan of another version", unknown, (plan) => ({ [PLAN]: JSON.stringify({ ...plan, version: 99 }) })],
    ["a plan that is no JSON", unknown, () => ({ [PLAN]: "plan: yes\n" })],
    ["an empty plan", unknown, () => ({ [PLAN]: "" })],
    ["a plan that is a list", unknown, () => ({ [PLAN]: "[]" })],
    ["no plan.json", ["plan_changed", ...unknown], () => ({ [PLAN]: null })],
    [
      "no manifest",
      ["pull_request_without_manifest", "pull_request_changes_more", "gate_fact_unknown"],
      () => ({ [MANIFEST]: null }),
    ],
    [
      "two decommissions",
      ["pull_request_without_manifest", "pull_request_changes_more", "gate_fact_unknown"],
      (plan) => ({
        "decommission/too/decommission.yaml": completeManifest(plan),
        "decommission/too/plan.json": "{}",
      }),
    ],
    [
      "a change of the README",
      ["pull_request_changes_more", "merge_changes_more"],
      () => ({ "README.md": "other\n" }),
    ],
    [
      "a policy of its own",
      ["pull_request_changes_more", "merge_changes_more"],
      () => ({ ".github/sundown.yml": "approvals: 1\n" }),
    ],
    [
      "a policy of its own that nobody can read",
      ["pull_request_changes_more", "merge_changes_more", "gate_fact_unknown"],
      () => ({ ".github/sundown.yml": "approvals: 0\n" }),
    ],
    [
      "a workflow of its own",
      ["pull_request_changes_more", "merge_changes_more"],
      () => ({ ".github/workflows/other.yml": "on: push\n" }),
    ],
    [
      "a file deeper in its folder",
      ["pull_request_changes_more", "merge_changes_more"],
      () => ({ [`${FOLDER}/run/journal.jsonl`]: "{}\n" }),
    ],
    [
      "a file in a folder of a similar name",
      ["pull_request_changes_more", "merge_changes_more"],
      () => ({ "decommission/old2/plan.json": "{}\n" }),
    ],
    ["a picture in its folder", [], () => ({ [`${FOLDER}/graph.svg`]: "<svg/>" })],
    [
      "a manifest beside the folders",
      ["pull_request_changes_more", "merge_changes_more"],
      () => ({ "decommission/decommission.yaml": "a: b\n" }),
    ],
    [
      "a folder whose name hides",
      ["pull_request_changes_more", "merge_changes_more"],
      () => ({ "decommission/.old/decommission.yaml": "a: b\n" }),
    ],
    [
      "a folder whose name only looks the same",
      ["pull_request_changes_more", "merge_changes_more"],
      () => ({ "decommission/\u043eld/decommission.yaml": "a: b\n" }),
    ],
    [
      "a folder of another case",
      ["pull_request_changes_more", "merge_changes_more"],
      () => ({ "Decommission/old/decommission.yaml": "a: b\n" }),
    ],
  ],
  (make) => ({ story: (plan) => ({ files: make(plan) }) }),
).map((scenario) => ({ ...scenario, name: `in the pull request: ${scenario.name}` }));

const incomplete: readonly MessageCode[] = ["gate_fact_unknown", "manifest_incomplete"];

/** What the manifest says. */
const manifests = family<(plan: Plan) => string>(
  [
    ["an undecided draft", incomplete, (plan) => draftManifest(plan)],
    ["empty", incomplete, () => ""],
    ["a list", incomplete, () => "- a\n"],
    ["no YAML", incomplete, () => "{{{\n"],
    ["a second document behind it", incomplete, (plan) => `${completeManifest(plan)}---\nreason: other\n`],
    ["a key twice", incomplete, (plan) => `${completeManifest(plan)}reason: other\n`],
    ["an anchor", incomplete, (plan) => completeManifest(plan).replace("reason: ", "reason: &a ")],
    ["a tag of its own", incomplete, (plan) => completeManifest(plan).replace("reason: ", "reason: !thing ")],
    ["a NUL", incomplete, (plan) => completeManifest(plan).replace("new", "n\0ew")],
    [
      "a mark that turns the text round",
      incomplete,
      (plan) => completeManifest(plan).replace("new", "\u202enew"),
    ],
    ["a member nobody knows", incomplete, (plan) => completeManifest(plan, { force: true })],
    ["a group left out", ["manifest_incomplete"], (plan) => completeManifest(plan, { resourceGroups: [] })],
    [
      "a group too many",
      ["manifest_incomplete"],
      (plan) => completeManifest(plan, { resourceGroups: ["rg-app", "rg-other"] }),
    ],
    [
      "a role's scope left out",
      ["manifest_incomplete"],
      (plan) => completeManifest(plan, { roleScopes: [] }),
    ],
    ["a reason of spaces", incomplete, (plan) => completeManifest(plan, { reason: "   " })],
    [
      "another subscription's id",
      ["manifest_incomplete", "subscription_mismatch"],
      (plan) =>
        completeManifest(plan, {
          subscription: { id: "bbbbbbbb-0000-4000-8000-000000000002", name: "Doomed" },
        }),
    ],
    [
      "another subscription's name",
      ["manifest_incomplete", "subscription_mismatch", "approval_wrong_name", "too_few_approvals"],
      (plan) => completeManifest(plan, { subscription: { id: plan.subscription.id, name: "Shared" } }),
    ],
    [
      "a pointer to large content in place of it",
      incomplete,
      () => `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 1234\n`,
    ],
    ["the text of a link in place of it", incomplete, () => "../../other/decommission.yaml"],
    ["NULs between its letters", incomplete, (plan) => completeManifest(plan).split("").join("\0")],
    ["a merge key", incomplete, (plan) => `${completeManifest(plan)}<<: { reason: other }\n`],
    ["a directive before it", incomplete, (plan) => `%YAML 1.1\n---\n${completeManifest(plan)}`],
    ["Windows line ends", [], (plan) => completeManifest(plan).replaceAll("\n", "\r\n")],
    ["comments everywhere", [], (plan) => completeManifest(plan).replaceAll("\n", " # why\n")],
  ],
  (make) => ({ story: (plan) => ({ manifest: make(plan) }) }),
).map((scenario) => ({ ...scenario, name: `the manifest has ${scenario.name}` }));

export const contentScenarios: readonly Scenario[] = [...files, ...manifests];
