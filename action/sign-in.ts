import { getIDToken, setSecret } from "@actions/core";
import { ClientAssertionCredential } from "@azure/identity";
import { decodeJwt } from "jose";
import { z } from "zod";
import { connect } from "../azure/connect.ts";
import type { AzureConnection, Cloud } from "../azure/connection.ts";
import type { ClaimFacts } from "../core/gate/gate-facts.ts";
import { SundownError } from "../core/messages/sundown-error.ts";
import type { Inputs } from "./read-inputs.ts";

const MARGIN_MS = 60_000;

/** https://docs.github.com/en/actions/reference/security/oidc */
const claimsSchema = z.object({
  repository: z.string(),
  repository_id: z.string(),
  ref: z.string(),
  sha: z.string(),
  environment: z.string().optional(),
  workflow_ref: z.string(),
  run_id: z.string(),
  run_attempt: z.string(),
  event_name: z.string(),
});

export interface SignedIn {
  readonly connection: AzureConnection;
  /** What the run's own token says; GitHub gave it to us directly, and Entra ID checks its signature. */
  readonly claims: ClaimFacts;
}

/**
 * Signs in to Azure as the run itself: its OIDC token is the only credential that is ever tried.
 *
 * @throws SundownError `run_token_unavailable`, `action_input_invalid`, and those of `connect`
 */
export async function signIn(
  inputs: Inputs,
  cloud: Cloud,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<SignedIn> {
  if (inputs.clientId === "" || inputs.tenantId === "") {
    throw new SundownError("action_input_invalid", {
      message: "azure-client-id and azure-tenant-id are needed to sign in.",
    });
  }
  const runToken = keptRunToken(inputs.audience);
  const first = await runToken();
  const credential = new ClientAssertionCredential(inputs.tenantId, inputs.clientId, runToken, {
    authorityHost: cloud.loginEndpoint,
    disableInstanceDiscovery: !isPublic(cloud),
  });
  return { connection: await connect(environment, { credential }), claims: claimsOf(first) };
}

/** The run's token lives for minutes; it is asked for again only when it is about to end. */
function keptRunToken(audience: string): () => Promise<string> {
  let kept: { readonly token: string; readonly until: number } | undefined;
  return async () => {
    if (kept !== undefined && kept.until > Date.now()) return kept.token;
    const token = await askForRunToken(audience);
    kept = { token, until: (decodeJwt(token).exp ?? 0) * 1000 - MARGIN_MS };
    return token;
  };
}

async function askForRunToken(audience: string): Promise<string> {
  try {
    const token = await getIDToken(audience);
    setSecret(token);
    return token;
  } catch (cause) {
    throw new SundownError("run_token_unavailable", {
      message: "GitHub gave no OIDC token for this run.",
      cause,
    });
  }
}

function claimsOf(token: string): ClaimFacts {
  const claims = claimsSchema.safeParse(decodeJwt(token));
  if (!claims.success) {
    throw new SundownError("run_token_unavailable", {
      message: "The run's OIDC token lacks claims GitHub documents.",
    });
  }
  const { data } = claims;
  return {
    repository: data.repository,
    repositoryId: data.repository_id,
    ref: data.ref,
    sha: data.sha,
    environment: data.environment,
    workflowRef: data.workflow_ref,
    runId: data.run_id,
    runAttempt: data.run_attempt,
    eventName: data.event_name,
  };
}

function isPublic(cloud: Cloud): boolean {
  return new URL(cloud.loginEndpoint).hostname.startsWith("login.");
}
