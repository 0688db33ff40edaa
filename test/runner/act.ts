import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { json } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { builtAction } from "../support/run-action.ts";
import { repository as root } from "../support/run-cli.ts";

/** Where nektos/act is, a runner for GitHub's workflows, or `undefined` where there is none on PATH. */
export function findAct(): string | undefined {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "act"))
    .find((path) => existsSync(path));
}

/** What a stand-in for somebody else's action tells: who it stands for, in which job, with which inputs. */
const callSchema = z.object({
  action: z.string(),
  job: z.string(),
  inputs: z.record(z.string(), z.string()),
});
export type ActionCall = z.infer<typeof callSchema>;

export interface ActOptions {
  /** Path of the workflow in the repository. */
  readonly workflow: string;
  readonly event: "push" | "workflow_dispatch" | "pull_request" | "pull_request_review";
  readonly payload: unknown;
  /** The repository's files by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** Folders to look for commands in, before this process's own. */
  readonly commands?: readonly string[];
  /** Adds to the repository's folder what is no text. */
  readonly prepare?: (workspace: string) => Promise<void>;
  /** Called for every action of others; what it returns becomes the environment of the job's next steps. */
  readonly onAction: (call: ActionCall) => Promise<Readonly<Record<string, string>>>;
}

export interface ActRun {
  readonly exitCode: number | null;
  readonly log: string;
}

/**
 * Runs a workflow as it is, on this machine. Its jobs come with Sundown installed, so that `npm ci` has nothing to
 * do; the actions of others are stand-ins that tell the test.
 */
export async function runAct(act: string, options: ActOptions): Promise<ActRun> {
  const folder = await mkdtemp(join(tmpdir(), "sundown-act-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const workspace = join(folder, "workspace");
  await fillWorkspace(workspace, options.files);
  await options.prepare?.(workspace);
  const hook = await listen(options.onAction);
  const standIns = await makeStandIns(join(folder, "actions"), options.files[options.workflow] ?? "", hook);
  await writeFile(join(folder, "event.json"), JSON.stringify(options.payload));
  const bin = join(folder, "bin");
  await mkdir(bin);
  await writeFile(join(bin, "npm"), "#!/bin/sh\nexit 0\n", { mode: 0o755 });
  const environment = {
    ...options.environment,
    PATH: [bin, dirname(process.execPath), ...(options.commands ?? []), process.env.PATH ?? ""].join(
      delimiter,
    ),
  };
  const pairs = (flag: string, values: Readonly<Record<string, string>>) =>
    Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`]);
  const args = [
    options.event,
    ...["--platform", "ubuntu-latest=-self-hosted", "--workflows", options.workflow],
    ...["--eventpath", join(folder, "event.json"), "--action-cache-path", join(folder, "cache")],
    ...["--no-cache-server", "--use-gitignore=false", "--log-prefix-job-id"],
    ...standIns.flatMap((each) => ["--local-repository", each]),
    ...pairs("--env", environment),
    ...pairs("--var", options.variables),
    ...pairs("--secret", options.secrets),
  ];
  const child = spawn(act, args, { cwd: workspace, env: { ...process.env, HOME: folder } });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
  }
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return { exitCode, log };
}

async function fillWorkspace(workspace: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(workspace, path)), { recursive: true });
    await writeFile(join(workspace, path), content);
  }
  const installed = join(workspace, "node_modules", "azure-sundown");
  await mkdir(join(workspace, "node_modules", ".bin"), { recursive: true });
  await cp(dirname(await builtAction()), join(installed, "dist"), { recursive: true });
  await cp(join(root, "action.yml"), join(installed, "action.yml"));
  await symlink(join(root, "cli", "sundown.js"), join(workspace, "node_modules", ".bin", "sundown"));
}

/** One folder for each action of others that the workflow uses, as `OWNER/NAME@REF=FOLDER`. */
async function makeStandIns(folder: string, workflow: string, hook: string): Promise<string[]> {
  const used = new Set(
    [...workflow.matchAll(/uses: ([\w-]+\/[\w-]+@[0-9a-f]{40})/g)].map(([, use = ""]) => use),
  );
  return Promise.all(
    [...used].map(async (use) => {
      const [name = ""] = use.split("@");
      const place = join(folder, name);
      await mkdir(place, { recursive: true });
      await writeFile(join(place, "action.yml"), `name: stand-in\nruns: {using: node24, main: index.mjs}\n`);
      await writeFile(join(place, "index.mjs"), standIn(name, hook));
      return `${use}=${place}`;
    }),
  );
}

function standIn(action: string, hook: string): string {
  return `import { appendFileSync } from "node:fs";
const inputs = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) => (name.startsWith("INPUT_") ? [[name.slice(6).toLowerCase(), value]] : [])),
);
const body = JSON.stringify({ action: ${JSON.stringify(action)}, job: process.env.GITHUB_JOB, inputs });
const answer = await fetch(${JSON.stringify(hook)}, { method: "POST", body });
if (!answer.ok) throw new Error(await answer.text());
for (const [name, value] of Object.entries(await answer.json())) appendFileSync(process.env.GITHUB_ENV, name + "=" + value + "\\n");
`;
}

/** @returns the address that stand-ins call. */
async function listen(onAction: ActOptions["onAction"]): Promise<string> {
  const server = createServer((request, response) => {
    json(request)
      .then(async (body) => response.end(JSON.stringify(await onAction(callSchema.parse(body)))))
      .catch((problem: unknown) => response.writeHead(500).end(String(problem)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
}
