import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { serve } from "@hono/node-server";
import { type Exchange, gitHubApp, type LoggedRequest } from "./github-app.ts";
import { type GitHubFault, GitHubFaults } from "./github-faults.ts";
import { GitHubWorld } from "./github-world.ts";
import type { Run } from "./records.ts";
import type { Repository } from "./repository.ts";
import { runTokenIssuer, type TokenScope } from "./run-token.ts";
import type { TokenPermissions } from "./token-permissions.ts";

export interface GitHubSimulatorOptions {
  /** Where its clock starts; an hour before now without it, so that what is seeded lies in the past. */
  readonly start?: Date;
  /** 0 for any free port. @default 0 */
  readonly port?: number;
  /** The token it accepts. @default a random one */
  readonly token?: string;
  /** Is shown every request with its answer. */
  readonly onExchange?: (exchange: Exchange) => void;
}

export interface GitHubSimulator {
  readonly origin: string;
  readonly token: string;
  readonly world: GitHubWorld;
  /** What a process needs to reach one repository. */
  environment(repository: Repository): Record<string, string>;
  /** What the runner gives a job: GITHUB_* and the address and secret for its OIDC token. */
  runnerEnvironment(
    repository: Repository,
    job: {
      readonly run: Run;
      readonly name: string;
      readonly environment?: string;
      readonly claims?: Readonly<Record<string, string>>;
    },
  ): Record<string, string>;
  /** Requests so far, in order. */
  log(): readonly LoggedRequest[];
  disturb(fault: GitHubFault): void;
  /** Leaves the token these permissions, as a workflow's `permissions:` does; before it the token may everything. */
  limit(permissions: TokenPermissions): void;
  close(): Promise<void>;
}

/**
 * A small GitHub on loopback: the part of the REST API that Sundown reads and writes, over real git objects, and
 * the token endpoint of a workflow run. A route it does not know answers 404 and says so in the log.
 */
export async function startGitHubSimulator(options: GitHubSimulatorOptions = {}): Promise<GitHubSimulator> {
  const port = options.port || (await freePort());
  const origin = `http://127.0.0.1:${port}`;
  const token = options.token ?? `ghs_${randomBytes(18).toString("base64url")}`;
  const world = new GitHubWorld(options.start ?? new Date(Date.now() - 60 * 60 * 1000));
  const issuer = await runTokenIssuer(`${origin}/_oidc`);
  const scopes = new Map<string, TokenScope>();
  const log: LoggedRequest[] = [];
  const faults = new GitHubFaults();
  let limits: TokenPermissions | undefined;
  const permissions = () => limits;
  const app = gitHubApp({
    world,
    origin,
    token,
    issuer,
    scopes,
    log,
    faults,
    permissions,
    onExchange: options.onExchange,
  });
  const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port });
  await new Promise<void>((resolve, reject) => {
    server.once("listening", resolve);
    server.once("error", reject);
  });

  const environment = (repository: Repository) => ({
    GITHUB_TOKEN: token,
    GITHUB_REPOSITORY: repository.fullName,
    GITHUB_API_URL: origin,
    GITHUB_SERVER_URL: origin,
  });
  return {
    origin,
    token,
    world,
    environment,
    runnerEnvironment(repository, job) {
      const secret = randomBytes(18).toString("base64url");
      scopes.set(secret, {
        repository,
        run: job.run,
        job: job.name,
        environment: job.environment,
        ...(job.claims === undefined ? {} : { claims: job.claims }),
      });
      return {
        ...environment(repository),
        ...runVariables(repository, job.run, job.name),
        ACTIONS_ID_TOKEN_REQUEST_URL: `${origin}/_oidc/token?api-version=2.0`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: secret,
      };
    },
    log: () => log,
    disturb: (fault) => faults.add(fault),
    limit(wanted) {
      limits = wanted;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
}

function runVariables(repository: Repository, run: Run, job: string): Record<string, string> {
  const ref = `refs/heads/${run.headBranch}`;
  return {
    GITHUB_ACTIONS: "true",
    CI: "true",
    GITHUB_RUN_ID: String(run.id),
    GITHUB_RUN_ATTEMPT: String(run.attempt),
    GITHUB_RUN_NUMBER: "1",
    GITHUB_EVENT_NAME: run.event,
    GITHUB_SHA: run.headSha,
    GITHUB_REF: ref,
    GITHUB_REF_NAME: run.headBranch,
    GITHUB_ACTOR: run.actor.login,
    GITHUB_TRIGGERING_ACTOR: run.triggeringActor.login,
    GITHUB_JOB: job,
    GITHUB_WORKFLOW_REF: `${repository.fullName}/${run.path}@${ref}`,
    GITHUB_REPOSITORY_ID: String(repository.id),
  };
}

/** The origin is part of every answer, so the port has to be known before the server starts. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
