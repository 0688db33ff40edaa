import type { MessageCode } from "../../../core/messages/registry.ts";
import * as acts from "../../../simulator/github/repository-acts.ts";
import { approve, type Story } from "../../support/github.ts";
import { family, type Scenario } from "./scenario.ts";

type Who = keyof Story["people"];

function by(story: Story, who: Who, options: Partial<Parameters<typeof acts.review>[1]> = {}) {
  const { repository, number, people, line } = story;
  return acts.review(repository, { pullRequest: number, user: people[who], body: line, ...options });
}

function dismiss(story: Story, review: { readonly id: number }): void {
  acts.dismissReview(story.repository, story.number, review.id);
}

const without = ["approval_without_digest", "too_few_approvals"] as const;

const few: readonly MessageCode[] = ["too_few_approvals"];
const dismissed: readonly MessageCode[] = ["approval_dismissed", "too_few_approvals"];

/** The course of the reviews, in place of two plain approvals. */
const courses = family<(story: Story) => void>(
  [
    ["nobody reviews", few, () => {}],
    ["one approval", few, (story) => void by(story, "ben")],
    [
      "the same person twice",
      few,
      (story) => {
        by(story, "ben");
        by(story, "ben");
      },
    ],
    [
      "a comment with the line is no approval",
      few,
      (story) => {
        by(story, "ben");
        by(story, "cleo", { state: "COMMENTED" });
      },
    ],
    [
      "a pending review is no approval",
      few,
      (story) => {
        by(story, "ben");
        by(story, "cleo", { state: "PENDING" });
      },
    ],
    [
      "a dismissed approval",
      dismissed,
      (story) => {
        by(story, "ben");
        dismiss(story, by(story, "cleo"));
      },
    ],
    [
      "a dismissed approval, an older one beneath it",
      dismissed,
      (story) => {
        by(story, "ben");
        by(story, "cleo");
        dismiss(story, by(story, "cleo"));
      },
    ],
    [
      "dismissed, then approved again",
      [],
      (story) => {
        by(story, "ben");
        dismiss(story, by(story, "cleo"));
        by(story, "cleo");
      },
    ],
    [
      "dismissed, then approved again without the line",
      without,
      (story) => {
        by(story, "ben");
        dismiss(story, by(story, "cleo"));
        by(story, "cleo", { body: "again" });
      },
    ],
    [
      "approved, then asked for changes",
      ["changes_requested", "too_few_approvals"],
      (story) => {
        approve(story);
        by(story, "cleo", { state: "CHANGES_REQUESTED", body: "wait" });
      },
    ],
    [
      "a third person asks for changes",
      ["changes_requested"],
      (story) => {
        by(story, "eve", { state: "CHANGES_REQUESTED", body: "wait" });
        approve(story);
      },
    ],
    [
      "somebody without any role asks for changes",
      ["changes_requested"],
      (story) => {
        approve(story);
        const { repository, number, github } = story;
        const user = github.world.user("outsider");
        acts.review(repository, { pullRequest: number, user, state: "CHANGES_REQUESTED", body: "no" });
      },
    ],
    [
      "a deleted account asked for changes",
      ["changes_requested"],
      (story) => {
        approve(story);
        const { repository, number } = story;
        acts.review(repository, { pullRequest: number, user: undefined, state: "CHANGES_REQUESTED" });
      },
    ],
    [
      "a deleted account asked for changes, another one approved",
      ["changes_requested"],
      (story) => {
        const { repository, number: pullRequest, github } = story;
        const user = github.world.user("ghost");
        acts.review(repository, { pullRequest, user, state: "CHANGES_REQUESTED" });
        acts.review(repository, { pullRequest, user });
        approve(story);
      },
    ],
    [
      "an app asks for changes",
      ["changes_requested"],
      (story) => {
        const { repository, number: pullRequest, github } = story;
        const user = github.world.user("reviewer[bot]", "Bot");
        acts.review(repository, { pullRequest, user, state: "CHANGES_REQUESTED" });
        approve(story);
      },
    ],
    [
      "an app comments",
      [],
      (story) => {
        const { repository, number: pullRequest, github } = story;
        const user = github.world.user("reviewer[bot]", "Bot");
        acts.review(repository, { pullRequest, user, state: "COMMENTED" });
        approve(story);
      },
    ],
    [
      "two approvals by comment, one by review",
      few,
      (story) => {
        by(story, "ben");
        by(story, "cleo", { state: "COMMENTED" });
        by(story, "eve", { state: "COMMENTED" });
      },
    ],
    [
      "asked for changes, a later approval dismissed",
      ["changes_requested"],
      (story) => {
        by(story, "eve", { state: "CHANGES_REQUESTED" });
        dismiss(story, by(story, "eve"));
        approve(story);
      },
    ],
    [
      "asked for changes, settled by an approval",
      [],
      (story) => {
        by(story, "cleo", { state: "CHANGES_REQUESTED" });
        approve(story);
      },
    ],
    [
      "asked for changes, which was dismissed",
      [],
      (story) => {
        dismiss(story, by(story, "eve", { state: "CHANGES_REQUESTED" }));
        approve(story);
      },
    ],
    [
      "approved, then commented",
      [],
      (story) => {
        approve(story);
        by(story, "cleo", { state: "COMMENTED", body: "by the way" });
      },
    ],
    [
      "three approvals",
      [],
      (story) => {
        approve(story);
        by(story, "eve");
      },
    ],
    [
      "a third approval without the line",
      [],
      (story) => {
        approve(story);
        by(story, "eve", { body: "me too" });
      },
    ],
    [
      "an approval from a deleted account",
      few,
      (story) => {
        by(story, "ben");
        acts.review(story.repository, { pullRequest: story.number, user: undefined, body: story.line });
      },
    ],
    [
      "an approval of another commit",
      ["approval_stale", "too_few_approvals"],
      (story) => {
        by(story, "ben");
        by(story, "cleo", { commit: story.repository.tip() });
      },
    ],
    [
      "an approval from before the push, stamped with the head",
      ["approval_before_push", "too_few_approvals"],
      (story) => {
        by(story, "ben");
        by(story, "cleo", { submittedAt: new Date(Date.now() - 2 * 60 * 60 * 1000) });
      },
    ],
    [
      "an approval from the future",
      ["approval_expired", "too_few_approvals"],
      (story) => {
        by(story, "ben");
        by(story, "cleo", { submittedAt: new Date(Date.now() + 60 * 60 * 1000) });
      },
    ],
    [
      "a hundred and fifty comments before the approvals",
      [],
      (story) => {
        for (let count = 0; count < 150; count += 1) by(story, "eve", { state: "COMMENTED", body: "hm" });
        approve(story);
      },
    ],
    [
      "asked for changes on the second page",
      ["changes_requested"],
      (story) => {
        approve(story);
        for (let count = 0; count < 120; count += 1) by(story, "ada", { state: "COMMENTED", body: "hm" });
        by(story, "eve", { state: "CHANGES_REQUESTED" });
      },
    ],
  ],
  (reviews) => ({ reviews }),
);

const ages: readonly Scenario[] = [
  { name: "approvals of six days ago", daysAgo: 6 },
  {
    name: "approvals of eight days ago",
    daysAgo: 8,
    refused: ["approval_expired", "too_few_approvals"],
  },
  {
    name: "approvals of eight days ago, renewed after the merge",
    daysAgo: 8,
    merged: (story) => {
      story.github.world.clock.set(new Date(Date.now() - 60 * 60 * 1000));
      approve(story);
    },
  },
];

export const reviewScenarios: readonly Scenario[] = [...courses, ...ages];
