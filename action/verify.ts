import { driftFacts } from "../core/gate/drift-facts.ts";
import { known } from "../core/gate/fact.ts";
import { verdictMarkdown } from "../core/gate/verdict-markdown.ts";
import { buildPlan } from "../core/plan/build-plan.ts";
import { findDrift } from "../core/plan/find-drift.ts";
import { ownersOfPlan } from "../core/plan/owners-of-plan.ts";
import { gatherGateFacts } from "../github/gather-gate-facts.ts";
import { printSeals } from "./artifact-seals.ts";
import { type CommandContext, executionOf, pullRequestOf } from "./command-context.ts";
import { judge } from "./judge.ts";
import { readArtifacts } from "./read-artifacts.ts";
import { readLive } from "./read-live.ts";
import { requireApproved } from "./require-approved.ts";
import { signIn } from "./sign-in.ts";
import { addSummary, say, writeOutput } from "./write-output.ts";

/**
 * After the merge, with read rights: the approval holds, Azure still is what was approved, and every artifact is
 * there to its last byte. Its output `digest` is what the cancel job needs.
 */
export async function verify(context: CommandContext): Promise<void> {
  const { github, objects, inputs, cloud, environment } = context;
  const pullRequest = await pullRequestOf(context);
  writeOutput("pull-request", pullRequest);
  const gathered = await gatherGateFacts(github, objects, {
    pullRequest,
    now: new Date(),
    execution: executionOf(context),
    storageSuffix: cloud.storageSuffix,
    withState: true,
  });
  await judge(gathered.facts, "run", "Approval");
  const approved = requireApproved(gathered);
  const { plan, approvalDigest } = approved;
  writeOutput("subscription", plan.subscription.id);

  const { connection } = await signIn(inputs, cloud, environment);
  const { facts: live, inventory } = await readLive(connection, plan, context.signal);
  const fresh = buildPlan(inventory, { takenAt: new Date(), owners: ownersOfPlan(plan) });
  const drift = driftFacts(findDrift(plan, inventory), plan, fresh);
  const { facts: artifacts, checks } = await readArtifacts(connection, approved, context);
  const facts = { ...gathered.facts, live: known(live), drift: known(drift), artifacts: known(artifacts) };
  const verdict = await judge(facts, "verify", "Verify");

  writeOutput("digest", approvalDigest);
  writeOutput("plan-digest", plan.planDigest);
  writeOutput("artifacts", printSeals(approvalDigest, checks));
  writeOutput("outcome", "passed");
  say(`verified ${approvalDigest}; ${artifacts.checked} artifacts read; ${github.calls()} calls to GitHub`);
  await addSummary(verdictMarkdown(verdict, "Verify"));
}
