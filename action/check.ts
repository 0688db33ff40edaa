import { error, warning } from "@actions/core";
import { approvalLine } from "../core/gate/approval-line.ts";
import { approvingPeople } from "../core/gate/approving-people.ts";
import { checkComment, removalComment } from "../core/gate/check-comment.ts";
import { MANIFEST_FILE, manifestFolders } from "../core/gate/decommission-paths.ts";
import { evaluateGate } from "../core/gate/evaluate-gate.ts";
import type { GateFacts } from "../core/gate/gate-facts.ts";
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
  const text = documents.known
    ? await describe(gathered, documents.value, verdict)
    : verdictMarkdown(verdict, "This cannot be approved yet");
  await comment(context, pullRequest, text);
  await addSummary(text);
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

async function describe(
  { facts }: GatheredFacts,
  documents: ApprovedDocuments,
  verdict: ReturnType<typeof evaluateGate>,
): Promise<string> {
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
  if (verdict.outcome === "pass" && manifest !== undefined) {
    writeOutput("digest", approvalDigest);
    writeOutput("approval-line", approvalLine(manifest.subscription.name, approvalDigest));
  }
  return checkComment({
    folder,
    plan,
    manifest,
    approvalDigest,
    subscriptionName: manifest?.subscription.name,
    reasons: verdict.reasons,
    problems: problems.map(({ at, message, remedy }) => ({ line: at.line, message, remedy })),
    approvals: approvalsSoFar(facts),
  });
}

function approvalsSoFar(facts: GateFacts): { approvers: readonly string[]; required: number } {
  const {
    policy,
    requiredApprovals,
    pullRequest,
    documents,
    reviews,
    commits,
    lastPush,
    roles,
    teamMembers,
  } = facts;
  const known =
    policy.known &&
    requiredApprovals.known &&
    pullRequest.known &&
    documents.known &&
    reviews.known &&
    commits.known &&
    lastPush.known &&
    roles.known &&
    teamMembers.known;
  if (!known) return { approvers: [], required: policy.known ? policy.value.effective.approvals : 2 };
  return approvingPeople({
    now: facts.now,
    dispatchers: [],
    policy: policy.value,
    requiredApprovals: requiredApprovals.value,
    pullRequest: pullRequest.value,
    documents: documents.value,
    reviews: reviews.value,
    commits: commits.value,
    lastPush: lastPush.value,
    roles: roles.value,
    teamMembers: teamMembers.value,
  });
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
