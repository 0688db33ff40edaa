import { error, info, setOutput, summary } from "@actions/core";
import type { Verdict } from "../core/gate/verdict.ts";
import { makeVisible } from "../core/report/markdown.ts";
import type { OutputName } from "./action-io.ts";

/**
 * One line of the log. Text from outside may try to be a workflow command (`::set-output …`, `##[…]`), which
 * the runner reads only at the beginning of a line: no line begins with it.
 */
export function say(text: string): void {
  info(`sundown: ${makeVisible(text)}`);
}

export function writeOutput(name: OutputName, value: string | number): void {
  setOutput(name, String(value));
}

export function writeVerdict(verdict: Pick<Verdict, "outcome" | "reasons">): void {
  writeOutput("reasons", JSON.stringify([...new Set(verdict.reasons.map((reason) => reason.code))]));
  writeOutput("verdict", JSON.stringify({ version: 1, outcome: verdict.outcome, reasons: verdict.reasons }));
}

/** Every reason on the log, as an error that GitHub shows on the run's page. */
export function sayReasons(verdict: Pick<Verdict, "reasons">): void {
  for (const { code, message, remedy } of verdict.reasons) {
    error(`${code}: ${makeVisible(message)} ${makeVisible(remedy)}`, { title: code });
  }
}

/** Adds to the job's summary; GitHub takes one mebibyte a step. */
export async function addSummary(markdown: string): Promise<void> {
  if (process.env.GITHUB_STEP_SUMMARY === undefined) return;
  await summary.addRaw(`${markdown}\n\n`).write();
}
