import { DAY_MS } from "../../day.ts";
import { approvingPeople, dispatchersOf } from "../approving-people.ts";
import { standingRequests } from "../opinions.ts";
import {
  afterMerge,
  defineRule,
  fromTheStart,
  type GateRule,
  inRun,
  onRelease,
  reason,
  unless,
} from "../rule.ts";

const knownStates = new Set(["APPROVED", "CHANGES_REQUESTED", "DISMISSED", "COMMENTED", "PENDING"]);

/** What has to be known to say who approved; the run's rule asks for the run besides. */
const whoApproved = [
  "policy",
  "requiredApprovals",
  "pullRequest",
  "documents",
  "reviews",
  "commits",
  "lastPush",
  "rights",
] as const;

/** Enough of the right people approved exactly this, recently enough, and nobody objects. */
export const approvalRules: readonly GateRule[] = [
  defineRule({
    name: "every review is understood",
    purposes: afterMerge,
    needs: ["reviews"],
    check: ({ reviews }) =>
      reviews
        .filter((review) => !knownStates.has(review.state))
        .map((review) =>
          reason("review_state_unknown", `Review ${review.id} has the state ${review.state}.`),
        ),
  }),
  defineRule({
    name: "nobody asks for changes",
    purposes: afterMerge,
    needs: ["reviews"],
    check: ({ reviews }) =>
      standingRequests(reviews).map((review) =>
        reason("changes_requested", `${review.user?.login ?? "A deleted account"} asked for changes.`),
      ),
  }),
  defineRule({
    name: "every commit's author is known",
    purposes: fromTheStart,
    needs: ["commits"],
    check: ({ commits }) =>
      commits.flatMap(({ sha, author, committer, unknownCoAuthors }) => [
        ...unless(
          author !== undefined && committer !== undefined,
          "commit_author_unknown",
          `Commit ${sha.slice(0, 12)} has no GitHub account behind it.`,
        ),
        ...unknownCoAuthors.map((address) =>
          reason(
            "commit_author_unknown",
            `Commit ${sha.slice(0, 12)} has a co-author ${address}, and GitHub does not say who that is.`,
            "Write co-authors with their address at users.noreply.github.com, or leave the trailer out.",
          ),
        ),
      ]),
  }),
  defineRule({
    name: "enough people approved this digest",
    purposes: ["local"],
    needs: whoApproved,
    check: (facts) => approvingPeople({ ...facts, dispatchers: [] }).reasons,
  }),
  defineRule({
    name: "enough people approved this digest, without who started the run",
    purposes: inRun,
    needs: [...whoApproved, "run"],
    check: (facts) => approvingPeople({ ...facts, dispatchers: dispatchersOf(facts.run) }).reasons,
  }),
  defineRule({
    name: "the policy's environment is the same as before",
    purposes: afterMerge,
    needs: ["policy"],
    check: ({ policy }) => {
      const other = policy.earlier.find((earlier) => earlier.environment !== policy.current.environment);
      return unless(
        other === undefined,
        "policy_environment_changed",
        `The policy's environment was ${other?.environment} and is ${policy.current.environment} now.`,
      );
    },
  }),
  defineRule({
    name: "the quiet period is over",
    // It lies between stopping and deleting: what can be undone needs no approval, everything else waits.
    purposes: ["local", ...onRelease],
    needs: ["policy", "documents", "pullRequest"],
    check: ({ policy, documents, pullRequest, now }) => {
      const days = Math.max(policy.effective.quietPeriod, documents.quietPeriod);
      if (days === 0 || pullRequest.mergedAt === undefined) return [];
      const until = new Date(pullRequest.mergedAt.getTime() + days * DAY_MS);
      return unless(
        now >= until,
        "quiet_period_running",
        `The quiet period of ${days} days, counted from the merge, ends at ${until.toISOString()}.`,
      );
    },
  }),
];
