import type { MergeFacts } from "../core/gate/gate-facts.ts";
import { SundownError } from "../core/messages/sundown-error.ts";
import type { ImmutableObjects } from "./immutable-objects.ts";

/** @param tip commit the default branch points at */
export async function readMerge(
  objects: ImmutableObjects,
  mergeCommit: string,
  tip: string,
): Promise<MergeFacts> {
  const parents = await objects.parentsOf(mergeCommit, tip);
  const first = parents[0];
  if (first === undefined) {
    throw new SundownError("github_answer_unreadable", { message: `Commit ${mergeCommit} has no parent.` });
  }
  return {
    parents,
    onDefaultBranch: await objects.contains(tip, mergeCommit),
    changedPaths: await objects.changedPaths(first, mergeCommit),
  };
}
