import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { bundleAction } from "../../scripts/bundle-action.ts";

export interface ActionRun {
  readonly exitCode: number | null;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** Codes in the output `reasons`; empty when there are none. */
  readonly reasons: readonly string[];
  /** The runner's temporary folder. */
  readonly temp: string;
}

export interface ActionOptions {
  readonly inputs: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  /** Content of the event file. */
  readonly event?: unknown;
}

let building: Promise<string> | undefined;

/** The bundle of the source as it is now, built once for each test process; another test compares it with dist/. */
export function builtAction(): Promise<string> {
  building ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), "sundown-bundle-"));
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    await bundleAction(folder);
    return join(folder, "index.js");
  })();
  return building;
}

/** Starts the built Action as the runner does: inputs and files by environment, nothing inherited. */
export async function runAction(options: ActionOptions): Promise<ActionRun> {
  const temp = await mkdtemp(join(tmpdir(), "sundown-action-"));
  onTestFinished(() => rm(temp, { recursive: true, force: true }));
  return startBundle(await builtAction(), temp, options);
}

/** A bundle as a process, with a folder that stands for the runner's temporary one. */
export async function startBundle(bundle: string, temp: string, options: ActionOptions): Promise<ActionRun> {
  const files = {
    output: join(temp, "output"),
    summary: join(temp, "summary"),
    event: join(temp, "event.json"),
  };
  await writeFile(files.output, "");
  await writeFile(files.summary, "");
  await writeFile(files.event, JSON.stringify(options.event ?? {}));
  const inputs = Object.entries(options.inputs).map(([name, value]) => [
    `INPUT_${name.toUpperCase()}`,
    value,
  ]);
  const child = spawn(process.execPath, [bundle], {
    env: {
      PATH: process.env.PATH ?? "",
      RUNNER_TEMP: temp,
      GITHUB_OUTPUT: files.output,
      GITHUB_STEP_SUMMARY: files.summary,
      GITHUB_EVENT_PATH: files.event,
      ...options.environment,
      ...Object.fromEntries(inputs),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  child.stdout.on("data", (chunk: Buffer) => {
    log += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    log += chunk.toString();
  });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const outputs = parseOutputs(await readFile(files.output, "utf8"));
  const reasons: unknown = JSON.parse(outputs.reasons ?? "[]");
  return {
    exitCode,
    log,
    outputs,
    summary: await readFile(files.summary, "utf8"),
    reasons: Array.isArray(reasons) ? reasons.map(String) : [],
    temp,
  };
}

/** `name<<delimiter`, value, delimiter; the last value of a name counts. */
function parseOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [, name = "", , value = ""] of text.matchAll(/^(.+?)<<(\S+)\r?\n([\s\S]*?)\r?\n\2$/gm)) {
    outputs[name] = value;
  }
  return outputs;
}
