import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AzureConnection } from "../azure/connection.ts";
import { known } from "../core/gate/fact.ts";
import type { ArtifactFacts, ClaimFacts } from "../core/gate/gate-facts.ts";
import type { Verdict } from "../core/gate/verdict.ts";
import { verdictMarkdown } from "../core/gate/verdict-markdown.ts";
import { decideCancel } from "../core/lifecycle/decide-cancel.ts";
import { isSundownError } from "../core/messages/sundown-error.ts";
import { type Journal, openJournal } from "../engine/journal.ts";
import { type GatheredFacts, gatherGateFacts } from "../github/gather-gate-facts.ts";
import { type CancelOutcome, performCancel } from "../steps/cancel/perform-cancel.ts";
import { type ChangedRoles, changeRoles } from "../steps/roles/change-roles.ts";
import { actionHost } from "./action-host.ts";
import { cancelEvidence, type FailedCancel, writeCancelEvidence } from "./cancel-evidence.ts";
import { type CommandContext, executionOf, pullRequestOf } from "./command-context.ts";
import { judge, refuse } from "./judge.ts";
import { readArtifacts } from "./read-artifacts.ts";
import { readLive } from "./read-live.ts";
import { type Approved, requireApproved } from "./require-approved.ts";
import { signIn } from "./sign-in.ts";
import { addSummary, say, writeOutput } from "./write-output.ts";

interface Work {
  readonly context: CommandContext;
  readonly pullRequest: number;
  readonly approved: Approved;
  readonly connection: AzureConnection;
  readonly claims: ClaimFacts;
  readonly journal: Journal;
}

/** What the last look before the call saw; evidence is made of it. */
interface LastLook {
  readonly gathered: GatheredFacts;
  readonly verdict: Verdict;
  readonly artifacts: ArtifactFacts;
}

/**
 * After the environment's release: GitHub's rules first, only then a token for Azure; roles are trimmed; then
 * everything is read again, from both sides, and judged immediately before the call.
 */
export async function cancel(context: CommandContext): Promise<void> {
  const { inputs, cloud, environment } = context;
  const pullRequest = await pullRequestOf(context);
  writeOutput("pull-request", pullRequest);
  const first = await gather(context, pullRequest);
  await judge(first.facts, "release", "Approval and release");
  const approved = requireApproved(first);
  writeOutput("digest", approved.approvalDigest);
  writeOutput("plan-digest", approved.plan.planDigest);

  const { connection, claims } = await signIn(inputs, cloud, environment);
  const { facts: live } = await readLive(connection, approved.plan, context.signal);
  if (decideCancel(live.state).kind === "cancelled") return alreadyCancelled(live.state);
  await judge({ ...first.facts, claims: known(claims), live: known(live) }, "trim", "Before the roles");

  const folder = inputs.evidenceFolder ?? join(environment.RUNNER_TEMP ?? tmpdir(), "sundown");
  const journal = await openJournal(join(folder, "journal.jsonl"));
  try {
    await finish({ context, pullRequest, approved, connection, claims, journal }, folder);
  } finally {
    await journal.close();
  }
}

async function finish(work: Work, folder: string): Promise<void> {
  const { context, approved, connection, journal } = work;
  const { approvalDigest, plan, manifest } = approved;
  const approval = { kind: "pullRequest", number: work.pullRequest };
  await journal.append({ step: "cancel", kind: "note", data: { approvalDigest, approval } });
  const wait = { intervalMs: context.inputs.pollSeconds * 1000 };
  const { signal } = context;
  const roles = await changeRoles({ connection, plan, journal, host: actionHost, signal, wait });
  await refuseHeldRoles(roles);

  let last: LastLook | undefined;
  const record = async (outcome: CancelOutcome | FailedCancel) => {
    const evidence = cancelEvidence({ ...work, roles, outcome, last });
    writeOutput("evidence", await writeCancelEvidence(join(folder, "cancel-evidence.json"), evidence));
    const json = JSON.stringify(evidence, null, 2).replaceAll("`", "\\u0060");
    if (last !== undefined)
      await addSummary(verdictMarkdown(last.verdict, `Cancel of ${manifest.subscription.name}`));
    await addSummary(`\`\`\`json\n${json}\n\`\`\``);
  };
  const outcome = await performCancel({
    connection,
    plan,
    manifest,
    journal,
    host: actionHost,
    now: () => new Date(),
    signal,
    wait,
    roleReadIntervalMs: Math.min(1000, wait.intervalMs),
    confirm: async () => {
      last = await lastLook(work);
      return true;
    },
  }).catch(async (problem: unknown) => {
    // Past the last look the call may have been made: what is known of it must outlive the runner.
    if (last !== undefined && isSundownError(problem)) {
      await record({ outcome: "failed", code: problem.code, message: problem.message });
    }
    throw problem;
  });
  writeOutput("outcome", outcome.outcome);
  writeOutput("state", outcome.state);
  say(`the subscription is ${outcome.state}; ${context.github.calls()} calls to GitHub`);
  await record(outcome);
}

/** Every fact once more, right before the call; throws `Refused` when anything has changed for the worse. */
async function lastLook({ context, pullRequest, approved, connection, claims }: Work): Promise<LastLook> {
  const artifacts = await readArtifacts(connection, approved, context.signal);
  const { facts: live } = await readLive(connection, approved.plan, context.signal);
  const gathered = await gather(context, pullRequest);
  const facts = { ...gathered.facts, claims: known(claims), live: known(live), artifacts: known(artifacts) };
  const verdict = await judge(facts, "cancel", "Before the cancel");
  return { gathered, verdict, artifacts };
}

function gather(context: CommandContext, pullRequest: number): Promise<GatheredFacts> {
  return gatherGateFacts(context.github, context.objects, {
    pullRequest,
    now: new Date(),
    execution: executionOf(context),
    storageSuffix: context.cloud.storageSuffix,
  });
}

async function refuseHeldRoles({ held }: ChangedRoles): Promise<void> {
  if (held.length === 0) return;
  const reasons = held.map(({ code, message, remedy }) => ({ code, message, remedy }));
  await refuse({ outcome: "refuse", reasons, rules: [] }, "Role scopes");
}

/** Asked again after it was done, for example by a re-run of a job that was lost: nothing is called. */
function alreadyCancelled(state: string): void {
  writeOutput("outcome", "already");
  writeOutput("state", state);
  say(`the subscription is already cancelled: ${state}`);
}
