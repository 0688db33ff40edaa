import type { AzureConnection } from "../../azure/connection.ts";
import { isOperationDone, performOperation } from "../../azure/perform-operation.ts";
import type { Inventory } from "../../core/inventory/inventory.ts";
import type { Operation, Phase } from "../../core/plan/plan.ts";
import type { Journal } from "../../engine/journal.ts";
import type { HeldOperation } from "../../engine/outcome.ts";
import { type RunResult, runOperations } from "../../engine/run-operations.ts";
import type { ApprovedContent } from "../approval/approved-content.ts";
import type { StepContext } from "../step-context.ts";
import { lookForDrift } from "./look-for-drift.ts";
import { permittedOperations } from "./operations-left.ts";
import type { PulumiStack } from "./pulumi-stack.ts";
import { tearDownWithPulumi } from "./pulumi-teardown.ts";
import { selectOperations } from "./select-operations.ts";

export interface RunPlanOptions {
  readonly approved: ApprovedContent;
  /** What Azure holds. */
  readonly fresh: Inventory;
  /** @default all three in one graph */
  readonly phase?: Phase | undefined;
  /** The stack that does of the teardown what Pulumi can do; the embedded engine does the rest. */
  readonly stack?: PulumiStack | undefined;
  readonly journal: Journal;
  readonly step: string;
  readonly connection: AzureConnection;
}

/** Runs the operations of an approved plan, all or those of one phase, by either engine. */
export async function runPlan(
  { approved, fresh, phase, stack, journal, step, connection }: RunPlanOptions,
  context: StepContext,
): Promise<RunResult & { readonly unplanned: readonly string[] }> {
  const { plan, approvalDigest } = approved;
  const { host, signal, now } = context;
  const isDone = (operation: Operation, ended: AbortSignal): Promise<boolean> =>
    isOperationDone(connection, operation, ended);
  const drift = await lookForDrift({ plan, approvalDigest, fresh, journal, step, connection, host, signal });
  const operations = permittedOperations(approved);
  const select = (chosen: Phase | undefined): ReturnType<typeof selectOperations> =>
    selectOperations(operations, chosen, (operation) => isDone(operation, signal));
  const run = async (
    chosen: Phase | undefined,
    byPulumi: ReadonlyMap<string, HeldOperation>,
  ): Promise<RunResult> => {
    const selected = await select(chosen);
    return runOperations({
      operations: selected.operations,
      heldBefore: new Map([...selected.held, ...drift.held, ...byPulumi]),
      perform: (operation, performOptions) => performOperation(connection, operation, performOptions),
      isDone,
      guard: drift.guard,
      journal,
      host,
      signal,
      step,
      now,
    });
  };
  if (phase === undefined && stack !== undefined) await run("before", new Map());
  const byPulumi =
    stack === undefined || signal.aborted
      ? new Map<string, HeldOperation>()
      : await tearDownWithPulumi(
          {
            stack,
            approved,
            fresh,
            heldBefore: [...(await select("teardown")).held.keys(), ...drift.held.keys()],
            isDone,
            guard: drift.guard,
            journal,
            step,
          },
          context,
        );
  // What Pulumi has done the journal knows by now; what it was given and Azure still has is held.
  const result = await run(phase, byPulumi);
  return { ...result, unplanned: drift.unplanned };
}
