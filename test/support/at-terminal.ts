import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { cleanEnvironment, repository } from "./run-cli.ts";

/** util-linux' `script` gives a program a real terminal. */
export const hasTerminal = spawnSync("script", ["-qec", "true", "/dev/null"]).status === 0;

/** What is typed once the screen shows a text that it did not show before, wherever its lines are broken. */
export type Answer = readonly [shows: string, types: string];

/** Milliseconds after which a question that never comes is given up. */
const LIMIT = 90_000;

export const ENTER = "\r";
export const DOWN = "\u001b[B";
export const CTRL_C = "\u0003";

export interface TerminalOptions {
  readonly cwd: string;
  /** @default 80 */
  readonly columns?: number;
  readonly environment?: Record<string, string>;
}

export interface TerminalRun {
  readonly exitCode: number | null;
  /** Everything the terminal got, colours and cursor moves included. */
  readonly screen: string;
}

/** Runs `sundown` at a terminal and types: see {@link typeInto}. */
export function runAtTerminal(
  args: readonly string[],
  answers: readonly Answer[],
  options: TerminalOptions,
): Promise<TerminalRun> {
  return typeInto([process.execPath, join(repository, "cli/main.ts"), ...args], answers, options);
}

/**
 * Runs a program at a terminal; each answer waits for its text in what was written since the answer before. A prompt is
 * drawn again with every key, so each text has to be one that only its own prompt shows.
 */
export function typeInto(
  program: readonly string[],
  answers: readonly Answer[],
  options: TerminalOptions,
): Promise<TerminalRun> {
  const quoted = program.map((arg) => `'${arg.replaceAll("'", String.raw`'\''`)}'`);
  const command = `stty rows 40 cols ${options.columns ?? 80}; exec ${quoted.join(" ")}`;
  const child = spawn("script", ["-qec", command, "/dev/null"], {
    cwd: options.cwd,
    // Under CI Node takes no terminal for one that shows colours.
    env: {
      ...cleanEnvironment(),
      CI: undefined,
      TERM: "xterm-256color",
      SHELL: "/bin/sh",
      ...options.environment,
    },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const waiting = [...answers];
  let screen = "";
  let seen = 0;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    screen += text;
    const fresh = unbroken(screen.slice(seen));
    const index = waiting.findIndex(([shows]) => fresh.includes(unbroken(shows)));
    const next = waiting[index];
    if (next === undefined) return;
    // What was not asked has been passed over.
    waiting.splice(0, index + 1);
    seen = screen.length;
    child.stdin.write(next[1]);
  });
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => {
      child.kill();
      reject(new Error(`after ${LIMIT} ms it waits for ${String(waiting[0]?.[0])}; the screen:\n${screen}`));
    }, LIMIT);
    child.on("error", reject);
    child.on("close", (exitCode) => {
      clearTimeout(limit);
      resolve({ exitCode, screen });
    });
  });
}

function unbroken(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/\s/g, "");
}
