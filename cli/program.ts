import { readFileSync } from "node:fs";
import { Command } from "commander";
import { collect } from "./collect.ts";
import type { DeclareVerb, Door } from "./door.ts";
import { columnsOf, layOut } from "./render/fold.ts";
import { declareBackup } from "./verbs/backup.ts";
import { declareCancel } from "./verbs/cancel.ts";
import { declareCheck } from "./verbs/check.ts";
import { declareCompletion } from "./verbs/completion.ts";
import { declareDemo } from "./verbs/demo.ts";
import { declareDestroy } from "./verbs/destroy.ts";
import { declareExplain } from "./verbs/explain.ts";
import { declareInit } from "./verbs/init.ts";
import { declareMove } from "./verbs/move.ts";
import { declarePlan } from "./verbs/plan.ts";
import { declareReactivate } from "./verbs/reactivate.ts";
import { declareRoles } from "./verbs/roles.ts";
import { declareRun } from "./verbs/run.ts";
import { declareSimulate } from "./verbs/simulate.ts";
import { declareStatus } from "./verbs/status.ts";
import { declareStop } from "./verbs/stop.ts";
import { declareSupport } from "./verbs/support.ts";
import { declareVerify } from "./verbs/verify.ts";

/** In the order of the procedure; `sundown --help` keeps it. */
const verbs: readonly DeclareVerb[] = [
  declareInit,
  declarePlan,
  declareExplain,
  declareCheck,
  declareMove,
  declareStop,
  declareBackup,
  declareVerify,
  declareRoles,
  declareDestroy,
  declareCancel,
  declareStatus,
  declareReactivate,
  declareSupport,
  declareRun,
  declareDemo,
  declareSimulate,
  declareCompletion,
];

const AFTER_HELP = [
  "",
  "Exit codes: 0 done, 1 unexpected error, 2 wrong usage or unreadable input, 3 refused (a check or the gate says " +
    "no), 4 held (something cannot be done yet), 130 interrupted (state saved).",
  "`sundown explain CODE` tells what a message's code means.",
].join("\n");

/** The whole command line, declared and not run; the reference in docs/cli.md is made from it. */
export function buildProgram(door: Door): Command {
  const program = new Command("sundown")
    .description("Takes an Azure subscription out of service: in order, reviewed, backed up, with proof.")
    .version(packageVersion(), "-V, --version", "print the version")
    .option("--folder <dir>", "the decommission folder (default: the only one under decommission/)")
    .option(
      "--json",
      "one JSON document on stdout, progress and logs as JSON lines on stderr; --help and --version stay text",
    )
    .option("--yes", "answer yes-or-no questions with yes; never those that ask for a typed text")
    .option(
      "--confirm <text>",
      "answer a question that asks for exactly this typed text, where a pull request approved it; repeatable",
      collect,
    )
    .option("--debug", "show the stack of unexpected errors")
    .helpOption("-h, --help", "show this help")
    .addHelpText("after", () => layOut(AFTER_HELP, columnsOf(process.stdout)))
    .showSuggestionAfterError(true);
  for (const declare of verbs) declare(program, door);
  return program;
}

/** package.json stands one level up in a checkout, two in the compiled package. */
function packageVersion(): string {
  for (const path of ["../package.json", "../../package.json"]) {
    try {
      const { name, version }: { name?: unknown; version?: unknown } = JSON.parse(
        readFileSync(new URL(path, import.meta.url), "utf8"),
      );
      if (name === "azure-sundown" && typeof version === "string") return version;
    } catch {
      // Not there: look at the next place.
    }
  }
  return "unknown";
}
