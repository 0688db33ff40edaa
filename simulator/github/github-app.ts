import { type Context, Hono } from "hono";
import { actionsRoutes } from "./actions-routes.ts";
import { disturbedAnswer, type GitHubFaults } from "./github-faults.ts";
import type { GitHubWorld } from "./github-world.ts";
import { failureBody, HttpFailure } from "./http.ts";
import { pullRoutes } from "./pull-routes.ts";
import { repositoryRoutes } from "./repository-routes.ts";
import type { RunTokenIssuer, TokenScope } from "./run-token.ts";
import { isPermitted, type TokenPermissions } from "./token-permissions.ts";

export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** One request with its answer, as it went over the wire. */
export interface Exchange {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly requestBody: string;
  readonly status: number;
  readonly responseBody: string;
  /** Whether the answer was changed on purpose. */
  readonly disturbed: boolean;
}

interface Parts {
  readonly world: GitHubWorld;
  readonly origin: string;
  readonly token: string;
  readonly issuer: RunTokenIssuer;
  /** What a job's request token stands for. */
  readonly scopes: ReadonlyMap<string, TokenScope>;
  readonly log: LoggedRequest[];
  readonly faults: GitHubFaults;
  /** What the token may; everything when there is nothing. */
  readonly permissions: () => TokenPermissions | undefined;
  readonly onExchange: ((exchange: Exchange) => void) | undefined;
}

export function gitHubApp(parts: Parts): Hono {
  const { world, origin, token, log, faults, onExchange } = parts;
  const app = new Hono();
  app.use(async (context, next) => {
    const url = new URL(context.req.url);
    const path = url.pathname + url.search;
    const requestBody = await context.req.text();
    const fault = faults.take(context.req.method, path);
    if (fault?.status === undefined) await next();
    if (fault !== undefined) {
      const real = fault.status === undefined ? context.res : undefined;
      const answer = await disturbedAnswer(real, fault, origin + path);
      context.res = undefined;
      context.res = answer;
    }
    const { method } = context.req;
    const { status } = context.res;
    log.push({ method, path, status });
    const responseBody = onExchange === undefined ? "" : await context.res.clone().text();
    onExchange?.({ method, path, requestBody, status, responseBody, disturbed: fault !== undefined });
  });
  for (const path of ["/repos/*", "/orgs/*", "/users/*"])
    app.use(path, requireToken(token, parts.permissions));
  app.route("/", repositoryRoutes(world, origin));
  app.route(
    "/",
    pullRoutes(world, origin, () => world.user("github-actions[bot]", "Bot")),
  );
  app.route("/", actionsRoutes(world, origin));
  app.route("/", tokenRoutes(parts));
  app.notFound((context) => {
    const message = `The GitHub simulator has no ${context.req.method} ${context.req.path}`;
    return context.json(failureBody(404, message), 404);
  });
  app.onError((error, context) => {
    const status = error instanceof HttpFailure ? error.status : 500;
    return context.json(failureBody(status, error.message), status);
  });
  return app;
}

function tokenRoutes({ origin, issuer, scopes }: Parts): Hono {
  const app = new Hono();
  app.get("/_oidc/.well-known/jwks", (context) => context.json(issuer.jwks));
  app.get("/_oidc/token", async (context) => {
    const secret = bearer(context);
    const scope = secret === undefined ? undefined : scopes.get(secret);
    if (scope === undefined) throw new HttpFailure(401, "Unauthorized");
    const audience = context.req.query("audience") ?? `${origin}/${scope.repository.owner.login}`;
    return context.json({ count: 1, value: await issuer.sign(scope, audience) });
  });
  return app;
}

function requireToken(token: string, permissions: Parts["permissions"]) {
  return async (context: Context, next: () => Promise<void>): Promise<void> => {
    const given = bearer(context);
    if (given !== token) {
      throw new HttpFailure(401, given === undefined ? "Requires authentication" : "Bad credentials");
    }
    const limits = permissions();
    if (limits !== undefined && !isPermitted(limits, context.req.method, context.req.path)) {
      throw new HttpFailure(403, "Resource not accessible by integration");
    }
    await next();
  };
}

function bearer(context: Context): string | undefined {
  return /^(?:token|bearer) (.+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
}
