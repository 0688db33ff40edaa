import { setFailed } from "@actions/core";
import type { Verdict } from "../core/gate/verdict.ts";
import { verdictMarkdown } from "../core/gate/verdict-markdown.ts";
import { isSundownError } from "../core/messages/sundown-error.ts";
import { makeVisible } from "../core/report/markdown.ts";
import { cancel } from "./cancel.ts";
import { check } from "./check.ts";
import { type CommandContext, commandContext } from "./command-context.ts";
import { Refused } from "./judge.ts";
import { readInputs } from "./read-inputs.ts";
import { verify } from "./verify.ts";
import { addSummary, sayReasons, writeOutput, writeVerdict } from "./write-output.ts";

const commands: Readonly<Record<"check" | "verify" | "cancel", (context: CommandContext) => Promise<void>>> =
  {
    check,
    verify,
    cancel,
  };

/** Translates the runner's environment into one command, and its end into an exit code and outputs. */
async function main(): Promise<void> {
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  process.once("SIGTERM", () => stop.abort());
  try {
    const inputs = readInputs(process.env);
    await commands[inputs.command](await commandContext(inputs, process.env, stop.signal));
  } catch (problem) {
    await end(problem);
  }
}

/** A refusal has been told already; an expected failure is told with its code; anything else is a bug. */
async function end(problem: unknown): Promise<void> {
  if (problem instanceof Refused) {
    setFailed(`refused: ${problem.message}`);
    return;
  }
  writeOutput("outcome", "refused");
  if (isSundownError(problem)) {
    const { code, message, remedy = "" } = problem;
    const verdict: Verdict = { outcome: "refuse", reasons: [{ code, message, remedy }], rules: [] };
    writeVerdict(verdict);
    sayReasons(verdict);
    await addSummary(verdictMarkdown(verdict, "Stopped"));
    setFailed(`${code}: ${makeVisible(message)}`);
    return;
  }
  // Name and message, never the whole: a foreign error may carry a request with its headers.
  const name = problem instanceof Error ? problem.name : typeof problem;
  writeVerdict({ outcome: "refuse", reasons: [{ code: "unexpected_error", message: name, remedy: "" }] });
  setFailed(`unexpected_error: ${name}: ${problem instanceof Error ? makeVisible(problem.message) : ""}`);
}

await main();
