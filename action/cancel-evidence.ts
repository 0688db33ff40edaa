import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { ArtifactFacts } from "../core/gate/gate-facts.ts";
import type { Verdict } from "../core/gate/verdict.ts";
import type { MessageCode } from "../core/messages/registry.ts";
import { SundownError } from "../core/messages/sundown-error.ts";
import type { Journal } from "../engine/journal.ts";
import type { GatheredFacts } from "../github/gather-gate-facts.ts";
import type { CancelOutcome } from "../steps/cancel/perform-cancel.ts";
import type { ChangedRoles } from "../steps/roles/change-roles.ts";
import type { CommandContext } from "./command-context.ts";
import type { Approved } from "./require-approved.ts";

/** A call that Azure refused, or that nobody can say the end of. */
export interface FailedCancel {
  readonly outcome: "failed";
  readonly code: MessageCode;
  readonly message: string;
}

export interface EvidenceParts {
  readonly context: CommandContext;
  readonly pullRequest: number;
  readonly approved: Approved;
  readonly journal: Journal;
  readonly roles: ChangedRoles;
  readonly outcome: CancelOutcome | FailedCancel;
  readonly last:
    | { readonly gathered: GatheredFacts; readonly verdict: Verdict; readonly artifacts: ArtifactFacts }
    | undefined;
}

/** What was cancelled, on whose approval and release, under which rules, and what Azure answered. */
export function cancelEvidence(parts: EvidenceParts) {
  const { context, pullRequest, approved, journal, roles, outcome, last } = parts;
  const facts = last?.gathered.facts;
  const merged = facts?.pullRequest.known === true ? facts.pullRequest.value : undefined;
  const reviews = facts?.reviews.known === true ? facts.reviews.value : [];
  const releases = facts?.environmentApprovals.known === true ? facts.environmentApprovals.value : [];
  return {
    version: 1,
    kind: "cancel",
    repository: `${context.github.owner}/${context.github.repo}`,
    run: { id: context.runner.GITHUB_RUN_ID, attempt: context.runner.GITHUB_RUN_ATTEMPT },
    pullRequest: { number: pullRequest, head: merged?.headSha, mergeCommit: merged?.mergeCommit },
    approvedBy: reviews
      .filter((review) => review.state === "APPROVED")
      .map((review) => ({ login: review.user?.login, at: review.submittedAt?.toISOString() })),
    releasedBy: releases
      .filter((release) => release.state === "approved")
      .map((release) => release.user?.login),
    subscription: { id: approved.plan.subscription.id, name: approved.manifest.subscription.name },
    planDigest: approved.plan.planDigest,
    approvalDigest: approved.approvalDigest,
    policySha: facts?.policy.known === true ? facts.policy.value.sha : undefined,
    rules: last?.verdict.rules.map((rule) => rule.rule) ?? [],
    artifactsRead: last?.artifacts.checked ?? 0,
    roles: roles.roles,
    cancel: outcome,
    cloud: context.cloud.name,
    journalHead: journal.head,
  };
}

/**
 * Writes the file whole or not at all.
 *
 * @returns its path
 * @throws SundownError `file_unwritable`
 */
export async function writeCancelEvidence(
  path: string,
  evidence: ReturnType<typeof cancelEvidence>,
): Promise<string> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.part`, `${JSON.stringify(evidence, null, 2)}\n`, { mode: 0o600, flush: true });
    await rename(`${path}.part`, path);
    return path;
  } catch (cause) {
    throw new SundownError("file_unwritable", { message: `${path} cannot be written.`, place: path, cause });
  }
}
