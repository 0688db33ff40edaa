import { join } from "node:path";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { DemoRepository } from "./demo-repository.ts";
import type { Narrator } from "./narrator.ts";
import { type ProcessRun, runProcess } from "./run-process.ts";
import type { Stage } from "./stage.ts";

/** What every act of the demo works with. */
export interface Tour {
  readonly stage: Stage;
  readonly repository: DemoRepository;
  readonly narrator: Narrator;
  /** The working copy; verbs run in it. */
  readonly folder: string;
  /** `decommission/<name>` in it. */
  readonly decommission: string;
  readonly signal: AbortSignal;
}

export interface Expected {
  readonly exitCode: number;
  /** A code that must stand in what the verb says. */
  readonly code?: string;
  /** Lines to show; all without it. */
  readonly show?: (line: string) => boolean;
}

/** Runs the real CLI as a process of its own, shows what it says, and stops the demo when it ends otherwise. */
export async function verb(tour: Tour, args: readonly string[], expected: Expected): Promise<ProcessRun> {
  tour.narrator.command(`sundown ${args.map(shown).join(" ")}`);
  const show = expected.show ?? (() => true);
  const run = await runProcess([process.argv[1] ?? "", ...args], {
    cwd: tour.folder,
    environment: {
      ...environmentOfAPerson(),
      // The story's subscription is this run's own: another demo beside it is no second run on the same one.
      XDG_STATE_HOME: join(tour.folder, ".stage", "state"),
      ...tour.stage.cloud,
      AZURE_CLIENT_SECRET: tour.stage.azure.clientSecret,
      SUNDOWN_SQL_PASSWORD: tour.stage.sqlPassword,
      ...tour.stage.github.environment(tour.repository.repository),
    },
    signal: tour.signal,
    onLine: (line) => {
      if (show(line)) tour.narrator.output(line);
    },
  });
  tour.signal.throwIfAborted();
  const said = run.stdout + run.stderr;
  if (run.exitCode !== expected.exitCode || (expected.code !== undefined && !said.includes(expected.code))) {
    const wanted = `${expected.exitCode}${expected.code === undefined ? "" : ` with ${expected.code}`}`;
    throw new SundownError("demo_differs", {
      message: `sundown ${args.join(" ")} ended with ${run.exitCode} where the demo tells ${wanted}.`,
      place: join(tour.folder, tour.decommission),
      data: { stdout: run.stdout, stderr: run.stderr },
    });
  }
  return run;
}

/** Nothing that would sign in to a real cloud, repository or proxy: the demo never leaves this machine. */
export function environmentOfAPerson(): Record<string, string | undefined> {
  const own = Object.entries(process.env).filter(
    ([name]) =>
      !/^(SUNDOWN_|AZURE_|ARM_|GITHUB_|GH_|ACTIONS_|INPUT_|RUNNER_|IDENTITY_|MSI_|HTTPS?_PROXY$|ALL_PROXY$)/i.test(
        name,
      ),
  );
  return Object.fromEntries(own);
}

function shown(arg: string): string {
  const id = /^\/subscriptions\/[^/]+\/.*\/([^/]+)$/.exec(arg)?.[1];
  if (id !== undefined) return `/subscriptions/…/${id}`;
  return /^[\w./:@=-]+$/.test(arg) ? arg : JSON.stringify(arg);
}
