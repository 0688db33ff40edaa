import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { buildProgram } from "../../cli/program.ts";
import { parsePlan } from "../../core/plan/parse-plan.ts";
import type { AzureSimulator } from "../../simulator/azure-simulator.ts";
import { loadEstate } from "../../simulator/load-estate.ts";
import { type Answer, CTRL_C, ENTER, hasTerminal, runAtTerminal } from "../support/at-terminal.ts";
import { completeManifest } from "../support/complete-manifest.ts";
import { runCli } from "../support/run-cli.ts";
import { startSimulator } from "../support/simulator.ts";
import { wrappedLines } from "../support/wrapped-lines.ts";

const SUBSCRIPTION = "/subscriptions/6a1f0c52-3d7e-4b9a-8c21-94e5b7d0f3a6";
const ACCOUNT = `${SUBSCRIPTION}/resourceGroups/rg-parcel-data/providers/Microsoft.Storage/storageAccounts/stparcelorders`;
/** Real milliseconds that Azure's first answer to a verb takes: long enough to be seen to wait, whatever the load. */
const SLOW = 2500;

const isFull = process.env.SUNDOWN_FULL !== undefined;

interface Scene {
  readonly azure: AzureSimulator;
  readonly folder: string;
  readonly columns: number;
  readonly environment: Record<string, string>;
  readonly seen: Set<string>;
}

async function scene(columns: number): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), "sundown-width-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, ".github"));
  await writeFile(join(folder, ".github/sundown.yml"), "allowLocal: true\n");
  const estate = await loadEstate("demo");
  const azure = await startSimulator({ estate, speed: 2000, certificateFolder: join(folder, ".azure") });
  const environment = { ...azure.environment(), XDG_STATE_HOME: join(folder, ".state"), NO_COLOR: "1" };
  return { azure, folder, columns, environment, seen: new Set() };
}

interface Expected {
  readonly exit?: number;
  readonly answers?: readonly Answer[];
  /** Azure answers late, and the terminal has to tell meanwhile that the verb still works. */
  readonly slow?: boolean;
  /** What it prints is pasted or run somewhere: its lines stay as they are. */
  readonly pasted?: boolean;
}

/** Every line fits, but for a word that nobody may break; and who waits sees for how long. */
async function atTerminal(at: Scene, args: readonly string[], expected: Expected = {}): Promise<string> {
  const { azure, folder, columns, environment, seen } = at;
  if (expected.slow === true) azure.addFault({ delayMs: SLOW });
  const options = { cwd: folder, columns, environment };
  const { screen, exitCode } = await runAtTerminal(args, expected.answers ?? [], options);
  const said = `sundown ${args.join(" ")}\n${screen}`;
  expect(exitCode, said).toBe(expected.exit ?? 0);
  if (expected.pasted !== true) expect(await wrappedLines(screen, columns), said).toEqual([]);
  if (expected.slow === true) expect(screen, said).toMatch(/… .* \(\d+ s\)/);
  seen.add(args[0] ?? "");
  return screen;
}

/** From the first look to the draft: what stands for every verb in the plain run. */
async function firstLooks(at: Scene): Promise<void> {
  await atTerminal(at, ["plan", "--subscription", SUBSCRIPTION.slice("/subscriptions/".length)], {
    slow: true,
  });
  await atTerminal(at, ["status"], { slow: true });
}

async function prepare(at: Scene): Promise<void> {
  await atTerminal(at, ["explain", "rg-parcel-network/vnet-parcel"]);
  await atTerminal(at, ["check"], { exit: 3 });
  await atTerminal(at, ["move", ACCOUNT, "--to", `${SUBSCRIPTION}/resourceGroups/rg-x`], { exit: 3 });
  await atTerminal(at, ["support"], { slow: true, pasted: true });
  await atTerminal(at, ["backup", "--to", "copies", "--only", SUBSCRIPTION], { slow: true });
  await atTerminal(at, ["stop"], { slow: true, answers: [["? Stop", `y${ENTER}`]] });
  await atTerminal(at, ["init", "--dir", "fresh"]);
  await atTerminal(at, ["completion", "fish"], { pasted: true });
  const simulate = ["simulate", "--estate", "small", "--port", "0"];
  await atTerminal(at, simulate, { pasted: true, answers: [["Ctrl-C", CTRL_C]] });
  // The demo is the longest of all: that it begins to tell is enough here.
  const demo = ["demo", "--out", "shown"];
  await atTerminal(at, demo, { answers: [["Reads the subscription", CTRL_C]], exit: 130 });
}

async function carryOut(at: Scene): Promise<void> {
  const folder = join(at.folder, "decommission/contoso-parcel-legacy");
  const plan = parsePlan(await readFile(join(folder, "plan.json"), "utf8"), "plan.json");
  await writeFile(join(folder, "decommission.yaml"), completeManifest(plan));
  await atTerminal(at, ["verify"]);
  await atTerminal(at, ["check", "--live"], { slow: true, pasted: true });
  await atTerminal(at, ["run", "--skip", "stop"], { slow: true, exit: 4 });
  const names = [plan.subscription.name ?? "", ...plan.resourceGroups.map(({ name }) => name)];
  const answers = names.map((name): Answer => [`Type ${name} to go on`, name + ENTER]);
  await atTerminal(at, ["destroy"], { slow: true, answers });
  await atTerminal(at, ["roles", "--poll-every", "0.2"], { slow: true, answers });
  await atTerminal(at, ["cancel", "--poll-every", "0.2"], { slow: true, answers });
  await atTerminal(at, ["status", "--all"]);
  const reactivate = ["reactivate", "--poll-every", "0.2"];
  await atTerminal(at, reactivate, {
    slow: true,
    answers: [
      ["? Enable", `y${ENTER}`],
      ["(y/N)", `n${ENTER}`],
    ],
  });
}

test.runIf(hasTerminal)(
  "who waits at a terminal sees for how long; a log gets no control codes",
  async () => {
    const at = await scene(80);
    await firstLooks(at);
    const { folder, environment } = at;
    const piped = await runCli(["status"], {
      cwd: folder,
      environment: { ...environment, NO_COLOR: undefined },
    });
    const all = piped.stdout + piped.stderr;
    expect([stripVTControlCharacters(all), all.includes("\r")]).toEqual([all, false]);
  },
);

if (!isFull)
  process.stdout.write(
    "skipped: every verb at a terminal of 40, 80 and 200 columns waits for SUNDOWN_FULL=1\n",
  );

describe.runIf(hasTerminal && isFull)("at a terminal", () => {
  test.each([40, 80, 200])(
    "of %i columns every verb's lines fit, and who waits sees for how long",
    async (columns) => {
      const at = await scene(columns);
      await firstLooks(at);
      await prepare(at);
      await carryOut(at);
      const verbs = buildProgram({ run: () => Promise.resolve() }).commands.map((verb) => verb.name());
      expect([...at.seen].toSorted()).toEqual(verbs.toSorted());
    },
  );
});
