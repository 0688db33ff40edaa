import { spawn } from "node:child_process";
import { join } from "node:path";

export const repository = join(import.meta.dirname, "../..");

export interface CliOptions {
  /** @default the source of this checkout */
  readonly script?: string;
  /** @default the repository */
  readonly cwd?: string;
  /** On top of this process's environment without anything that signs in. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Sends this signal once, as soon as stdout or stderr holds the text. */
  readonly interrupt?: { readonly at: string; readonly signal: NodeJS.Signals };
}

export interface CliRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `sundown` as a process of its own, without a terminal, and answers what it wrote and how it ended. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  const child = spawn(process.execPath, [options.script ?? join(repository, "cli/main.ts"), ...args], {
    cwd: options.cwd ?? repository,
    env: { ...cleanEnvironment(), ...options.environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let { interrupt } = options;
  let stdout = "";
  let stderr = "";
  const interruptAt = (said: string) => {
    if (interrupt === undefined || !said.includes(interrupt.at)) return;
    child.kill(interrupt.signal);
    interrupt = undefined;
  };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    interruptAt(stdout);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    interruptAt(stderr);
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

/** Nothing that would sign in anywhere, and no colours. */
export function cleanEnvironment(): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(AZURE_|ARM_|GITHUB_|ACTIONS_|INPUT_|NODE_EXTRA_CA_CERTS|FORCE_COLOR|VITEST)/.test(name),
    ),
  );
}
