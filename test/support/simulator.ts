import tls from "node:tls";
import { ClientSecretCredential } from "@azure/identity";
import { onTestFinished } from "vitest";
import {
  type AzureSimulator,
  type AzureSimulatorOptions,
  startAzureSimulator,
} from "../../simulator/azure-simulator.ts";

/** Starts a simulator for one test and trusts its certificate in this process; it ends with the test. */
export async function startSimulator(options: AzureSimulatorOptions): Promise<AzureSimulator> {
  const simulator = await startAzureSimulator(options);
  trust(simulator);
  onTestFinished(() => simulator.close());
  return simulator;
}

/** Node reads NODE_EXTRA_CA_CERTS only at its start, so a test in this process trusts by hand. */
export function trust(simulator: Pick<AzureSimulator, "certificate">): void {
  // Simulators of one process share theirs.
  const trusted = tls.getCACertificates("default");
  if (!trusted.includes(simulator.certificate))
    tls.setDefaultCACertificates([...trusted, simulator.certificate]);
}

export function credentialFor(simulator: AzureSimulator): ClientSecretCredential {
  return new ClientSecretCredential(simulator.tenantId, simulator.clientId, simulator.clientSecret, {
    authorityHost: simulator.origin,
    disableInstanceDiscovery: true,
  });
}

/** What every `@azure/arm-*` client is constructed with. */
export function clientOptionsFor(simulator: AzureSimulator) {
  return {
    endpoint: simulator.origin,
    credentials: { scopes: [`${simulator.origin}/.default`] },
    retryOptions: { maxRetries: 0 },
  };
}

interface ArmReply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

/** JSON from the simulator, as deep as a test looks into it. */
export interface Json {
  readonly [name: string]: Json;
  readonly [index: number]: Json;
}

/** A part of a reply as the shape a test expects; what it compares then tells whether that was right. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the test names the shape it compares with
export function read<T>(part: Json | undefined): T {
  const copy: T = JSON.parse(JSON.stringify(part ?? null));
  return copy;
}

export type ArmCaller = (method: string, path: string, body?: unknown) => Promise<ArmReply>;

/** Plain calls with a token of the simulator's own application, or of another one. */
export async function signIn(
  simulator: AzureSimulator,
  identity: { readonly clientId: string; readonly clientSecret: string } = simulator,
): Promise<ArmCaller> {
  const answer = await fetch(`${simulator.origin}/${simulator.tenantId}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: identity.clientId,
      client_secret: identity.clientSecret,
      scope: `${simulator.origin}/.default`,
    }),
  });
  const { access_token: token } = JSON.parse(await answer.text());
  return async (method, path, body) => {
    const reply = await fetch(path.startsWith("https:") ? path : simulator.origin + path, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    return { status: reply.status, headers: reply.headers, body: text === "" ? {} : JSON.parse(text) };
  };
}

/** Ids and names of a list, page after page; `pages` counts what each page held. */
export async function listAll(arm: ArmCaller, path: string): Promise<{ ids: string[]; pages: number[] }> {
  const ids: string[] = [];
  const pages: number[] = [];
  for (let next: string | undefined = path; next; ) {
    const { body }: ArmReply = await arm("GET", next);
    const items = read<{ id: string }[]>(body.value);
    pages.push(items.length);
    ids.push(...items.map(({ id }) => id));
    next = read<string | null>(body.nextLink) ?? undefined;
  }
  return { ids, pages };
}
