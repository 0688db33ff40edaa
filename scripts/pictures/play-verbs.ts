import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { parsePlan } from "../../core/plan/parse-plan.ts";
import { startAzureSimulator } from "../../simulator/azure-simulator.ts";
import { loadEstate } from "../../simulator/load-estate.ts";
import { type Answer, ENTER, runAtTerminal } from "../../test/support/at-terminal.ts";
import { completeManifest } from "../../test/support/complete-manifest.ts";

export interface Screen {
  readonly name: string;
  readonly columns: number;
  /** Everything the terminal got, the command as it was typed before it. */
  readonly text: string;
}

/** Virtual seconds per real second: slow enough that a teardown is seen while it is under way. */
const SPEED = 120;

/** Plays the demo's subscription at a terminal, from the plan to the end of the teardown. */
export async function playVerbs(folder: string, columns: number): Promise<readonly Screen[]> {
  await mkdir(join(folder, ".github"), { recursive: true });
  await writeFile(join(folder, ".github/sundown.yml"), "allowLocal: true\n");
  const estate = await loadEstate("demo");
  const azure = await startAzureSimulator({
    estate,
    speed: SPEED,
    certificateFolder: join(folder, ".azure"),
  });
  try {
    const environment = { ...azure.environment(), XDG_STATE_HOME: join(folder, ".state") };
    const play = async (args: readonly string[], answers: readonly Answer[] = []): Promise<string> => {
      const { screen } = await runAtTerminal(args, answers, { cwd: folder, columns, environment });
      return `$ sundown ${args.join(" ")}\r\n${screen}`;
    };
    const screen = (name: string, text: string): Screen => ({ name, columns, text });
    const screens = [
      screen("plan", await play(["plan", "--subscription", estate.subscription?.subscriptionId ?? ""])),
      screen("sundown", await play([])),
      screen("check", await play(["check"])),
      screen("status", await play(["status"])),
    ];
    const path = join(folder, "decommission/contoso-parcel-legacy");
    const plan = parsePlan(await readFile(join(path, "plan.json"), "utf8"), "plan.json");
    await writeFile(join(path, "decommission.yaml"), completeManifest(plan));
    const typed = [plan.subscription.name ?? "", ...plan.resourceGroups.map(({ name }) => name)];
    const answers = typed.map((name): Answer => [`Type ${name} to go on`, name + ENTER]);
    const destroyed = await play(["destroy"], answers);
    return [
      ...screens,
      screen("destroy-under-way", untilLast(destroyed, /^… deleting .* operations/m)),
      screen("destroy", destroyed),
    ];
  } finally {
    await azure.close();
  }
}

/** What was written up to the last moment at which the last line was such a one. */
function untilLast(text: string, line: RegExp): string {
  const parts = text.split("\r\u001b[K");
  const at = parts.findLastIndex((part) => line.test(stripVTControlCharacters(part)));
  if (at < 0) throw new Error(`the terminal never showed ${line}`);
  return parts.slice(0, at + 1).join("\r\u001b[K");
}
