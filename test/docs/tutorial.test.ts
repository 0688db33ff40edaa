import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { type Answer, DOWN, ENTER, hasTerminal, typeInto } from "../support/at-terminal.ts";
import { repository } from "../support/run-cli.ts";

interface Part {
  readonly commands: string;
  /** Lines that must stand in what the commands write, in this order. */
  readonly says: readonly string[];
}

const text = readFileSync(join(repository, "docs/tutorial.md"), "utf8");

/** Every block of commands with the output that is shown below it. */
function parts(): Part[] {
  const fences = [...text.matchAll(/^```(sh|text)\n([\s\S]*?)^```$/gm)];
  return fences.flatMap(([, kind, content = ""], index) => {
    if (kind !== "sh") return [];
    const next = fences[index + 1];
    const says = next?.[1] === "text" ? (next[2] ?? "").trim().split("\n") : [];
    return [{ commands: content, says }];
  });
}

/** The tables `It asks | You answer`, in order. */
function answers(): Answer[] {
  return [...text.matchAll(/^\| `([^`]+)`.*\| (type `([^`]+)`|choose the second)/gm)].map(
    ([, shows = "", , typed]) => [shows, typed === undefined ? DOWN + ENTER : typed + ENTER],
  );
}

/** The simulator's process, where it came to tell it. */
function processOf(folder: string): number | undefined {
  const file = join(folder, "simulator.txt");
  const told = existsSync(file) ? /^ {2}process +(\d+)$/m.exec(readFileSync(file, "utf8"))?.[1] : undefined;
  return told === undefined ? undefined : Number(told);
}

function isAlive(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}

test.runIf(hasTerminal)("the tutorial goes as it is told, at a terminal of 80 columns", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sundown-tutorial-"));
  onTestFinished(async () => {
    const simulator = processOf(folder);
    if (simulator !== undefined && isAlive(simulator)) process.kill(simulator);
    rmSync(folder, { recursive: true });
  });
  const told = parts();
  const script = [
    "set -e",
    `sundown() { "${process.execPath}" "${join(repository, "cli/main.ts")}" "$@"; }`,
    ...told.flatMap(({ commands }, index) => [`echo '=== ${index}'`, commands]),
    "echo '=== end'",
  ].join("\n");
  writeFileSync(join(folder, "tutorial.sh"), script);
  const environment = { XDG_STATE_HOME: join(folder, "state") };
  const { exitCode, screen } = await typeInto(["bash", join(folder, "tutorial.sh")], answers(), {
    cwd: folder,
    environment,
  });
  const said = stripVTControlCharacters(screen).replaceAll("\r", "");
  expect({ exitCode, ended: said.includes("=== end") }, said).toEqual({ exitCode: 0, ended: true });
  const simulator = processOf(folder);
  expect(simulator, "the simulator tells its process").toBeGreaterThan(0);
  await expect.poll(() => isAlive(simulator ?? 0), { timeout: 5000 }).toBe(false);
  const output = said.split(/^=== .*\n/m).slice(1);
  expect(told.length).toBeGreaterThan(8);
  for (const [index, { says }] of told.entries()) {
    let from = 0;
    for (const line of says) {
      const at = (output[index] ?? "").indexOf(line.trim(), from);
      expect(at, `part ${index} says ${line.trim()}\n${output[index]}`).toBeGreaterThanOrEqual(0);
      from = at;
    }
  }
});
