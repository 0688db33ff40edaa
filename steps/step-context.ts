import type { AzureConnection } from "../azure/connection.ts";
import type { Host } from "../core/host.ts";
import type { GitHubConnection } from "../github/connection.ts";

/** What every step is given. Steps read no clock, environment or terminal of their own. */
export interface StepContext {
  readonly host: Host;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  readonly now: () => Date;
  /** Aborted by the first Ctrl-C: stop starting new work, save, return. */
  readonly signal: AbortSignal;
  /** Signs in at the first call, the same connection afterwards. */
  readonly azure: () => Promise<AzureConnection>;
  readonly github: () => Promise<GitHubConnection>;
}
