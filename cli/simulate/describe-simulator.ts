import { makeVisible } from "../../core/report/markdown.ts";
import type { AzureSimulator } from "../../simulator/azure-simulator.ts";

export interface DescribedSimulator {
  readonly text: string;
  readonly document: Readonly<Record<string, unknown>>;
}

/**
 * Where the simulator serves and how to sign in. The secret is one that only this simulator accepts: it is
 * printed on purpose. So is the process: of a shell function in the background `$!` names the shell's.
 */
export function describeSimulator(
  simulator: AzureSimulator,
  subscriptions: readonly { readonly subscriptionId: string; readonly displayName?: string | undefined }[],
): DescribedSimulator {
  const { origin, certificatePath, tenantId, clientId, clientSecret } = simulator;
  const environment = simulator.environment();
  const exports = Object.entries(environment).map(([name, value]) => `  export ${name}=${value}`);
  const text = [
    `Azure in a box serves at ${origin}`,
    `  certificate  ${certificatePath}`,
    `  tenant       ${tenantId}`,
    `  application  ${clientId}`,
    `  secret       ${clientSecret}`,
    ...subscriptions.map(
      ({ subscriptionId, displayName }) =>
        `  subscription ${subscriptionId}${displayName === undefined ? "" : ` (${makeVisible(displayName)})`}`,
    ),
    `  process      ${process.pid}`,
    "",
    "For sundown and other programs with an Azure SDK for JavaScript:",
    ...exports,
    `For the az CLI:   export REQUESTS_CA_BUNDLE=${certificatePath}`,
    `For Go programs:  export SSL_CERT_FILE=${certificatePath}`,
    "",
    "docs/simulator.md shows whole sessions. Ctrl-C ends it.",
  ].join("\n");
  return {
    text,
    document: {
      origin,
      certificatePath,
      tenantId,
      clientId,
      clientSecret,
      subscriptionId: subscriptions[0]?.subscriptionId,
      subscriptions: subscriptions.map(({ subscriptionId, displayName }) => ({
        subscriptionId,
        ...(displayName === undefined ? {} : { displayName }),
      })),
      processId: process.pid,
      environment,
    },
  };
}
