import { type Command, CommanderError } from "commander";
import type { ExitCode } from "../core/messages/definition.ts";
import { isSundownError, SundownError } from "../core/messages/sundown-error.ts";
import { createContext } from "./create-context.ts";
import type { Call, Door, GlobalFlags, Work } from "./door.ts";
import { findFolder } from "./find-folder.ts";
import { jsonHost } from "./hosts/json-host.ts";
import { type TerminalHost, terminalHost } from "./hosts/terminal-host.ts";
import { catchInterrupts } from "./interrupts.ts";
import { buildProgram } from "./program.ts";
import { columnsOf, layOut } from "./render/fold.ts";
import { reportError } from "./report-error.ts";
import { overview } from "./verbs/overview.ts";

const INTERRUPTED =
  "Interrupted: nothing new is begun, and what is done is saved. What Azure has begun goes on by itself; run again " +
  "to see it end. Again Ctrl-C stops at once.";

/** Parses one command line, runs its verb and answers how the process ends. Never throws. */
export async function runCommandLine(args: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  // A command line that cannot be parsed has no flags yet, but programs still want JSON.
  const early = { json: args.includes("--json"), debug: args.includes("--debug") };
  const door: Door = {
    async run(command, work) {
      exitCode = await runVerb(command, work);
    },
  };
  try {
    const program = buildProgram(door);
    keepUsageErrorsQuiet(program);
    if (args[0] === "complete" && args[1] === "--") {
      const { complete } = await import("./complete.ts");
      complete(program, args.slice(2));
      return 0;
    }
    if (isBare(args)) {
      program.parseOptions([...args]);
      return await runVerb(program, overview(program));
    }
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.code === "commander.help" && error.exitCode !== 0 && early.json) {
        return reportError(new SundownError("usage_error", { message: "No verb was given." }), early);
      }
      if (error.exitCode === 0 || error.code === "commander.help") return error.exitCode === 0 ? 0 : 2;
      return reportError(usageError(error), early);
    }
    return reportError(error, early);
  }
  return exitCode;
}

/** Without a verb and without anything that asks for text: only flags of {@link overview}. */
function isBare(args: readonly string[]): boolean {
  return args.every((argument) => argument === "--json" || argument === "--debug");
}

async function runVerb<Result>(command: Command, work: Work<Result>): Promise<ExitCode> {
  const globals: GlobalFlags = command.optsWithGlobals();
  const interrupts = catchInterrupts(() => {
    host.clear();
    const message = work.serve === undefined ? INTERRUPTED : "Stopping.";
    const line = { event: "notice", level: "info", code: "interrupted", message };
    const { stderr } = process;
    const text = stderr.isTTY ? layOut(message, columnsOf(stderr)) : message;
    stderr.write(globals.json === true ? `${JSON.stringify(line)}\n` : `\n${text}\n`);
  });
  const host = createHost(globals, interrupts.signal);
  const context = createContext(host, interrupts.signal);
  const call: Call = {
    context,
    globals,
    folder: () => findFolder(globals.folder, context.workingDirectory),
    tell(text) {
      host.clear();
      if (globals.json === true) process.stderr.write(`${JSON.stringify({ event: "story", text })}\n`);
      else process.stdout.write(text);
    },
  };
  try {
    const result = await work.perform(call);
    host.close();
    const text =
      globals.json === true
        ? JSON.stringify(work.document === undefined ? result : work.document(result), undefined, 2)
        : textOf(work, result, call);
    if (text !== "") process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
    if (work.serve !== undefined) {
      await work.serve(result, call);
      return 0;
    }
    if (interrupts.signal.aborted) return 130;
    return work.exitCode?.(result) ?? (isHeld(result) ? 4 : 0);
  } catch (error) {
    host.close();
    if (interrupts.signal.aborted) return reportError(interruptedBy(error), globals);
    return reportError(error, globals);
  } finally {
    interrupts.dispose();
  }
}

function textOf<Result>(work: Work<Result>, result: Result, call: Call): string {
  const text = work.render(result, call);
  const { stdout } = process;
  return stdout.isTTY && work.verbatim !== true ? layOut(text, columnsOf(stdout)) : text;
}

/** What a step throws after Ctrl-C is mostly that it was stopped; its own words are kept all the same. */
function interruptedBy(error: unknown): SundownError {
  const own = isSundownError(error) && error.code !== "interrupted" ? error : undefined;
  return new SundownError("interrupted", {
    message: `Interrupted; everything done so far is saved.${own === undefined ? "" : ` (${own.code}: ${own.message})`}`,
    cause: error,
  });
}

function isHeld(result: unknown): boolean {
  return (
    typeof result === "object" &&
    result !== null &&
    "held" in result &&
    Array.isArray(result.held) &&
    result.held.length > 0
  );
}

function createHost(globals: GlobalFlags, signal: AbortSignal): TerminalHost {
  const answers = { yes: globals.yes === true, confirm: globals.confirm ?? [] };
  if (globals.json === true) {
    const host = jsonHost((line) => process.stderr.write(line), answers);
    return { ...host, clear() {}, close() {} };
  }
  const interactive = process.stdin.isTTY && process.stderr.isTTY;
  return terminalHost({ stream: process.stderr, answers, interactive, signal });
}

/** Commander would print its errors itself and end the process; here they become coded messages. */
function keepUsageErrorsQuiet(program: Command): void {
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ outputError: () => {} });
  }
}

function usageError(error: CommanderError): SundownError {
  const [first = "", ...more] = error.message.replace(/^error: /, "").split("\n");
  const hint = more.join(" ").trim();
  return new SundownError("usage_error", {
    message: first,
    remedy: `${hint === "" ? "" : `${hint} `}\`sundown --help\` lists the verbs, \`sundown VERB --help\` their flags.`,
  });
}
