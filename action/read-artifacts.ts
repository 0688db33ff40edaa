import type { AzureConnection } from "../azure/connection.ts";
import { containerPolicy } from "../azure/storage/container-retention.ts";
import type { ArtifactFacts } from "../core/gate/gate-facts.ts";
import { doomedAccounts } from "../core/gate/state-accounts.ts";
import type { Notice } from "../core/host.ts";
import { refuseEndingAccount } from "../steps/backup/refuse-ending-account.ts";
import { type ArtifactCheck, verifyArtifacts } from "../steps/verify/verify-artifacts.ts";
import type { ArtifactSeals } from "./artifact-seals.ts";
import type { Approved } from "./require-approved.ts";
import { say } from "./write-output.ts";

export interface ReadArtifacts {
  readonly facts: ArtifactFacts;
  readonly checks: readonly ArtifactCheck[];
}

const host = { notify: ({ message }: Notice): void => say(message) };

/**
 * Reads every artifact again, to its last byte, and puts what is wrong into sentences. What `verify` has read for
 * this very approval, and what has been locked ever since, is only asked for its ETag, version and length.
 */
export async function readArtifacts(
  connection: AzureConnection,
  approved: Pick<Approved, "plan" | "manifest" | "policy" | "approvalDigest">,
  options: { readonly signal: AbortSignal; readonly seals?: ArtifactSeals | undefined },
): Promise<ReadArtifacts> {
  const { plan, manifest, policy, approvalDigest } = approved;
  const { seals, signal } = options;
  const checks = await verifyArtifacts(manifest, connection, {
    artifactHosts: policy.artifactHosts,
    doomedAccounts: doomedAccounts(plan),
    refuseAccount: (account) => refuseEndingAccount(connection, account, plan.subscription.id, host),
    containerPolicy: (account, container) => containerPolicy(connection, account, container),
    signal,
    ...(seals?.digest === approvalDigest ? { seals: new Map(Object.entries(seals.seals)) } : {}),
  });
  for (const { url, ok, sealed, etag, versionId, immutableUntil } of checks) {
    const versions = [etag, versionId, immutableUntil].filter((part) => part !== undefined);
    const found = sealed === true ? "locked since verify read it" : ok ? "as approved" : "NOT as approved";
    say(`artifact ${url}: ${found}${versions.length === 0 ? "" : ` (${versions.join(", ")})`}`);
  }
  const facts = {
    checked: checks.length,
    sealed: checks.filter(({ sealed }) => sealed === true).length,
    problems: checks.flatMap((check) => check.problems.map((problem) => `${problem.message}.`)),
  };
  return { facts, checks };
}
