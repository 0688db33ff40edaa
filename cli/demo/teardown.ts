import type { Run } from "../../simulator/github/records.ts";
import { answerEnvironment } from "../../simulator/github/repository-acts.ts";
import { summaryOnly } from "./prepare.ts";
import { runAction } from "./run-action.ts";
import { type Tour, verb } from "./tour.ts";

/** Everything goes, in order; then roles, release and cancel. */
export async function tearDown(tour: Tour, run: Run, pullRequest: number, digest: string): Promise<void> {
  const { narrator, repository, stage } = tour;
  const pr = ["--pr", String(pullRequest)];
  narrator.step("Try to cancel before the teardown: refused");
  narrator.say("Approved and verified, but the subscription is not empty.");
  await verb(tour, ["cancel", ...pr, "--confirm", stage.subscriptionName], {
    exitCode: 3,
    code: "resources_left",
  });

  narrator.step("Tear it down, in order");
  await verb(tour, ["destroy", ...pr, "--confirm", stage.subscriptionName], {
    exitCode: 0,
    show: summaryOnly,
  });

  narrator.step("Trim the custom roles");
  narrator.say("After the cancel Azure would refuse to change a role that names this subscription.");
  await verb(tour, ["roles", ...pr, "--yes", "--poll-every", "0.3"], { exitCode: 0, show: summaryOnly });

  narrator.step("A reviewer releases the workflow run; the Action cancels");
  const [, releaser] = repository.reviewers;
  answerEnvironment(run, { environment: "decommission", user: releaser, comment: "Teardown seen, go." });
  narrator.say(`${releaser.login} approves the environment "decommission" of run ${run.id}.`);
  await runAction(tour, {
    command: "cancel",
    run,
    job: "cancel",
    environment: "decommission",
    verifiedDigest: digest,
  });
}

/** What is left to know afterwards. */
export async function afterwards(tour: Tour): Promise<void> {
  tour.narrator.step("Afterwards: the state and the dates");
  await verb(tour, ["status"], { exitCode: 0 });
}
