import type { Journal } from "../../engine/journal.ts";
import type { RunResult } from "../../engine/run-operations.ts";
import type { ListsProof } from "./prove-lists.ts";

/** Notes how a teardown ended: what is held and open, and whether the lists agree. Evidence tells it from there. */
export async function recordEnd(
  journal: Journal,
  { done, held, pending, interrupted }: Pick<RunResult, "done" | "held" | "pending" | "interrupted">,
  lists: ListsProof,
): Promise<void> {
  await journal.append({
    step: "destroy",
    kind: "note",
    data: { ends: { done: done.length, held, pending, interrupted, lists } },
  });
}
