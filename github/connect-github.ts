import { getOctokit } from "@actions/github";
import { z } from "zod";
import { SundownError } from "../core/messages/sundown-error.ts";
import type { GitHubConnection, Parameters } from "./connection.ts";
import { readPages } from "./read-pages.ts";
import { type Answer, requestWithRetry } from "./request-with-retry.ts";

const environmentSchema = z.object({
  GITHUB_TOKEN: z.string().min(1),
  GITHUB_REPOSITORY: z.string().regex(/^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/),
  GITHUB_API_URL: z
    .url({ protocol: /^https?$/ })
    .refine(isSafeForToken, "https, or http on this machine")
    .default("https://api.github.com"),
});

/** A token never leaves the machine unencrypted. */
function isSafeForToken(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" || ["127.0.0.1", "localhost", "[::1]"].includes(hostname);
}

/**
 * Connects to one repository as GITHUB_TOKEN, GITHUB_REPOSITORY and GITHUB_API_URL say.
 *
 * @param signal ends a reading at once; what is being written is waited for, as nothing else tells what became of it
 * @throws SundownError `github_environment_missing`
 */
export function connectGitHub(
  environment: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
): GitHubConnection {
  const checked = environmentSchema.safeParse(environment);
  if (!checked.success) {
    const names = [...new Set(checked.error.issues.map((issue) => issue.path.join(".")))].join(", ");
    throw new SundownError("github_environment_missing", { message: `Missing or not usable: ${names}.` });
  }
  const { GITHUB_TOKEN: token, GITHUB_REPOSITORY: fullName, GITHUB_API_URL } = checked.data;
  const [owner = "", repo = ""] = fullName.split("/");
  const apiUrl = GITHUB_API_URL.replace(/\/+$/, "");
  const octokit = getOctokit(token, { baseUrl: apiUrl, userAgent: "sundown" });
  let calls = 0;

  const send = async (route: string, parameters: Parameters): Promise<Answer> => {
    signal?.throwIfAborted();
    const attempt = () => {
      calls += 1;
      // A next link is a whole URL; owner and repo would end up in its query.
      const place = route.includes("{owner}") ? { owner, repo } : {};
      const request = signal === undefined ? {} : { request: { signal } };
      return octokit.request(route, { ...place, ...parameters, ...request });
    };
    const answer = await requestWithRetry(route, attempt, { signal });
    return expectFrom(apiUrl, route, answer);
  };

  return {
    owner,
    repo,
    apiUrl,
    calls: () => calls,
    async read(route, parameters, schema) {
      return check(route, schema, expectFound(route, await send(route, parameters)).body);
    },
    async find(route, parameters, schema) {
      const answer = await send(route, parameters);
      return answer.status === 404 ? undefined : check(route, schema, answer.body);
    },
    readAll(route, parameters, schema, member) {
      const first = () => send(route, { per_page: 100, ...parameters });
      const next = (url: string) => send(`GET ${url}`, {});
      return readPages({ route, apiUrl, first, next, schema, ...(member === undefined ? {} : { member }) });
    },
    async write(route, body, schema) {
      const answer = await requestWithRetry(
        route,
        () => {
          calls += 1;
          return octokit.request(route, { owner, repo, ...body });
        },
        { attempts: 1 },
      );
      return check(route, schema, expectFound(route, answer).body);
    },
  };
}

/** Redirects within GitHub are followed (a renamed repository); what another host says is nothing to decide on. */
function expectFrom(apiUrl: string, route: string, answer: Answer): Answer {
  if (URL.canParse(answer.url) && new URL(answer.url).origin === new URL(apiUrl).origin) return answer;
  throw new SundownError("github_answer_unreadable", {
    message: `The answer to ${route} does not come from ${new URL(apiUrl).host}.`,
    place: route,
  });
}

function expectFound(route: string, answer: Answer): Answer {
  if (answer.status === 404) {
    throw new SundownError("github_not_found", { message: `GitHub answers 404 to ${route}.`, place: route });
  }
  return answer;
}

/** The one place where GitHub's answers become typed. */
function check<Body>(route: string, schema: z.ZodType<Body>, body: unknown): Body {
  const checked = schema.safeParse(body);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  throw new SundownError("github_answer_unreadable", {
    message: `The answer to ${route} is not as documented: ${issue?.path.join(".") || "(top)"} ${issue?.message ?? ""}.`,
    place: route,
  });
}
