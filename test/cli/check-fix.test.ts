import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createContext } from "../../cli/create-context.ts";
import type { Host } from "../../core/host.ts";
import { draftManifest } from "../../core/manifest/draft-manifest.ts";
import { fix } from "../../steps/check/fix.ts";
import { smallPlan } from "../manifest/small-plan.ts";
import { type Answer, CTRL_C, DOWN, ENTER, hasTerminal, runAtTerminal } from "../support/at-terminal.ts";
import { runCli } from "../support/run-cli.ts";

const plan = smallPlan();
const draft = draftManifest(plan);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sundown-fix-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function fresh(name: string, manifest = draft): Promise<string> {
  const path = join(folder, name, "decommission/retail");
  await mkdir(path, { recursive: true });
  await writeFile(join(path, "plan.json"), JSON.stringify(plan));
  await writeFile(join(path, "decommission.yaml"), manifest);
  return join(folder, name);
}
const manifestOf = (cwd: string) => readFile(join(cwd, "decommission/retail/decommission.yaml"), "utf8");

test("without a terminal nothing is asked and nothing is written", async () => {
  const cwd = await fresh("quiet");
  for (const more of [[], ["--yes"], ["--json"], ["--confirm", "rg-app"]]) {
    const run = await runCli(["check", "--fix", ...more], { cwd });
    expect(run.exitCode).toBe(2);
    expect(run.stdout + run.stderr).toContain("terminal_needed");
  }
  expect(await manifestOf(cwd)).toBe(draft);
});

test("a file that was saved in an editor meanwhile is not written over; the question comes again", async () => {
  const cwd = await fresh("editor");
  const path = join(cwd, "decommission/retail/decommission.yaml");
  const edited = draft.replace("# Locks that", "# Somebody was here. Locks that");
  const notices: string[] = [];
  let asked = 0;
  const host: Host = {
    notify: ({ code }) => void notices.push(code),
    progress: () => {},
    ask: () => Promise.resolve(false),
    async input() {
      asked += 1;
      if (asked === 1) await writeFile(path, edited);
      return asked <= 2 ? plan.subscription.name : undefined;
    },
  };
  const { signal } = new AbortController();
  const result = await fix(
    { folder: join(cwd, "decommission/retail") },
    { ...createContext(host, signal), workingDirectory: cwd },
  );
  expect(notices).toEqual(["manifest_edited_meanwhile"]);
  expect(result.answered).toBe(1);
  const name = JSON.stringify(plan.subscription.name);
  expect(await manifestOf(cwd)).toBe(edited.replace('"TODO: type the subscription\'s name"', name));
});

describe.runIf(hasTerminal)("at a terminal", () => {
  const begin: readonly Answer[] = [
    ["Type the subscription's name", `${plan.subscription.name}${ENTER}`],
    ["Write a sentence", `The shop moved; asked: data owner${ENTER}`],
    ["rg-app", `rg-app${ENTER}`],
    ["rg-data", `rg-data${ENTER}`],
  ];

  test("answered from the first question to the last the manifest is complete", async () => {
    const cwd = await fresh("whole");
    const acknowledged = plan.billing.length + plan.dependents.length + plan.selfMade.length;
    const answers: readonly Answer[] = [
      ...begin,
      ["it holds blobs", `${DOWN}${ENTER}`],
      ["need no backup?", `Copied by the data team${ENTER}`],
      ["it holds a database", `${DOWN}${DOWN}${ENTER}`],
      ["URL (https", `https://outside.blob.core.windows.net/db/orders.bacpac${ENTER}`],
      ["Exact size", `12${ENTER}`],
      ["sha256 of", `${"ab".repeat(32)}${ENTER}`],
      ["locks: ", `${DOWN}${ENTER}`],
      ["let it expire by itself", `${DOWN}${ENTER}`],
      // A prompt is drawn again with every key: only the number of open questions is new in each.
      ...Array.from(
        { length: acknowledged },
        (_, done): Answer => [`${acknowledged - done} open. acknowledge`, `${DOWN}${ENTER}`],
      ),
    ];
    const { exitCode, screen } = await runAtTerminal(["check", "--fix"], answers, { cwd });
    expect(screen).toContain("decommission.yaml is complete and agrees with the plan.");
    expect(exitCode).toBe(0);
    const written = await manifestOf(cwd);
    expect(written).not.toMatch(/^[^#]*TODO/m);
    expect(written).toContain("waived: Copied by the data team");
    // With the purge that is not wanted goes the comment about it, and no other.
    const comments = draft.split("\n").filter((line) => line.trimStart().startsWith("#"));
    expect(comments.filter((line) => !written.includes(line))).toEqual(["  # purge it"]);
  });

  test("Ctrl-C ends it with everything answered saved; run again it goes on from there", async () => {
    const cwd = await fresh("twice");
    const first = await runAtTerminal(["check", "--fix"], [...begin.slice(0, 3), ["rg-data", CTRL_C]], {
      cwd,
    });
    expect(first.exitCode).toBe(130);
    expect(first.screen.replaceAll(/\s+/g, " ")).toContain("what was answered before is saved");
    const between = await manifestOf(cwd);
    expect(between).toBe(
      draft
        .replace('"TODO: type the subscription\'s name"', JSON.stringify(plan.subscription.name))
        .replace('"TODO: write a sentence"', '"The shop moved; asked: data owner"')
        .replace('"TODO: type the group\'s name"', "rg-app"),
    );
    const again = await runAtTerminal(["check", "--fix"], [["Type the group's name", CTRL_C]], { cwd });
    expect(again.screen).toContain("rg-data");
    expect(again.screen).not.toContain("Type the subscription's name");
    expect(await manifestOf(cwd)).toBe(between);
  });

  test("a name in other letters is not taken, and Enter leaves a question open", async () => {
    const cwd = await fresh("letters");
    const answers: readonly Answer[] = [
      ["Type the subscription's name", `contoso: retail #2${ENTER}`],
      ["That is not", CTRL_C],
    ];
    await runAtTerminal(["check", "--fix"], answers, { cwd });
    expect(await manifestOf(cwd)).toBe(draft);
    const open: readonly Answer[] = [
      ["Type the subscription's name", ENTER],
      ["Write a sentence", ENTER],
      ["rg-app", CTRL_C],
    ];
    await runAtTerminal(["check", "--fix"], open, { cwd });
    expect(await manifestOf(cwd)).toBe(draft);
  });
});
