import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { expect, onTestFinished, test } from "vitest";
import { buildProgram } from "../../cli/program.ts";
import { explainCode } from "../../core/messages/explain-code.ts";
import { messageFamilies } from "../../core/messages/registry.ts";
import { runCli } from "../support/run-cli.ts";

const verbs = buildProgram({ run: () => Promise.resolve() }).commands.map((verb) => verb.name());

/** What `sundown VERB --help` prints at a terminal of 80 columns. */
function helpOf(name: string): string {
  const program = buildProgram({ run: () => Promise.resolve() });
  const verb = program.commands.find((command) => command.name() === name);
  let text = "";
  const writeOut = (part: string) => {
    text += part;
  };
  verb?.configureOutput({ writeOut, getOutHelpWidth: () => 80 });
  verb?.outputHelp();
  return text;
}

/** The words of every example, as bash splits them; what they write elsewhere goes into a home of its own. */
function examplesOf(help: string): string[][] {
  const home = mkdtempSync(join(tmpdir(), "sundown-help-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  mkdirSync(join(home, ".config/fish/completions"), { recursive: true });
  const [, examples = ""] = help.split(/^Examples?:$/m);
  const script = `sundown() { printf '%s\\0' "$@" >&3; printf '\\n' >&3; }\nexec 3>&1\n${examples}`;
  const said = execFileSync("bash", ["--norc", "-ec", script], { env: { HOME: home }, encoding: "utf8" });
  return said
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split("\0").slice(0, -1));
}

test.each(verbs)(
  "%s has examples that the command line takes, and its help fits 80 columns",
  async (name) => {
    const help = helpOf(name);
    const examples = examplesOf(help);
    expect(examples.length).toBeGreaterThan(0);
    for (const words of examples) {
      const ran: string[] = [];
      const program = buildProgram({ run: async (command: Command) => void ran.push(command.name()) });
      for (const command of [program, ...program.commands])
        command.exitOverride().configureOutput({ writeErr: () => undefined });
      await program.parseAsync(words, { from: "user" });
      expect(ran, words.join(" ")).toEqual([name]);
    }
    expect(help.split("\n").filter((line) => line.length > 80)).toEqual([]);
  },
);

test("every code is explained where it is read, without a plan; Azure's own lead to Sundown's", async () => {
  for (const code of Object.values(messageFamilies).flatMap((family) => Object.keys(family)))
    expect(explainCode(code)[0]).toMatchObject({ code, meaning: expect.stringMatching(/\S/) });
  expect(explainCode("nothing_of_ours")).toEqual([]);
  const cwd = mkdtempSync(join(tmpdir(), "sundown-help-"));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  const refused = await runCli(["destroy"], { cwd });
  const [, link = ""] = /^ {2}see: sundown (.*)$/m.exec(refused.stderr) ?? [];
  const [own, azure, unknown] = await Promise.all([
    runCli(link.split(" "), { cwd }),
    runCli(["explain", "scopelocked", "--json"], { cwd }),
    runCli(["explain", "folder_mising"], { cwd }),
  ]);
  expect(own).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^folder_missing\n {2}error, ends with 2\n/),
  });
  expect(JSON.parse(azure.stdout)).toMatchObject({ code: "operation_locked" });
  expect(unknown).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("is no message's code") });
});
