import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "../../azure/connect.ts";
import { isOperationDone, performOperation } from "../../azure/perform-operation.ts";
import { readInventory } from "../../azure/read-inventory.ts";
import type { Host } from "../../core/host.ts";
import type { Inventory } from "../../core/inventory/inventory.ts";
import { buildPlan } from "../../core/plan/build-plan.ts";
import type { Operation, Plan } from "../../core/plan/plan.ts";
import { openJournal } from "../../engine/journal.ts";
import { runOperations } from "../../engine/run-operations.ts";
import type { AzureSimulator } from "../../simulator/azure-simulator.ts";
import type { Estate } from "../../simulator/estate.ts";
import { subscriptionId } from "../support/estate.ts";
import { startSimulator } from "../support/simulator.ts";

/** What a teardown came to. */
interface Outcome {
  /** `operation id: code (Azure's code)`. */
  readonly held: readonly string[];
  /** Codes with which the simulator refused a call or ended an operation as failed. */
  readonly refused: readonly string[];
  /** Names of the resources and groups that are still there. */
  readonly left: readonly string[];
  /** Names of what soft delete still keeps. */
  readonly kept: readonly string[];
  readonly inventory: Inventory;
  readonly simulator: AzureSimulator;
}

export interface Scenario {
  readonly plan: Plan;
  /** `action:target name`, of what is to come before the teardown. */
  readonly before: readonly string[];
  /** `code name`, of what the plan holds. */
  readonly planHeld: readonly string[];
  /** Torn down by the whole plan. */
  readonly whole: Outcome;
  /** Torn down by the plan without the pre-steps of this family. */
  readonly without: Outcome;
}

export interface ScenarioOptions {
  /** Operations of the plan that the second teardown leaves out. */
  readonly without: (operation: Operation) => boolean;
  /** Operations that nobody planned and the second teardown does all the same. */
  readonly instead?: readonly Pick<Operation, "action" | "target">[];
}

/** Virtual seconds in one of ours. */
const SPEED = 5000;
/** More than most operations take. */
const SECONDS_TO_FIRST_POLL = 120;
/** When the plans are said to be taken; dates in `observed` count from here. */
export const TAKEN_AT = "2026-11-24T00:00:00.000Z";

/**
 * Reads an estate from the simulator, plans its teardown, and runs the plan twice on the embedded engine, each on a
 * simulator of its own: as it is, and without what the family asks for.
 */
export async function familyScenario(estate: Estate, options: ScenarioOptions): Promise<Scenario> {
  const worlds = await Promise.all([
    startSimulator({ estate, speed: SPEED }),
    startSimulator({ estate, speed: SPEED }),
  ]);
  const [one, two] = worlds;
  const connection = await connect(one.environment());
  const inventory = await readInventory(connection, subscriptionId);
  const plan = buildPlan(inventory, { takenAt: new Date(TAKEN_AT) });
  const extra = (options.instead ?? []).map(
    ({ action, target }): Operation => ({
      id: `${action}:${nameOf(target)}`,
      action,
      phase: "teardown",
      target,
      after: [],
      because: "nobody planned it",
    }),
  );
  const [whole, without] = await Promise.all([
    tearDown(one, inventory, plan.operations),
    tearDown(two, inventory, [
      ...plan.operations.filter((operation) => !options.without(operation)),
      ...extra,
    ]),
  ]);
  return {
    plan,
    before: plan.operations
      .filter(({ phase }) => phase === "before")
      .map(({ action, target }) => `${action}:${nameOf(target)}`)
      .toSorted(),
    planHeld: plan.held.map(({ code, target }) => `${code} ${nameOf(target)}`),
    whole,
    without,
  };
}

async function tearDown(
  simulator: AzureSimulator,
  inventory: Inventory,
  operations: readonly Operation[],
): Promise<Outcome> {
  const connection = await connect(simulator.environment());
  const directory = await mkdtemp(join(tmpdir(), "sundown-family-"));
  const journal = await openJournal(join(directory, "journal.jsonl"));
  const { signal } = new AbortController();
  try {
    const { held } = await runOperations({
      operations,
      perform: (operation, { onEvent, ...rest }) =>
        performOperation(connection, operation, {
          ...rest,
          onEvent: async (event) => {
            await onEvent(event);
            // Clients poll at most once a second, however fast the clock runs.
            if (event.kind === "answer" && event.status === 202) simulator.advance(SECONDS_TO_FIRST_POLL);
          },
        }),
      isDone: (operation, ended) => isOperationDone(connection, operation, ended),
      journal,
      step: "destroy",
      host: silent,
      signal,
      wait: async (milliseconds) => simulator.advance(milliseconds / 1000),
    });
    const state = simulator.state();
    const refusals = simulator
      .log()
      .filter(({ method, status }) => /^(?:PUT|POST|PATCH|DELETE)$/.test(method) && status >= 400);
    const failed = state.operations.flatMap(({ error }) => error ?? []);
    const codes = held.flatMap(({ azureCode }) => azureCode ?? []);
    return {
      held: held
        .filter(({ waitsFor }) => waitsFor === undefined)
        .map(
          ({ id, code, azureCode }) => `${id}: ${code}${azureCode === undefined ? "" : ` (${azureCode})`}`,
        ),
      refused: refusals.length + failed.length === 0 ? [] : [...new Set([...codes, ...failed])],
      left: [...state.resourceGroups.map(({ id }) => id), ...state.resources].map(nameOf).toSorted(),
      kept: state.deletedResources.map(nameOf).toSorted(),
      inventory,
      simulator,
    };
  } finally {
    await journal.close();
    await rm(directory, { recursive: true, force: true });
  }
}

const silent: Host = {
  notify: () => {},
  progress: () => {},
  ask: async () => false,
};

function nameOf(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

/** Leaves out every operation of these actions. */
export const actions =
  (...names: readonly string[]) =>
  ({ action }: Operation): boolean =>
    names.includes(action);

/** Leaves out every `before` operation. */
export const preSteps = ({ phase }: Operation): boolean => phase === "before";
