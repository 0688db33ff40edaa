import tls from "node:tls";
import { ClientSecretCredential } from "@azure/identity";
import { onTestFinished } from "vitest";
import {
  type AzureSimulator,
  type AzureSimulatorOptions,
  startAzureSimulator,
} from "../../simulator/azure-simulator.ts";

const ownAuthorities = tls.getCACertificates("default");

/** Starts a simulator for one test and trusts its certificate in this process; it ends with the test. */
export async function startSimulator(options: AzureSimulatorOptions): Promise<AzureSimulator> {
  const simulator = await startAzureSimulator(options);
  trust(simulator);
  onTestFinished(() => simulator.close());
  return simulator;
}

/** Node reads NODE_EXTRA_CA_CERTS only at its start, so a test in this process trusts by hand. */
export function trust(simulator: Pick<AzureSimulator, "certificate">): void {
  ownAuthorities.push(simulator.certificate);
  tls.setDefaultCACertificates(ownAuthorities);
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

export interface ArmReply {
  readonly status: number;
  readonly headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- replies are compared, never trusted
  readonly body: Record<string, never> & { error?: { code: string; message: string } };
}
