import { Option } from "commander";
import type { JobMatrix } from "../../core/lifecycle/job-matrix.ts";
import { WATCH_GOALS, type WatchGoal } from "../../core/lifecycle/watch-goals.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { makeVisible } from "../../core/report/markdown.ts";
import type { StatusResult } from "../../steps/status/status.ts";
import type { DeclareVerb, Work } from "../door.ts";
import { decommissionFolders } from "../find-folder.ts";
import { evidenceOption, pollOption } from "../flags.ts";
import { renderStatus } from "../render/status.ts";
import { standingsWork } from "./overview.ts";

interface StatusFlags {
  readonly offline?: boolean;
  readonly all?: boolean;
  readonly matrix?: boolean;
  readonly ics?: string;
  readonly watch?: boolean;
  readonly until?: WatchGoal;
  readonly pollEvery: number;
  readonly evidence?: string;
}

export const declareStatus: DeclareVerb = (program, door) => {
  const command = program
    .command("status")
    .summary("what is done, what is open, and the dates after the cancel")
    .description(
      "Before the cancel: each step of the procedure, done or open. After it: the dates (billing, deletion, " +
        "reactivation) and what is not as Azure promises. Looks only.",
    )
    .option("--offline", "from files and journal only, without Azure")
    .addOption(evidenceOption())
    .option("--ics <file>", "also write the dates into a calendar file")
    .option("--watch", "look again until it is cancelled (before) or deleted (after); tells every change")
    .addOption(new Option("--until <goal>", "what --watch waits for").choices(WATCH_GOALS))
    .addOption(pollOption())
    .addOption(
      new Option("--all", "all under decommission/, one line each").conflicts(["watch", "ics", "matrix"]),
    )
    .addOption(
      new Option("--matrix", "a GitHub Actions matrix of all, as lines for $GITHUB_OUTPUT").conflicts([
        "watch",
        "ics",
      ]),
    )
    .addHelpText(
      "after",
      "\nExamples:\n  sundown status --ics dates.ics\n  sundown status --watch --until empty\n  sundown status --all --offline",
    )
    .action((flags: StatusFlags) => {
      if (flags.matrix === true) return door.run(command, matrixWork);
      if (flags.all === true) return door.run(command, standingsWork(flags.offline === true));
      return door.run(command, statusWork(flags));
    });
};

interface Looked {
  readonly result: StatusResult;
  /** Path of the calendar file, where one was asked for. */
  readonly calendar: string | undefined;
}

function statusWork(flags: StatusFlags): Work<Looked> {
  return {
    async perform({ context, folder }) {
      const options = {
        folder: await folder(),
        offline: flags.offline === true,
        ...(flags.evidence === undefined ? {} : { evidence: flags.evidence }),
      };
      if (flags.watch !== true && flags.until !== undefined)
        throw new SundownError("usage_error", { message: "--until needs --watch." });
      const { status } = await import("../../steps/status/status.ts");
      const { watchStatus } = await import("../../steps/status/watch-status.ts");
      const result =
        flags.watch === true
          ? await watchStatus(
              {
                ...options,
                intervalMs: flags.pollEvery * 1000,
                ...(flags.until === undefined ? {} : { until: flags.until }),
              },
              context,
            )
          : await status(options, context);
      const { writeCalendar } = await import("../../steps/status/write-calendar.ts");
      const calendar = flags.ics === undefined ? undefined : await writeCalendar(result, flags.ics, context);
      return { result, calendar };
    },
    render: ({ result, calendar }) =>
      [
        renderStatus(result),
        ...(calendar === undefined ? [] : [`  the dates are in ${makeVisible(calendar)}`]),
      ].join("\n"),
    document: ({ result, calendar }) => (calendar === undefined ? result : { ...result, calendar }),
  };
}

const matrixWork: Work<JobMatrix> = {
  async perform({ context }) {
    const { statusMatrix } = await import("../../steps/status/status-matrix.ts");
    return statusMatrix(await decommissionFolders(context.workingDirectory), context);
  },
  verbatim: true,
  // JSON escapes what would end a line.
  render: ({ matrix, maxParallel }) => `matrix=${JSON.stringify(matrix)}\nmax-parallel=${maxParallel}`,
};
