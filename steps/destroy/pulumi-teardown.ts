import { setTimeout as sleep } from "node:timers/promises";
import { mapBounded } from "../../azure/map-bounded.ts";
import { containersOf } from "../../core/adoption/containers-of.ts";
import { everythingAfter } from "../../core/adoption/everything-after.ts";
import { planAdoption } from "../../core/adoption/plan-adoption.ts";
import { idKey } from "../../core/arm-id.ts";
import type { DoneRecord } from "../../core/evidence/done-record.ts";
import type { Inventory } from "../../core/inventory/inventory.ts";
import type { Operation } from "../../core/plan/plan.ts";
import { held } from "../../engine/held-operation.ts";
import type { Journal } from "../../engine/journal.ts";
import type { HeldOperation } from "../../engine/outcome.ts";
import { proveDone } from "../../engine/proof-of-gone.ts";
import type { ApprovedContent } from "../approval/approved-content.ts";
import type { StepContext } from "../step-context.ts";
import { adoptWithPulumi } from "./pulumi-adopt.ts";
import { deleteWithPulumi } from "./pulumi-delete.ts";
import type { PulumiStory } from "./pulumi-events.ts";
import type { PulumiStack } from "./pulumi-stack.ts";

const LOOKS_AT_ONCE = 8;

export interface PulumiTeardownOptions {
  readonly stack: PulumiStack;
  readonly approved: ApprovedContent;
  /** What Azure held when the run began. */
  readonly fresh: Inventory;
  /** Operations that must not happen now; whatever comes after one of them stays, too. */
  readonly heldBefore: Iterable<string>;
  readonly isDone: (operation: Operation, signal: AbortSignal) => Promise<boolean>;
  /** The last look before a delete. */
  readonly guard: (operation: Operation) => Promise<HeldOperation | undefined>;
  readonly journal: Journal;
  readonly step: string;
}

/**
 * The teardown by Pulumi: adopts what still stands of the plan, deletes it, and reads back from Azure how each delete
 * ended. What Azure shows as gone is in the journal afterwards, proven like any other operation.
 *
 * @returns what Pulumi was given and Azure still has, by operation id
 * @throws SundownError pulumi_failed, pulumi_stack_locked, pulumi_passphrase_needed, pulumi_adoption_incomplete,
 *   journal_unwritable, azure errors
 */
export async function tearDownWithPulumi(
  options: PulumiTeardownOptions,
  context: StepContext,
): Promise<ReadonlyMap<string, HeldOperation>> {
  const { targets, operations } = await standing(options, context.signal);
  if (operations.length === 0) return new Map();
  const adopted = await adoptWithPulumi({ ...options, targets, operations }, context);
  if (context.signal.aborted) return new Map();
  const stays = await whatStays(operations, options);
  const going = operations.filter(({ id }) => !stays.ids.has(id));
  if (going.length === 0 || context.signal.aborted) return stays.held;
  await noteIntents(going, options);
  const startedAt = context.now().toISOString();
  const story = await deleteWithPulumi({ ...options, going, adopted }, context);
  const results = await mapBounded(going, LOOKS_AT_ONCE, async (operation) => {
    const urn = adopted.get(idKey(operation.target))?.urn ?? "";
    if (await isGone(operation, story, urn, options)) {
      await noteDone(operation, { acted: story.deleted.has(urn), startedAt }, options, context);
      return [];
    }
    return context.signal.aborted ? [] : [[operation.id, notDeleted(operation, story, urn)] as const];
  });
  return new Map([...stays.held, ...results.flat()]);
}

/** What is still there of all that the teardown deletes, and which of it Pulumi can do. */
async function standing(
  { approved: { plan }, fresh, isDone }: PulumiTeardownOptions,
  signal: AbortSignal,
): Promise<{ readonly targets: readonly string[]; readonly operations: readonly Operation[] }> {
  const listed = new Set([...fresh.resourceGroups, ...fresh.resources].map(({ id }) => idKey(id)));
  const teardown = plan.operations.filter(({ phase }) => phase === "teardown");
  const looks = await mapBounded(teardown, LOOKS_AT_ONCE, async (operation) => {
    // Nested ones the lists may leave out.
    const isThere = listed.has(idKey(operation.target)) || !(await isDone(operation, signal));
    return isThere ? [operation] : [];
  });
  const there = looks.flat();
  const targets = there.map(({ target }) => target);
  const remaining = targets.flatMap((id) => [id, ...containersOf(id)]);
  const { adoptions } = planAdoption(plan, { remaining, approved: true });
  const ids = new Set(adoptions.map(({ id }) => idKey(id)));
  return { targets, operations: there.filter(({ target }) => ids.has(idKey(target))) };
}

/** What is not to be deleted now: what was held before, what the last look holds, and all that comes after them. */
async function whatStays(
  operations: readonly Operation[],
  { approved: { plan }, heldBefore, guard }: PulumiTeardownOptions,
): Promise<{ readonly ids: ReadonlySet<string>; readonly held: ReadonlyMap<string, HeldOperation> }> {
  const looks = await mapBounded(operations, LOOKS_AT_ONCE, async (operation) => {
    const reason = await guard(operation);
    return reason === undefined ? [] : [[operation.id, reason] as const];
  });
  const reasons = new Map(looks.flat());
  const seeds = [...heldBefore, ...reasons.keys()];
  return { ids: new Set([...seeds, ...everythingAfter(plan.operations, seeds)]), held: reasons };
}

/** Before the first call: whoever finds this journal after a crash must look at the state of each. */
async function noteIntents(
  going: readonly Operation[],
  { journal, step, stack }: PulumiTeardownOptions,
): Promise<void> {
  await Promise.all(
    going.map(({ id, action, target }) =>
      journal.append({
        step,
        kind: "intent",
        about: id,
        data: { method: "DELETE", path: target, action, target, by: `pulumi stack ${stack.name}` },
      }),
    ),
  );
}

/** Azure decides. What Pulumi failed at is looked at once; what it ended as done may take a moment to be seen gone. */
async function isGone(
  operation: Operation,
  { deleted }: PulumiStory,
  urn: string,
  { isDone }: PulumiTeardownOptions,
): Promise<boolean> {
  // An interrupt ends Pulumi; how that ended is still looked at.
  const { signal } = new AbortController();
  if (!deleted.has(urn)) return isDone(operation, signal);
  return proveDone(operation, {
    isDone,
    signal,
    wait: (milliseconds, ended) => sleep(milliseconds, undefined, { signal: ended }),
  });
}

async function noteDone(
  { id, action, target }: Operation,
  { acted, startedAt }: Pick<DoneRecord, "acted" | "startedAt">,
  { journal, step }: PulumiTeardownOptions,
  { now }: StepContext,
): Promise<void> {
  const record: DoneRecord = {
    outcome: "done",
    action,
    target,
    acted,
    polls: 0,
    startedAt,
    correlationIds: [],
    provenAt: now().toISOString(),
  };
  await journal.append({ step, kind: "note", about: id, data: record });
}

function notDeleted(
  operation: Operation,
  { failed, deleted, errors }: PulumiStory,
  urn: string,
): HeldOperation {
  const said = failed.get(urn);
  const why =
    said !== undefined
      ? said || "Pulumi gives no reason"
      : deleted.has(urn)
        ? "Pulumi ended its delete as done, yet Azure still shows it"
        : ["Pulumi did not come to it", ...errors.slice(0, 1)].join(": ");
  return held(operation, "pulumi_delete_failed", `${operation.target}: ${why}`);
}
