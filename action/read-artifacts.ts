import type { AzureConnection } from "../azure/connection.ts";
import type { ArtifactFacts } from "../core/gate/gate-facts.ts";
import { doomedAccounts } from "../core/gate/state-accounts.ts";
import { verifyArtifacts } from "../steps/verify/verify-artifacts.ts";
import type { Approved } from "./require-approved.ts";
import { say } from "./write-output.ts";

/** Reads every artifact again, to its last byte, and puts what is wrong into sentences. */
export async function readArtifacts(
  connection: AzureConnection,
  { plan, manifest, policy }: Pick<Approved, "plan" | "manifest" | "policy">,
  signal: AbortSignal,
): Promise<ArtifactFacts> {
  const { artifactHosts } = policy;
  const checks = await verifyArtifacts(manifest, connection, {
    artifactHosts,
    doomedAccounts: doomedAccounts(plan),
    signal,
  });
  for (const check of checks) {
    const versions = [check.etag, check.versionId, check.immutableUntil].filter((part) => part !== undefined);
    say(`artifact ${check.url}: ${check.ok ? "as approved" : "NOT as approved"} (${versions.join(", ")})`);
  }
  return {
    checked: checks.length,
    problems: checks.flatMap((check) => check.problems.map((problem) => `${problem.message}.`)),
  };
}
