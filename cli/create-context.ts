import type { AzureConnection } from "../azure/connection.ts";
import type { Host } from "../core/host.ts";
import type { GitHubConnection } from "../github/connection.ts";
import type { StepContext } from "../steps/step-context.ts";

/** What steps get from the command line: this process's environment, clock and connections made when first needed. */
export function createContext(host: Host, signal: AbortSignal): StepContext {
  let azure: Promise<AzureConnection> | undefined;
  let github: Promise<GitHubConnection> | undefined;
  return {
    host,
    environment: process.env,
    workingDirectory: process.cwd(),
    now: () => new Date(),
    signal,
    azure: () => {
      azure ??= import("../azure/connect.ts").then(({ connect }) => connect(process.env));
      return azure;
    },
    github: () => {
      github ??= import("../github/connect-github.ts").then(({ connectGitHub }) =>
        connectGitHub(process.env, signal),
      );
      return github;
    },
  };
}
