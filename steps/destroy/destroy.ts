import type { AzureConnection } from "../../azure/connection.ts";
import { isOperationDone, performOperation, requireAction } from "../../azure/perform-operation.ts";
import { readInventory } from "../../azure/read-inventory.ts";
import { unreadableNotices } from "../../azure/unreadable.ts";
import { tellEvidence } from "../../core/evidence/tell-evidence.ts";
import type { Inventory } from "../../core/inventory/inventory.ts";
import { isSundownError, SundownError } from "../../core/messages/sundown-error.ts";
import type { Phase, Plan } from "../../core/plan/plan.ts";
import type { Journal } from "../../engine/journal.ts";
import type { DoneOperation, HeldOperation } from "../../engine/outcome.ts";
import { type RunResult, runOperations } from "../../engine/run-operations.ts";
import { type ApprovalOptions, type ApprovedContent, approvedContent } from "../approval/approved-content.ts";
import { recordApproval, recordBeginning } from "../approval/record-approval.ts";
import { withApprovedRun } from "../approval/with-approved-run.ts";
import type { StepContext } from "../step-context.ts";
import { confirmDestroy } from "./confirm-destroy.ts";
import { drawCarriedOut } from "./draw-carried-out.ts";
import { heldByPlan } from "./held-by-plan.ts";
import { nameUsers } from "./name-users.ts";
import { operationsLeft } from "./operations-left.ts";
import { type ListsProof, proveLists } from "./prove-lists.ts";
import { openPulumiStack, type PulumiStack } from "./pulumi-stack.ts";
import { putBackLocks } from "./put-back-locks.ts";
import { recordEnd, recordFailure } from "./record-end.ts";
import { refuseLesserPlan } from "./refuse-lesser-plan.ts";
import { type RunPlanOptions, runPlan } from "./run-plan.ts";
import { sweepSelfMade } from "./sweep-self-made.ts";

export interface DestroyOptions extends ApprovalOptions {
  /** Only this phase: `before` and `after` stand around a `pulumi destroy`. @default all three in one graph */
  readonly phase?: Phase;
  /**
   * Who does the teardown. Pulumi adopts and deletes what it has resources for; the phases around it and what it
   * cannot do are the embedded engine's all the same.
   * @default "embedded"
   */
  readonly engine?: "embedded" | "pulumi";
}

export interface DestroyResult {
  readonly subscription: string;
  readonly phase: Phase | "all";
  readonly approvalDigest: string;
  readonly done: readonly DoneOperation[];
  /** What could not be done yet, each with code, remedy and, where time decides, a date. Non-empty: exit code 4. */
  readonly held: readonly HeldOperation[];
  /** Not begun, or not seen to end, because the run was interrupted. */
  readonly pending: readonly string[];
  /** Those of `pending` that Azure has begun and ends by itself; the next run sees their end. */
  readonly underWay: readonly string[];
  /** What exists and the approved plan does not name; nothing of it was touched. */
  readonly unplanned: readonly string[];
  /** Locks that were removed and stand again, since the teardown did not come to its end. */
  readonly locksPutBack: readonly string[];
  readonly lists: ListsProof;
  /** Path of the evidence file; absent while the journal has no approval, since nobody was asked for one. */
  readonly evidence?: string;
  /** The plan's page with the real times of this teardown. */
  readonly page: string;
  readonly interrupted: boolean;
}

const STEP = "destroy";

/**
 * `sundown destroy`: tears down what the approved plan names, and nothing else. Resumes by itself: what the journal
 * or Azure shows as done is not repeated.
 *
 * @throws SundownError approval_* and manifest_refused (see approvedContent), declined, run_locked,
 *   run_lease_unreachable, run_lease_lost, journal_unwritable, journal_broken, operation_unknown_action,
 *   subscription_not_planned, plan_asks_less, azure errors; with the engine "pulumi" pulumi_*, state_in_doomed_subscription
 */
export async function destroy(options: DestroyOptions, context: StepContext): Promise<DestroyResult> {
  const approved = await approvedContent(options, context);
  const { plan, folder } = approved;
  // Before anything happens: a plan that asks for what this program cannot do is not begun.
  for (const operation of plan.operations) requireAction(operation);
  const isByPulumi = options.engine === "pulumi" && (options.phase ?? "teardown") === "teardown";
  const stack = isByPulumi ? await openPulumiStack(folder.path, plan, context) : undefined;
  return withApprovedRun(approved, context, (journal, leased) =>
    tearDown({ ...options, stack }, approved, journal, leased),
  );
}

interface RunOptions extends DestroyOptions {
  readonly stack: PulumiStack | undefined;
}

async function tearDown(
  options: RunOptions,
  approved: ApprovedContent,
  journal: Journal,
  context: StepContext,
): Promise<DestroyResult> {
  const { plan, approvalDigest, folder } = approved;
  const connection = await context.azure();
  await recordBeginning(journal, STEP, plan, options.phase);
  const putBack = async (): Promise<string[]> => {
    // Whoever may have taken over decides about the locks from now on.
    const { aborted, reason } = context.signal;
    if (aborted && isSundownError(reason) && reason.code === "run_lease_lost") return [];
    return putBackLocks({ plan, journal, step: STEP, connection, host: context.host });
  };
  const begun = journal.entries.length;
  const ran = await work(options, approved, journal, connection, context).catch(async (error: unknown) => {
    await recordFailure({ approved, phase: options.phase, journal, begun }, error).catch(() => undefined);
    // Why it ended matters more than whether a lock could be put back.
    await putBack().catch(() => []);
    throw error;
  });
  // Around a `pulumi destroy`, what the phases before it have unlocked stays so.
  const isWhole = options.phase === undefined || options.phase === "teardown";
  const isAborted = ran.interrupted || (isWhole && ran.held.length > 0);
  const locksPutBack = isAborted ? await putBack() : [];
  const result = { ...ran, done: ran.done.filter(({ target }) => !locksPutBack.includes(target)) };
  const { lists, ...outcome } = result;
  await recordEnd(journal, outcome, lists);
  await drawCarriedOut(plan, folder, journal, context);
  return {
    subscription: plan.subscription.id,
    phase: options.phase ?? "all",
    approvalDigest,
    done: result.done,
    held: result.held,
    pending: result.pending,
    underWay: result.underWay,
    unplanned: result.unplanned,
    locksPutBack,
    lists,
    ...(tellEvidence(journal.entries) === undefined ? {} : { evidence: folder.evidence }),
    page: folder.carriedOut,
    interrupted: result.interrupted,
  };
}

