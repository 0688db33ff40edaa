import { execFileSync, spawnSync } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { repository, runCli } from "../support/run-cli.ts";

/** What a shell is offered: the words before the colon line that tells it how to go on. */
async function offered(...words: string[]): Promise<string[]> {
  const { exitCode, stdout, stderr } = await runCli(["complete", "--", ...words]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const lines = stdout.trimEnd().split("\n");
  expect(lines.at(-1)).toMatch(/^:\d+$/);
  return lines.slice(0, -1).map((line) => line.split("\t")[0] ?? "");
}

test("verbs, flags and their values are offered", async () => {
  const [verbs, flags, values, shells] = await Promise.all([
    offered("st"),
    offered("plan", "--s"),
    offered("destroy", "--phase", ""),
    offered("completion", ""),
  ]);
  expect(verbs).toEqual(["stop", "status"]);
  expect(flags).toEqual(["--subscription", "--stack"]);
  expect(values).toEqual(["before", "teardown", "after"]);
  expect(shells).toEqual(expect.arrayContaining(["bash", "zsh", "fish"]));
  const all = await offered("");
  expect(all).toContain("completion");
  expect(all.filter((word) => word.includes("library") || word === "complete")).toEqual([]);
});

test.each(["bash", "zsh", "fish"])("a script for %s asks sundown", async (shell) => {
  const { exitCode, stdout } = await runCli(["completion", shell]);
  expect(exitCode).toBe(0);
  expect(stdout).toContain("sundown complete --");
});

test("bash completes with the script", async (context) => {
  const bash = spawnSync("bash", ["-c", "type compopt"]);
  context.skip(bash.status !== 0, "bash is not here");
  const folder = await mkdtemp(join(tmpdir(), "sundown-bin-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { stdout: script } = await runCli(["completion", "bash"]);
  await writeFile(join(folder, "script"), script);
  await writeFile(
    join(folder, "sundown"),
    `#!/bin/sh\nexec "${process.execPath}" "${join(repository, "cli/main.ts")}" "$@"\n`,
  );
  await chmod(join(folder, "sundown"), 0o755);
  // What readline sets before it calls the function that the script registered.
  const drive = `
    _get_comp_words_by_ref() { cur=check; prev=sundown; words=(sundown che); cword=1; cur=che; }
    __ltrim_colon_completions() { :; }
    compopt() { :; }
    . "$0"
    COMP_WORDS=(sundown che); COMP_CWORD=1; COMP_LINE="sundown che"; COMP_POINT=11
    "$(complete -p sundown | sed 's/.*-F \\([^ ]*\\).*/\\1/')"
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const reply = execFileSync("bash", ["-c", drive, join(folder, "script")], {
    encoding: "utf8",
    env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
  });
  expect(reply.trim().split(/\s+/)[0]).toBe("check");
});
