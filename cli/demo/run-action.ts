import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { Run } from "../../simulator/github/records.ts";
import { setJob } from "../../simulator/github/repository-acts.ts";
import { runProcess } from "./run-process.ts";
import { environmentOfAPerson, type Tour } from "./tour.ts";

export interface ActionStep {
  readonly command: "check" | "verify" | "cancel";
  readonly run: Run;
  /** Name of the job it is a step of. */
  readonly job: string;
  /** The deployment environment the job names. */
  readonly environment?: string;
  readonly pullRequest?: number;
  readonly verifiedDigest?: string;
}

/**
 * Runs the built Action as the runner does: with inputs and GITHUB_* in its environment, the event in a file, and a
 * token of the run that Azure accepts. It gets nobody's secret.
 */
export async function runAction(tour: Tour, step: ActionStep): Promise<void> {
  const { stage, repository, narrator, folder, signal } = tour;
  const evidence = join(folder, tour.decommission, "run");
  const files = await runnerFiles(join(folder, ".stage", `job-${step.job}`), step);
  setJob(repository.repository, step.run, { name: step.job, status: "in_progress" });
  narrator.command(`uses: ./dist/index.js (command: ${step.command}, run ${step.run.id}, job ${step.job})`);
  const { exitCode, stdout } = await runProcess([builtAction()], {
    cwd: folder,
    environment: {
      ...environmentOfAPerson(),
      ...stage.cloud,
      ...stage.github.runnerEnvironment(repository.repository, {
        run: step.run,
        name: step.job,
        ...(step.environment === undefined ? {} : { environment: step.environment }),
      }),
      ...files,
      INPUT_COMMAND: step.command,
      "INPUT_POLL-SECONDS": "0.3",
      "INPUT_VERIFIED-DIGEST": step.verifiedDigest ?? "",
      "INPUT_EVIDENCE-FOLDER": step.command === "cancel" ? evidence : "",
    },
    signal,
    onLine: (line) => {
      // The runner's own commands are for the runner, not for people; artifacts are many, and counted at the end.
      if (!/^(::|sundown: artifact |\s*$)/.test(line)) narrator.output(line);
    },
  });
  signal.throwIfAborted();
  setJob(repository.repository, step.run, {
    name: step.job,
    status: "completed",
    conclusion: exitCode === 0 ? "success" : "failure",
  });
  if (exitCode !== 0) {
    throw new SundownError("demo_differs", {
      message: `The Action's ${step.command} ended with ${exitCode}: ${refusals(stdout)}`,
      place: evidence,
    });
  }
}

/** The files a runner hands to a step: event, outputs, summary. */
async function runnerFiles(folder: string, { pullRequest }: ActionStep): Promise<Record<string, string>> {
  await mkdir(folder, { recursive: true });
  const files = {
    GITHUB_EVENT_PATH: join(folder, "event.json"),
    GITHUB_OUTPUT: join(folder, "output"),
    GITHUB_STEP_SUMMARY: join(folder, "summary.md"),
    GITHUB_STATE: join(folder, "state"),
    GITHUB_ENV: join(folder, "environment"),
  };
  for (const file of Object.values(files)) await writeFile(file, "");
  const event = pullRequest === undefined ? {} : { pull_request: { number: pullRequest } };
  await writeFile(files.GITHUB_EVENT_PATH, JSON.stringify(event));
  return { ...files, RUNNER_TEMP: folder, GITHUB_WORKSPACE: folder };
}

function refusals(stdout: string): string {
  return stdout
    .split("\n")
    .filter((line) => line.startsWith("::error"))
    .map((line) => line.replace(/^::error[^:]*::/, ""))
    .join("; ");
}

/** dist/ stands at the root, of a clone and of the package. */
function builtAction(): string {
  for (const path of ["../../dist/index.js", "../../../dist/index.js"]) {
    const file = fileURLToPath(new URL(path, import.meta.url));
    if (existsSync(file)) return file;
  }
  throw new SundownError("file_unreadable", {
    message: "The built Action dist/index.js is missing.",
    place: "dist/index.js",
  });
}