interface Worked extends RunResult {
  readonly unplanned: readonly string[];
  readonly lists: ListsProof;
}

/** Reads, asks, runs the plan's operations and proves what is gone. */
async function work(
  options: RunOptions,
  approved: ApprovedContent,
  journal: Journal,
  connection: AzureConnection,
  context: StepContext,
): Promise<Worked> {
  const { plan } = approved;
  const fresh = await readInventory(connection, plan.subscription.id, {
    signal: context.signal,
    onProgress: (title) => context.host.progress({ task: "inventory", title, state: "running" }),
  });
  context.host.progress({ task: "inventory", title: "inventory read", state: "done" });
  for (const notice of unreadableNotices(fresh)) context.host.notify(notice);
  checkSubscription(plan, fresh);
  refuseLesserPlan(approved, fresh, journal, { step: STEP, now: context.now });
  const { phase, stack } = options;
  const isLeft = await approveWhatIsLeft({ approved, phase, fresh, journal, connection }, context);
  const ran = await runPlan({ approved, fresh, phase, stack, journal, step: STEP, connection }, context);
  const lists = await proveLists(connection, plan, ran, context);
  const swept = isLeft
    ? await sweep(options, approved, ran, journal, connection, context)
    : { done: [], held: [] };
  return {
    ...ran,
    done: [...ran.done, ...swept.done],
    held: [
      ...nameUsers([...ran.held, ...swept.held], plan, context.host),
      ...heldByPlan(plan, fresh, options.phase),
    ],
    lists,
  };
}

/**
 * Asks about what is still to be done, and puts the approval on record once it was answered with yes. Where nothing is
 * left, nobody is asked: then only a pull request is an approval that somebody has given.
 * @returns whether anything is left to do
 * @throws SundownError declined, journal_unwritable
 */
async function approveWhatIsLeft(
  {
    approved,
    phase,
    fresh,
    journal,
    connection,
  }: Pick<RunPlanOptions, "approved" | "fresh" | "journal" | "connection"> & {
    readonly phase: Phase | undefined;
  },
  { host, signal, environment }: StepContext,
): Promise<boolean> {
  const left = await operationsLeft({
    approved,
    phase,
    fresh,
    journal,
    step: STEP,
    isDone: (operation) => isOperationDone(connection, operation, signal),
  });
  const swept =
    left.length > 0 || phase === "before" || phase === "teardown"
      ? []
      : await sweepSelfMade(connection, approved.plan, journal);
  const toDo = left.length + swept.length;
  const isLeft = toDo > 0;
  if (isLeft) await confirmDestroy(approved, journal, host, toDo);
  else {
    host.notify({
      code: "destroy_nothing_left",
      message: "Everything that the plan names is done already; nothing is left to delete.",
      place: `/subscriptions/${approved.plan.subscription.id}`,
    });
  }
  if (isLeft || approved.approval.kind === "pullRequest") {
    await recordApproval(journal, STEP, approved, connection, environment);
  }
  return isLeft;
}

/** Once everything else is gone: what Azure has made by itself meanwhile. Tells nothing where there is none. */
async function sweep(
  { phase }: DestroyOptions,
  { plan }: ApprovedContent,
  { held, pending, interrupted }: RunResult,
  journal: Journal,
  connection: AzureConnection,
  { host, signal, now }: StepContext,
): Promise<Pick<RunResult, "done" | "held">> {
  const isOver = !interrupted && held.length === 0 && pending.length === 0;
  if (!isOver || phase === "before" || phase === "teardown") return { done: [], held: [] };
  const operations = await sweepSelfMade(connection, plan, journal);
  if (operations.length === 0) return { done: [], held: [] };
  return runOperations({
    operations,
    perform: (operation, performOptions) => performOperation(connection, operation, performOptions),
    isDone: (operation, ended) => isOperationDone(connection, operation, ended),
    journal,
    host,
    signal,
    step: STEP,
    now,
  });
}

/** @throws SundownError subscription_not_planned */
function checkSubscription(plan: Plan, fresh: Inventory): void {
  const { id, tenantId } = plan.subscription;
  const live = fresh.subscription;
  const sameTenant = tenantId === undefined || live?.tenantId?.toLowerCase() === tenantId.toLowerCase();
  if (live?.subscriptionId.toLowerCase() === id.toLowerCase() && sameTenant) return;
  throw new SundownError("subscription_not_planned", {
    message: `The plan is for subscription ${id} of tenant ${tenantId ?? "(not named)"}; Azure answers with ${live?.subscriptionId ?? "none"} of tenant ${live?.tenantId ?? "(not named)"}.`,
    place: `/subscriptions/${id}`,
  });
}
