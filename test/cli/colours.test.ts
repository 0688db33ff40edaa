import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasTerminal, runAtTerminal } from "../support/at-terminal.ts";
import { runCli } from "../support/run-cli.ts";

const COLOUR = "\u001b[31m";
const args = ["check", "--folder", "not-there"];
let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "sundown-colours-"));
});
afterAll(() => rm(cwd, { recursive: true }));

test("a pipe gets no colours, unless FORCE_COLOR asks for them", async () => {
  expect((await runCli(args, { cwd })).stderr).not.toContain("\u001b");
  expect((await runCli(args, { cwd, environment: { FORCE_COLOR: "1" } })).stderr).toContain(COLOUR);
});

describe.runIf(hasTerminal)("a terminal", () => {
  test("gets colours, and none with NO_COLOR", async () => {
    expect((await runAtTerminal(args, [], { cwd })).screen).toContain(COLOUR);
    const plain = await runAtTerminal(args, [], { cwd, environment: { NO_COLOR: "1" } });
    expect(plain.screen).not.toContain("\u001b");
  });

  test.each([80, 200])("of %i columns gets lines that fit", async (columns) => {
    const inventory = join(import.meta.dirname, "../../simulator/estates/small.json");
    const out = `decommission/at-${columns}`;
    const verbs: [string[], number][] = [
      [["plan", "--inventory", inventory, "--out", out], 0],
      [[], 0],
      [["check", "--folder", "nowhere-at-all-but-here-with-a-name-that-is-so-long"], 2],
    ];
    for (const [verb, exit] of verbs) {
      const { screen, exitCode } = await runAtTerminal(verb, [], {
        cwd,
        columns,
        environment: { NO_COLOR: "1" },
      });
      expect(exitCode, screen).toBe(exit);
      expect(screen.split(/\r?\n|\r/).filter((line) => line.length > columns)).toEqual([]);
    }
  });
});
