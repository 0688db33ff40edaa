import { posix } from "node:path";
import type { PolicyFacts } from "../core/gate/gate-facts.ts";
import { SundownError } from "../core/messages/sundown-error.ts";
import { parsePolicy } from "../core/policy/parse-policy.ts";
import { NO_LINK, POLICY_PATH, type Policy } from "../core/policy/policy.ts";
import { stricterPolicy } from "../core/policy/stricter-policy.ts";
import type { ImmutableObjects } from "./immutable-objects.ts";

/**
 * The policy at the default branch's tip and at earlier commits of it; the effective one is stricter than each. The
 * pull request's own branch is never among them, so that it cannot loosen what it is judged by.
 */
export async function readPolicy(
  objects: ImmutableObjects,
  tip: string,
  earlierCommits: readonly string[],
): Promise<PolicyFacts> {
  const current = await policyAt(objects, tip);
  // Earlier ones only add to it, whatever they lead to.
  if (current.sha !== undefined) await refuseLink(objects, tip, current.sha);
  const earlier: Policy[] = [];
  for (const commit of new Set(earlierCommits)) {
    if (commit !== tip) earlier.push((await policyAt(objects, commit)).policy);
  }
  return {
    current: current.policy,
    earlier,
    effective: earlier.reduce((strictest, policy) => stricterPolicy(policy, strictest), current.policy),
    ...(current.sha === undefined ? {} : { sha: current.sha }),
  };
}

async function policyAt(
  objects: ImmutableObjects,
  commit: string,
): Promise<{ policy: Policy; sha?: string }> {
  const file = await objects.fileAt(commit, POLICY_PATH);
  const source = `${POLICY_PATH} at ${commit.slice(0, 12)}`;
  const policy = parsePolicy(file?.bytes.toString("utf8"), source);
  return file === undefined ? { policy } : { policy, sha: file.sha };
}

/**
 * Asked for a link, GitHub answers with the file that it leads to; only the folder's list says that it is one.
 * https://docs.github.com/en/rest/repos/contents#get-repository-content
 */
async function refuseLink(objects: ImmutableObjects, commit: string, sha: string): Promise<void> {
  const files = await objects.folderAt(commit, posix.dirname(POLICY_PATH));
  if (files.get(posix.basename(POLICY_PATH)) === sha) return;
  throw new SundownError("policy_unreadable", {
    message: `The policy (${POLICY_PATH} at ${commit.slice(0, 12)}) cannot be used: it is no file of its own.`,
    place: POLICY_PATH,
    remedy: NO_LINK,
  });
}
