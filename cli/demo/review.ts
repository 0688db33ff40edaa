import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { Run } from "../../simulator/github/records.ts";
import { merge, review, startRun } from "../../simulator/github/repository-acts.ts";
import { proposeDecommission } from "./demo-repository.ts";
import { runAction } from "./run-action.ts";
import { type Tour, verb } from "./tour.ts";

export interface Approved {
  readonly pullRequest: number;
  readonly digest: string;
  /** The run that the merge started. */
  readonly run: Run;
}

/** Pull request, comment, refused shortcut, two reviews, merge, and the live comparison. */
export async function reviewIt(tour: Tour): Promise<Approved> {
  const { narrator, repository, stage, folder, decommission } = tour;
  narrator.step("A pull request with the plan; the Action comments");
  const pullRequest = await proposeDecommission(
    repository,
    folder,
    decommission,
    `Decommission ${stage.subscriptionName}`,
  );
  narrator.say(`platform-engineer opens #${pullRequest.number} in ${repository.repository.fullName}.`);
  const checkRun = startRun(repository.repository, {
    workflow: repository.workflow,
    event: "pull_request",
    actor: repository.engineer,
    branch: pullRequest.headRef,
  });
  await runAction(tour, { command: "check", run: checkRun, job: "check", pullRequest: pullRequest.number });
  const comment =
    repository.repository.comments.find(({ issue }) => issue === pullRequest.number)?.body ?? "";
  await writeFile(join(folder, "pull-request-comment.md"), comment);
  const line = /^sundown approve .+ [0-9a-f]{64}$/m.exec(comment)?.[0];
  if (line === undefined) {
    throw new SundownError("demo_differs", {
      message: "The Action's comment does not hold the approval line.",
    });
  }
  narrator.say("Its comment gives the line that approving reviews must contain:");
  narrator.output(line);

  narrator.step("Try to destroy before the approval: refused, with every reason");
  await verb(tour, ["destroy", "--pr", String(pullRequest.number), "--confirm", stage.subscriptionName], {
    exitCode: 3,
    code: "approval_missing",
  });

  narrator.step("Two reviewers approve with that line; it is merged");
  for (const user of repository.reviewers) {
    review(repository.repository, {
      pullRequest: pullRequest.number,
      user,
      body: `Read and asked around.\n\n${line}`,
    });
    narrator.say(`${user.login} approves.`);
  }
  merge(repository.repository, { pullRequest: pullRequest.number, by: repository.engineer });
  narrator.say("platform-engineer merges; the workflow starts on main.");

  narrator.step("The Action verifies, with read rights only");
  narrator.say("Azure holds nothing the plan does not name, and every artifact is read and hashed again.");
  const run = startRun(repository.repository, {
    workflow: repository.workflow,
    event: "push",
    actor: repository.engineer,
  });
  await runAction(tour, { command: "verify", run, job: "verify" });
  return { pullRequest: pullRequest.number, digest: line.slice(-64), run };
}
