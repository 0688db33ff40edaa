import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { AzureConnection } from "../azure/connection.ts";
import type { JournalRecord } from "../core/evidence/journal-entry.ts";
import { known } from "../core/gate/fact.ts";
import type { ClaimFacts } from "../core/gate/gate-facts.ts";
import { verdictMarkdown } from "../core/gate/verdict-markdown.ts";
import { decideCancel } from "../core/lifecycle/decide-cancel.ts";
import { isSundownError } from "../core/messages/sundown-error.ts";
import type { Journal } from "../engine/journal.ts";
import { type GatheredFacts, gatherGateFacts } from "../github/gather-gate-facts.ts";
import { recordApproval } from "../steps/approval/record-approval.ts";
import { performCancel } from "../steps/cancel/perform-cancel.ts";
import { openRecordedJournal } from "../steps/evidence/open-recorded-journal.ts";
import { recordEvidence } from "../steps/evidence/record-evidence.ts";
import { type ChangedRoles, changeRoles } from "../steps/roles/change-roles.ts";
import { actionHost } from "./action-host.ts";
import { judgedFacts, type LastLook, provenApproval } from "./cancel-evidence.ts";
import { type CommandContext, executionOf, pullRequestOf } from "./command-context.ts";
import { judge, Refused, refuse } from "./judge.ts";
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
  writeOutput("subscription", approved.plan.subscription.id);

  const { connection, claims } = await signIn(inputs, cloud, environment);
  const { facts: live } = await readLive(connection, approved.plan, context.signal);
  if (decideCancel(live.state).kind === "cancelled") return alreadyCancelled(live.state);
  await judge({ ...first.facts, claims: known(claims), live: known(live) }, "trim", "Before the roles");

  const folder = inputs.evidenceFolder ?? join(environment.RUNNER_TEMP ?? tmpdir(), "sundown");
  const journal = await openRecordedJournal(resolve(folder));
  try {
    const proven = provenApproval(approved, pullRequest, first);
    await recordApproval(journal, "cancel", proven, connection, environment);
    await finish({ context, pullRequest, approved, connection, claims, journal });
    await leaveEvidence(folder, journal);
  } catch (problem) {
    // Roles may be changed and the call made: what is known must outlive the runner, and why it ended comes first.
    await journal.append(note({ failed: whyItEnded(problem) })).catch(() => undefined);
    await leaveEvidence(folder, journal).catch(() => undefined);
    throw problem;
  } finally {
    await journal.close();
  }
}

function note(data: Readonly<Record<string, unknown>>): JournalRecord {
  return { step: "cancel", kind: "note", data };
}

function whyItEnded(problem: unknown): { readonly code: string; readonly message: string } {
  if (isSundownError(problem)) return { code: problem.code, message: problem.message };
  return problem instanceof Refused
    ? { code: "refused", message: problem.message }
    : { code: "unexpected_error", message: "" };
}

async function leaveEvidence(folder: string, journal: Journal): Promise<void> {
  const evidence = await recordEvidence(folder, journal);
  if (evidence === undefined) return;
  writeOutput("evidence", evidence.path);
  writeOutput("evidence-sha256", evidence.sha256);
  await addSummary(evidence.page);
}

async function finish(work: Work): Promise<void> {
  const { context, approved, connection, journal } = work;
  const { plan, manifest } = approved;
  const wait = { intervalMs: context.inputs.pollSeconds * 1000 };
  const { signal } = context;
  const roles = await changeRoles({ connection, plan, journal, host: actionHost, signal, wait });
  await refuseHeldRoles(roles);

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
      const look = await lastLook(work);
      await journal.append(note({ judged: judgedFacts(context, look) }));
      await addSummary(verdictMarkdown(look.verdict, `Cancel of ${manifest.subscription.name}`));
      return true;
    },
  });
  writeOutput("outcome", outcome.outcome);
  writeOutput("state", outcome.state);
  say(`the subscription is ${outcome.state}; ${context.github.calls()} calls to GitHub`);
}

/** Every fact once more, right before the call; throws `Refused` when anything has changed for the worse. */
async function lastLook({ context, pullRequest, approved, connection, claims }: Work): Promise<LastLook> {
  const { signal, inputs } = context;
  const { facts: artifacts } = await readArtifacts(connection, approved, {
    signal,
    seals: inputs.verifiedArtifacts,
  });
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
