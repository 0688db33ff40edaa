import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { reasonOf } from "../../core/messages/reason-of.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";

/** How a call of the `pulumi` command ended. */
export interface PulumiEnd {
  /** `null` when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface PulumiCall {
  /** Folder of Pulumi.yaml. */
  readonly root: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Asks Pulumi to end what runs and begin nothing more. */
  readonly signal: AbortSignal;
  /** Takes each line instead of keeping it for the end. */
  readonly onLine?: (line: string) => void;
}

/**
 * Calls the `pulumi` command on PATH. It runs in a process group of its own: a Ctrl-C on the terminal would reach it
 * directly, and the second one that we send on would make it stop without waiting for what runs.
 *
 * @throws SundownError pulumi_missing
 */
export async function callPulumi(args: readonly string[], call: PulumiCall): Promise<PulumiEnd> {
  const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
    cwd: call.root,
    env: call.environment,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const interrupt = (): boolean => child.kill("SIGINT");
  call.signal.addEventListener("abort", interrupt, { once: true });
  const output = { stdout: "", stderr: "" };
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (call.onLine === undefined) output.stdout += `${line}\n`;
    else call.onLine(line);
  });
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    });
    return { code, ...output };
  } catch (cause) {
    throw new SundownError("pulumi_missing", {
      message: `The pulumi command cannot be run: ${reasonOf(cause)}.`,
      cause,
    });
  } finally {
    call.signal.removeEventListener("abort", interrupt);
  }
}
