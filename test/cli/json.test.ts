import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { buildProgram } from "../../cli/program.ts";
import { runCommandLine } from "../../cli/run-command-line.ts";
import { parsePlan } from "../../core/plan/parse-plan.ts";
import { loadEstate } from "../../simulator/load-estate.ts";
import { completeManifest } from "../support/complete-manifest.ts";
import { approve, FOLDER, mergeStory, startStory } from "../support/github.ts";
import { type CliRun, runCli } from "../support/run-cli.ts";
import { startSimulator } from "../support/simulator.ts";

const NAME = "Contoso Small";
const SUBSCRIPTION = "/subscriptions/11111111-1111-4111-8111-111111111111";
const OWN = `${SUBSCRIPTION}/resourceGroups`;
const OTHER = "/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups";
const ACCOUNT = `${OWN}/app/providers/Microsoft.Storage/storageAccounts/contososmall`;

/** A GitHub holds the approval of exactly what stands in the folder. */
async function approved(folder: string): Promise<{ number: number; environment: Record<string, string> }> {
  const path = join(folder, FOLDER);
  const plan = parsePlan(await readFile(join(path, "plan.json"), "utf8"), "plan.json");
  const manifest = completeManifest(plan);
  await writeFile(join(path, "decommission.yaml"), manifest);
  const story = await startStory({ plan, manifest });
  approve(story);
  mergeStory(story);
  return { number: story.number, environment: story.github.environment(story.repository) };
}

async function world() {
  const folder = await mkdtemp(join(tmpdir(), "sundown-json-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const small = await loadEstate("small");
  const group = { id: `${OTHER}/rg-archive`, name: "rg-archive", location: "westeurope" };
  const azure = await startSimulator({
    estate: { ...small, resourceGroups: [...(small.resourceGroups ?? []), group] },
    speed: 2000,
    certificateFolder: join(folder, ".azure"),
  });
  const environment: Record<string, string> = {
    ...azure.environment(),
    XDG_STATE_HOME: join(folder, ".state"),
  };
  return { folder, environment };
}

test("with --json every verb writes one document, whether it is done or refused, and JSON lines beside it", async () => {
  const { folder, environment } = await world();
  const seen = new Map<string, Set<"done" | "refused">>();

  /** One document on stdout, JSON lines on stderr, and how it ends; a refusal says which. */
  const judge = (args: readonly string[], run: CliRun, exit: number, code: string | undefined): void => {
    const said = `sundown ${args.join(" ")}\n${run.stdout}\n${run.stderr}`;
    expect(run.exitCode, said).toBe(exit);
    expect(run.stdout, said).toMatch(/^\{[\s\S]*\}\n$/);
    const document = JSON.parse(run.stdout);
    expect(document.error?.code, said).toBe(code);
    if (code !== undefined) expect(document.error.message).toMatch(/\S/);
    for (const line of run.stderr.split("\n").slice(0, -1))
      expect(JSON.parse(line), said).toHaveProperty("event");
    const verb = args[0] ?? "";
    seen.set(verb, (seen.get(verb) ?? new Set()).add(code === undefined ? "done" : "refused"));
  };
  const run = async (args: readonly string[], exit: number, code?: string) =>
    judge(args, await runCli([...args, "--json"], { cwd: folder, environment }), exit, code);
  /** Wrong usage is found before anything else, so no process of its own is needed. */
  const misused = async (commandLines: readonly (readonly string[])[]): Promise<void> => {
    for (const args of commandLines) {
      const written = { stdout: "", stderr: "" };
      const spies = (["stdout", "stderr"] as const).map((stream) =>
        vi.spyOn(process[stream], "write").mockImplementation((text) => {
          written[stream] += String(text);
          return true;
        }),
      );
      const exitCode = await runCommandLine([...args, "--json"]);
      for (const spy of spies) spy.mockRestore();
      judge(args, { exitCode, ...written }, 2, "usage_error");
    }
  };
  const done = (args: readonly string[], exit: 0 | 4 = 0) => run(args, exit);
  const refused = (args: readonly string[], exit: 2 | 3, code: string) => run(args, exit, code);

  await mkdir(join(folder, "mine"));
  await writeFile(join(folder, "mine/work.txt"), "mine");
  await misused([
    ["init", "--bogus"],
    ["plan"],
    ["backup"],
    ["status", "--poll-every", "0"],
    ["support", "--purpose", "fun"],
    ["run", "--skip", "plan"],
    ["completion", "tcsh"],
  ]);
  await done(["plan", "--subscription", "11111111-1111-4111-8111-111111111111", "--out", FOLDER]);
  await Promise.all([
    done(["init", "--dir", "fresh"]),
    refused(["explain", "net/none"], 2, "resource_not_in_plan"),
    done(["explain", "net/hub"]),
    refused(["check"], 3, "manifest_refused"),
  ]);
  await Promise.all([
    refused(["move", ACCOUNT, "--to", `${OWN}/net`], 3, "move_target_doomed"),
    refused(["stop"], 3, "declined"),
    refused(["destroy"], 3, "approval_needed"),
    refused(["roles"], 3, "approval_needed"),
    refused(["verify", "--evidence", "none.json"], 2, "file_unreadable"),
    refused(["demo", "--out", "mine"], 3, "folder_foreign"),
    refused(["simulate", "--estate", "none"], 2, "file_unreadable"),
    done(["completion", "bash"]),
  ]);
  await done(["move", ACCOUNT, "--to", `${OTHER}/rg-archive`, "--validate-only"]);
  await done(["backup", "--to", "copies", "--only", SUBSCRIPTION]);
  await done(["stop", "--yes"]);

  const { number, environment: github } = await approved(folder);
  Object.assign(environment, github);
  const pr = ["--pr", String(number)];
  const typed = [...pr, "--confirm", NAME];
  await refused(["cancel", ...typed], 3, "resources_left");
  await Promise.all([done(["check"]), done(["verify"]), done(["support"])]);
  await done(["run", "--skip", "backup"], 4);
  await done(["destroy", ...typed]);
  await done(["roles", ...typed, "--yes", "--poll-every", "0.1"]);
  await done(["cancel", ...typed, "--poll-every", "0.1"]);
  await Promise.all([done(["status"]), refused(["reactivate"], 3, "declined")]);
  await done(["reactivate", "--yes", "--poll-every", "0.1"]);
  const simulate = ["simulate", "--estate", "small", "--port", "0"];
  const interrupt = { at: "\n}\n", signal: "SIGTERM" } as const;
  judge(simulate, await runCli([...simulate, "--json"], { cwd: folder, interrupt }), 0, undefined);

  // That the demo ends well takes its minute in the demo's own test, which holds it to the same.
  seen.get("demo")?.add("done");
  const both = new Set(["done", "refused"]);
  const verbs = buildProgram({ run: () => Promise.resolve() }).commands.map((verb) => verb.name());
  expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(verbs.map((verb) => [verb, both])));
}, 120_000);
