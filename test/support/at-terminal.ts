import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { cleanEnvironment, repository } from "./run-cli.ts";

/** util-linux' `script` gives a program a real terminal. */
export const hasTerminal = spawnSync("script", ["-qec", "true", "/dev/null"]).status === 0;

/** What is typed once the screen shows a text that it did not show before. */
export type Answer = readonly [shows: string | RegExp, types: string];

export const ENTER = "\r";
export const DOWN = "\u001b[B";
export const CTRL_C = "\u0003";

/**
 * Runs `sundown` at a terminal and types: each answer waits for its text in what was written since the answer before.
 *
 * @returns everything the terminal got, colours and cursor moves included
 */
export function runAtTerminal(
  args: readonly string[],
  answers: readonly Answer[],
  options: { readonly cwd: string; readonly columns?: number; readonly environment?: Record<string, string> },
): Promise<{ readonly exitCode: number | null; readonly screen: string }> {
  const quoted = [process.execPath, join(repository, "cli/main.ts"), ...args].map(
    (arg) => `'${arg.replaceAll("'", String.raw`'\''`)}'`,
  );
  const command = `stty rows 40 cols ${options.columns ?? 80}; exec ${quoted.join(" ")}`;
  const child = spawn("script", ["-qec", command, "/dev/null"], {
    cwd: options.cwd,
    env: { ...cleanEnvironment(), TERM: "xterm-256color", SHELL: "/bin/sh", ...options.environment },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const waiting = [...answers];
  let screen = "";
  let seen = 0;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    screen += text;
    const [next] = waiting;
    if (next === undefined) return;
    const fresh = screen.slice(seen);
    if (typeof next[0] === "string" ? !fresh.includes(next[0]) : !next[0].test(fresh)) return;
    waiting.shift();
    seen = screen.length;
    child.stdin.write(next[1]);
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, screen }));
  });
}
