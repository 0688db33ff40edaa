import { isSundownError } from "../../core/messages/sundown-error.ts";
import { backup } from "../backup/backup.ts";
import { cancel } from "../cancel/cancel.ts";
import { destroy } from "../destroy/destroy.ts";
import { plan } from "../plan/plan.ts";
import { roles } from "../roles/roles.ts";
import { type StatusResult, status } from "../status/status.ts";
import type { StepContext } from "../step-context.ts";
import { stop } from "../stop/stop.ts";
import { nextStep, type RunnableStep } from "./next-step.ts";

export interface RunOptions {
  /** The decommission folder; without one it is made from `subscription`. */
  readonly folder?: string;
  readonly subscription?: string;
  /** Where `backup` copies to; without it, artifacts and waivers are written by hand. */
  readonly backupTo?: string;
  /** As `BackupOptions.encryptTo` and `sqlLogin`. */
  readonly encryptTo?: string;
  readonly sqlLogin?: string;
  /** The merged pull request that approved the decommission. */
  readonly pullRequest?: number;
  /** Preparing steps to leave out. */
  readonly skip: readonly ("stop" | "backup")[];
  /** Seconds between two looks while waiting for Azure. */
  readonly pollSeconds: number;
}

interface RunHeld {
  readonly target: string;
  readonly code: string;
  readonly remedy: string;
  readonly message?: string;
}

export interface RunResult {
  readonly folder: string;
  /** Steps this run took, in order. */
  readonly taken: readonly string[];
  /** What is waited for, a person's act among it; empty when the subscription is cancelled. */
  readonly held: readonly RunHeld[];
  /** How every step stands now. */
  readonly status: StatusResult;
}

/**
 * `sundown run`: takes every step in order, from the plan to the cancel, and stops where a person has to decide or
 * where something is held. It keeps no state of its own: files, journal and Azure say what is done, so running it
 * again goes on from there.
 */
export async function run(options: RunOptions, context: StepContext): Promise<RunResult> {
  const taken: string[] = [];
  let { folder } = options;
  if (folder === undefined) {
    const planned = await plan(
      options.subscription === undefined ? {} : { subscription: options.subscription },
      context,
    );
    ({ folder } = planned);
    taken.push("plan");
  }
  const passed = new Set<string>(options.skip);
  for (;;) {
    const now = await status({ folder }, context);
    const next = nextStep({
      steps: now.steps,
      passed,
      pullRequest: options.pullRequest,
      backupTo: options.backupTo,
    });
    if (next.kind === "finished" || context.signal.aborted) {
      return { folder, taken, held: [], status: now };
    }
    if (next.kind === "wait") {
      context.host.notify({ code: "awaiting_people", message: next.message, place: folder });
      const waiting = { target: folder, code: "awaiting_people", message: next.message, remedy: next.remedy };
      return { folder, taken, held: [waiting], status: now };
    }
    const held = await take(next.step, folder, options, context);
    passed.add(next.step);
    if (held.length > 0) return { folder, taken, held, status: await status({ folder }, context) };
    taken.push(next.step);
  }
}

async function take(
  step: RunnableStep,
  folder: string,
  options: RunOptions,
  context: StepContext,
): Promise<readonly RunHeld[]> {
  const { pullRequest, backupTo = "", encryptTo, sqlLogin, pollSeconds } = options;
  const approved = { folder, ...(pullRequest === undefined ? {} : { pullRequest }) };
  const keys = {
    ...(encryptTo === undefined ? {} : { encryptTo }),
    ...(sqlLogin === undefined ? {} : { sqlLogin }),
  };
  const wait = { intervalMs: pollSeconds * 1000 };
  try {
    switch (step) {
      case "stop":
        return (await stop({ folder }, context)).held;
      case "backup":
        return (await backup({ folder, to: backupTo, ...keys }, context)).held;
      case "destroy":
        return (await destroy(approved, context)).held;
      case "roles":
        return (await roles({ ...approved, wait }, context)).held;
      case "cancel":
        await cancel({ ...approved, wait }, context);
    }
    return [];
  } catch (error) {
    // Not approved yet is no failure here: it is what is waited for.
    if (isSundownError(error) && error.code === "approval_missing") {
      return [{ target: folder, code: error.code, message: error.message, remedy: error.remedy ?? "" }];
    }
    // Stopping can be undone and left out: whether it happens is a person's decision like any other.
    if (step === "stop" && isSundownError(error) && error.code === "declined") {
      const message = "Whether what runs is stopped was not answered with yes.";
      const remedy = "Run again with --yes to stop it, or with --skip stop to leave it running.";
      context.host.notify({ code: "awaiting_people", message: `${message} ${remedy}`, place: folder });
      return [{ target: folder, code: "awaiting_people", message, remedy }];
    }
    throw error;
  }
}
