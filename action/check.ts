import { error, warning } from "@actions/core";
import { approvalLine } from "../core/gate/approval-line.ts";
import { approvalsSoFar } from "../core/gate/approving-people.ts";
import { type CheckComment, checkComment, checkSummary, removalComment } from "../core/gate/check-comment.ts";
import { MANIFEST_FILE, manifestFolders } from "../core/gate/decommission-paths.ts";
import { evaluateGate } from "../core/gate/evaluate-gate.ts";
import type { GateFacts } from "../core/gate/gate-facts.ts";
import type { Verdict } from "../core/gate/verdict.ts";
import { verdictMarkdown } from "../core/gate/verdict-markdown.ts";
import { isSundownError } from "../core/messages/sundown-error.ts";
import { makeVisible } from "../core/report/markdown.ts";
import { type GatheredFacts, gatherGateFacts } from "../github/gather-gate-facts.ts";
import type { ImmutableObjects } from "../github/immutable-objects.ts";
import type { ApprovedDocuments } from "../github/read-documents.ts";
import { writeStickyComment } from "../github/sticky-comment.ts";
import { type CommandContext, pullRequestOf } from "./command-context.ts";
import { Refused } from "./judge.ts";
import { addSummary, say, sayReasons, writeOutput, writeVerdict } from "./write-output.ts";

const TOPIC = "check";

/** On a pull request: says what it would destroy, what is open, and how to approve it. Changes nothing else. */
export async function check(context: CommandContext): Promise<void> {
  const { github, objects, cloud } = context;
  const pullRequest = await pullRequestOf(context);
  writeOutput("pull-request", pullRequest);
  const gathered = await gatherGateFacts(github, objects, {
    pullRequest,
    now: new Date(),
    storageSuffix: cloud.storageSuffix,
  });
  const { facts, documents } = gathered;
  if (
    facts.changedPaths.known &&
    !facts.changedPaths.value.some((path) => path.startsWith("decommission/"))
  ) {
    say(`pull request #${pullRequest} changes no decommission folder`);
    writeOutput("outcome", "none");
    return;
  }
  const removed = await removedFolders(objects, facts);
  if (removed.length > 0) {
    const note = removalComment(removed);
    await comment(context, pullRequest, note);
    await addSummary(note);
    writeOutput("outcome", "none");
    return;
  }
  const verdict = evaluateGate(facts, "check");
  writeVerdict(verdict);
  const described = documents.known ? describe(gathered, documents.value, verdict) : undefined;
  const problems = verdictMarkdown(verdict, "This cannot be approved yet");
  await comment(context, pullRequest, described === undefined ? problems : checkComment(described));
  await addSummary(described === undefined ? problems : checkSummary(described));
  if (verdict.outcome === "refuse") {
    writeOutput("outcome", "refused");
    sayReasons(verdict);
    throw new Refused("check");
  }
  writeOutput("outcome", "passed");
}

/** Folders that the pull request takes away as a whole, when it does nothing else. */
async function removedFolders(objects: ImmutableObjects, facts: GateFacts): Promise<readonly string[]> {
  if (!facts.changedPaths.known || !facts.pullRequest.known) return [];
  const paths = facts.changedPaths.value;
  const folders = manifestFolders(paths);
  if (!paths.every((path) => folders.some((folder) => path.startsWith(`${folder}/`)))) return [];
  for (const folder of folders) {
    const left = await objects.folderAt(facts.pullRequest.value.headSha, folder);
    if (left.size > 0) return [];
  }
  return folders;
}

/** Puts problems on the manifest's lines, writes the outputs, and gives back what is to be shown. */
function describe({ facts }: GatheredFacts, documents: ApprovedDocuments, verdict: Verdict): CheckComment {
  const { folder, problems, manifest, plan, approvalDigest } = documents;
  for (const problem of problems) {
    error(makeVisible(`${problem.message}. ${problem.remedy}`), {
      title: problem.code,
      file: `${folder}/${MANIFEST_FILE}`,
      startLine: problem.at.line,
      startColumn: problem.at.column,
    });
  }
  writeOutput("plan-digest", plan.planDigest);
  writeOutput("subscription", plan.subscription.id);
  if (verdict.outcome === "pass" && manifest !== undefined) {
    writeOutput("digest", approvalDigest);
    writeOutput("approval-line", approvalLine(manifest.subscription.name, approvalDigest));
  }
  return {
    folder,
    plan,
    manifest,
    approvalDigest,
    subscriptionName: manifest?.subscription.name,
    reasons: verdict.reasons,
    problems: problems.map(({ at, message, remedy }) => ({ line: at.line, message, remedy })),
    approvals: approvalsSoFar(facts),
    policy: facts.policy.known ? facts.policy.value.effective : undefined,
  };
}

/** A fork's token may not write; the summary then has the same text. */
async function comment({ github }: CommandContext, pullRequest: number, text: string): Promise<void> {
  try {
    say(`comment: ${await writeStickyComment(github, { pullRequest, topic: TOPIC, text })}`);
  } catch (problem) {
    if (!isSundownError(problem)) throw problem;
    warning(makeVisible(`The comment could not be written: ${problem.message}`), {
      title: "comment_not_written",
    });
  }
}
