import type { Command } from "commander";
import type { ExitCode } from "../core/messages/definition.ts";
import type { StepContext } from "../steps/step-context.ts";

/** The flags every verb understands. */
export interface GlobalFlags {
  readonly json?: boolean;
  readonly debug?: boolean;
  readonly folder?: string;
  readonly yes?: boolean;
  readonly confirm?: readonly string[];
}

/** One call of one verb. */
export interface Call {
  readonly context: StepContext;
  readonly globals: GlobalFlags;
  /** The decommission folder: `--folder`, or the only one under `decommission/`. */
  readonly folder: () => Promise<string>;
  /** What a verb tells while it works, beside its result: on stdout, with `--json` as JSON lines on stderr. */
  readonly tell: (text: string) => void;
}

export interface Work<Result> {
  /** Loads the step (only now: `--help` must not wait for the Azure SDK) and calls it. */
  perform(call: Call): Promise<Result>;
  /** What a person reads on stdout; with `--json` the result itself is printed instead. */
  render(result: Result, call: Call): string;
  /** For texts that are pasted or read by a program: they are not folded at a terminal's width. */
  readonly verbatim?: boolean;
  /** What `--json` prints, where that is not the result itself. */
  document?(result: Result): unknown;
  /** For servers: runs after the result was printed, until Ctrl-C, which is then no interruption but the end. */
  serve?(result: Result, call: Call): Promise<void>;
  /** Default: 4 when the result has a non-empty `held`, otherwise 0. */
  exitCode?(result: Result): ExitCode;
}

/** What a verb's file hands its parsed flags to. */
export interface Door {
  run<Result>(command: Command, work: Work<Result>): Promise<void>;
}

/** One file a verb: its flags and how they become the step's options. */
export type DeclareVerb = (program: Command, door: Door) => void;
