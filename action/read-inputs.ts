import { readFileSync } from "node:fs";
import { getInput, setSecret } from "@actions/core";
import { z } from "zod";
import { SundownError } from "../core/messages/sundown-error.ts";
import type { InputName } from "./action-io.ts";
import { parseSeals } from "./artifact-seals.ts";

const number = z.string().regex(/^[1-9]\d{0,8}$/, "a number");
const digest = z.string().regex(/^[0-9a-f]{64}$/, "64 lower-case hex digits");
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.union([z.literal("").transform(() => undefined), schema]);

const inputSchema = z.object({
  command: z.enum(["check", "verify", "cancel"]),
  token: z.string().min(1, "a token"),
  pullRequest: optional(number.transform(Number)),
  verifiedDigest: optional(digest),
  verifiedArtifacts: z.string().transform(parseSeals),
  clientId: z.string(),
  tenantId: z.string(),
  audience: z.string().min(1),
  pollSeconds: z.coerce.number().min(0.01).max(600),
  evidenceFolder: optional(z.string()),
});

export type Inputs = z.infer<typeof inputSchema>;

const environmentSchema = z.object({
  GITHUB_REPOSITORY: z.string().min(3),
  GITHUB_EVENT_NAME: z.string().min(1),
  GITHUB_SHA: z.string().regex(/^[0-9a-f]{40}$/),
  GITHUB_RUN_ID: number.transform(Number),
  GITHUB_RUN_ATTEMPT: number.transform(Number),
  GITHUB_JOB: z.string().min(1),
  GITHUB_EVENT_PATH: z.string().optional(),
  RUNNER_TEMP: z.string().optional(),
});

/** What the runner says about the run: ids only, everything else is asked of GitHub. */
export type Runner = z.infer<typeof environmentSchema>;

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws SundownError `action_input_invalid` */
export function readInputs(environment: Environment): Inputs {
  const input = (name: InputName) => getInput(name);
  const token = input("github-token") || (environment.GITHUB_TOKEN ?? "");
  if (token !== "") setSecret(token);
  const checked = inputSchema.safeParse({
    command: input("command"),
    token,
    pullRequest: input("pull-request"),
    verifiedDigest: input("verified-digest"),
    verifiedArtifacts: input("verified-artifacts"),
    clientId: input("azure-client-id") || (environment.AZURE_CLIENT_ID ?? ""),
    tenantId: input("azure-tenant-id") || (environment.AZURE_TENANT_ID ?? ""),
    audience: input("audience") || "api://AzureADTokenExchange",
    pollSeconds: input("poll-seconds") || "10",
    evidenceFolder: input("evidence-folder"),
  });
  if (checked.success) return checked.data;
  const said = checked.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
  throw new SundownError("action_input_invalid", { message: `The Action's inputs cannot be used: ${said}.` });
}

/** @throws SundownError `action_environment_invalid` */
export function readRunner(environment: Environment): Runner {
  const checked = environmentSchema.safeParse(environment);
  if (checked.success) return checked.data;
  const names = [...new Set(checked.error.issues.map((issue) => issue.path.join(".")))].join(", ");
  throw new SundownError("action_environment_invalid", { message: `Missing or not as expected: ${names}.` });
}

const eventSchema = z.object({ pull_request: z.object({ number: z.int().positive() }) });

/** Number of the pull request the event is about; `undefined` when it is about none. The only thing read of the payload. */
export function pullRequestOfEvent(runner: Runner): number | undefined {
  if (runner.GITHUB_EVENT_PATH === undefined) return undefined;
  let payload: unknown;
  try {
    payload = JSON.parse(readFileSync(runner.GITHUB_EVENT_PATH, "utf8"));
  } catch {
    return undefined;
  }
  const checked = eventSchema.safeParse(payload);
  return checked.success ? checked.data.pull_request.number : undefined;
}
