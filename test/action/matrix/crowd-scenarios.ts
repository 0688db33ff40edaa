import * as acts from "../../../simulator/github/repository-acts.ts";
import { approve, type Story, WORKFLOW } from "../../support/github.ts";
import type { Scenario } from "./scenario.ts";

function manyApprove(count: number, may: boolean) {
  return (story: Story): void => {
    const { repository, number, github, line } = story;
    for (let index = 0; index < count; index += 1) {
      const user = github.world.user(`person-${index}`);
      if (may) github.world.grant(repository, user, "write");
      acts.review(repository, { pullRequest: number, user, body: line });
    }
  };
}

/** However many approve, it costs no more calls than are needed. */
export const crowdScenarios: readonly Scenario[] = [
  { name: "forty people approve", reviews: manyApprove(40, true) },
  {
    name: "forty passers-by approve before the two who may",
    reviews: (story) => {
      manyApprove(40, false)(story);
      approve(story);
    },
  },
  {
    name: "forty passers-by approve, and one who may",
    refused: ["approver_without_access", "too_few_approvals"],
    reviews: (story) => {
      manyApprove(40, false)(story);
      acts.review(story.repository, {
        pullRequest: story.number,
        user: story.people.ben,
        body: story.line,
      });
    },
  },
  {
    name: "five approvals are asked for and given",
    story: { policy: "approvals: 5\n" },
    reviews: manyApprove(5, true),
  },
  {
    name: "five approvals are asked for, and the dispatcher's is one of six",
    story: { policy: "approvals: 5\n" },
    reviews: manyApprove(6, true),
    run: ({ repository, github }) =>
      acts.startRun(repository, {
        workflow: WORKFLOW,
        event: "workflow_dispatch",
        actor: github.world.user("person-0"),
      }),
  },
];
