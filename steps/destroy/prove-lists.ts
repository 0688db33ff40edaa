import { setTimeout as sleep } from "node:timers/promises";
import type { AzureConnection } from "../../azure/connection.ts";
import { listIds } from "../../azure/list-ids.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { stillListed } from "../../engine/lists-agree.ts";
import type { RunResult } from "../../engine/run-operations.ts";
import type { StepContext } from "../step-context.ts";

export interface ListsProof {
  /** When they were last read; missing when the run was interrupted before. */
  readonly readAt?: string;
  readonly agree: boolean;
  /** Still listed although a GET says 404. */
  readonly ghosts: readonly string[];
}

/** The last part of the proof that something is gone: ARM's lists no longer show it. */
export async function proveLists(
  connection: AzureConnection,
  plan: Plan,
  { done, interrupted }: RunResult,
  { host, signal, now }: StepContext,
): Promise<ListsProof> {
  if (interrupted) return { agree: false, ghosts: [] };
  const gone = done
    .filter(({ action }) => action === "delete" || action === "deleteGroup")
    .map(({ target }) => target);
  try {
    const ghosts = await stillListed(gone, () => listIds(connection, plan.subscription.id), {
      signal,
      wait: (milliseconds, ended) => sleep(milliseconds, undefined, { signal: ended }),
    });
    for (const id of ghosts) {
      host.notify({ code: "destroy_ghosts", message: `${id} is gone, yet still listed.`, place: id });
    }
    return { readAt: now().toISOString(), agree: ghosts.length === 0, ghosts };
  } catch (error) {
    if (!signal.aborted) throw error;
    return { agree: false, ghosts: [] };
  }
}
