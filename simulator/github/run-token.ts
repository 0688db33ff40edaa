import { exportJWK, generateKeyPair, SignJWT } from "jose";
import type { Run } from "./records.ts";
import type { Repository } from "./repository.ts";

/** Which job of which run a request token belongs to. */
export interface TokenScope {
  readonly repository: Repository;
  readonly run: Run;
  readonly job: string;
  readonly environment: string | undefined;
  /** Claims that shall say something else than GitHub would. */
  readonly claims?: Readonly<Record<string, string>>;
}

export interface RunTokenIssuer {
  readonly jwks: { readonly keys: readonly object[] };
  sign(scope: TokenScope, audience: string): Promise<string>;
}

/** Signs tokens as GitHub's OIDC provider does (https://docs.github.com/en/actions/reference/security/oidc). */
export async function runTokenIssuer(issuer: string): Promise<RunTokenIssuer> {
  const keys = await generateKeyPair("RS256", { extractable: true });
  const keyId = "simulated";
  const jwk = await exportJWK(keys.publicKey);
  return {
    jwks: { keys: [{ ...jwk, kid: keyId, alg: "RS256", use: "sig" }] },
    sign(scope: TokenScope, audience: string): Promise<string> {
      return new SignJWT(claimsOf(scope))
        .setProtectedHeader({ alg: "RS256", kid: keyId, typ: "JWT" })
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt()
        .setNotBefore("-10m")
        .setExpirationTime("5m")
        .setJti(`${scope.run.id}-${scope.run.attempt}-${scope.job}`)
        .sign(keys.privateKey);
    },
  };
}

function claimsOf({ repository, run, environment, claims }: TokenScope): Record<string, string> {
  const ref = `refs/heads/${run.headBranch}`;
  const context = environment === undefined ? `ref:${ref}` : `environment:${environment}`;
  return {
    sub: `repo:${repository.fullName}:${context}`,
    repository: repository.fullName,
    repository_id: String(repository.id),
    repository_owner: repository.owner.login,
    repository_owner_id: String(repository.owner.id),
    repository_visibility: "private",
    ref,
    ref_type: "branch",
    ref_protected: "true",
    sha: run.headSha,
    workflow: run.path,
    workflow_ref: `${repository.fullName}/${run.path}@${ref}`,
    workflow_sha: run.headSha,
    job_workflow_ref: `${repository.fullName}/${run.path}@${ref}`,
    job_workflow_sha: run.headSha,
    event_name: run.event,
    run_id: String(run.id),
    run_number: "1",
    run_attempt: String(run.attempt),
    runner_environment: "github-hosted",
    actor: run.actor.login,
    actor_id: String(run.actor.id),
    head_ref: "",
    base_ref: "",
    ...(environment === undefined ? {} : { environment }),
    ...claims,
  };
}
