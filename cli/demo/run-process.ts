import { spawn } from "node:child_process";

export interface ProcessRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProcessOptions {
  readonly cwd: string;
  /** The whole environment of the process. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Told of every line as it comes, from both streams. */
  readonly onLine: (line: string) => void;
}

/** Runs a Node program without a terminal and collects what it writes. */
export function runProcess(args: readonly string[], options: ProcessOptions): Promise<ProcessRun> {
  const child = spawn(process.execPath, args, {
    cwd: options.cwd,
    env: options.environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = () => child.kill("SIGTERM");
  options.signal.addEventListener("abort", stop, { once: true });
  const collected = { stdout: "", stderr: "" };
  const rest = { stdout: "", stderr: "" };
  const read = (stream: "stdout" | "stderr") => (text: string) => {
    collected[stream] += text;
    const lines = (rest[stream] + text).split("\n");
    rest[stream] = lines.pop() ?? "";
    for (const line of lines) options.onLine(line);
  };
  child.stdout.setEncoding("utf8").on("data", read("stdout"));
  child.stderr.setEncoding("utf8").on("data", read("stderr"));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      options.signal.removeEventListener("abort", stop);
      for (const line of [rest.stdout, rest.stderr]) if (line !== "") options.onLine(line);
      resolve({ exitCode: code ?? 1, ...collected });
    });
  });
}
