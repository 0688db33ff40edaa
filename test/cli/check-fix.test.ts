import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createContext } from "../../cli/create-context.ts";
import type { Host } from "../../core/host.ts";
import { draftManifest } from "../../core/manifest/draft-manifest.ts";
import { openQuestions } from "../../core/manifest/open-questions.ts";
import { parseManifest } from "../../core/manifest/parse-manifest.ts";
import { fix } from "../../steps/check/fix.ts";
import { app, smallPlan } from "../manifest/small-plan.ts";
import { type Answer, CTRL_C, DOWN, ENTER, hasTerminal, runAtTerminal } from "../support/at-terminal.ts";
import { runCli } from "../support/run-cli.ts";

const plan = smallPlan();
const draft = draftManifest(plan);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sundown-fix-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function fresh(name: string, manifest = draft, of = plan): Promise<string> {
  const path = join(folder, name, "decommission/retail");
  await mkdir(path, { recursive: true });
  await writeFile(join(path, "plan.json"), JSON.stringify(of));
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

describe("many backups of one type", () => {
  const DISKS = 14;
  const needed = (type: string, name: string) => ({
    of: `${app}/providers/${type}/${name}`,
    type,
    method: "manual" as const,
    because: "it holds data",
  });
  const disk = (index: number) =>
    needed(index === 3 ? "microsoft.compute/Disks" : "Microsoft.Compute/disks", `disk-${index}-`);
  const many = smallPlan({
    backupsNeeded: [
      disk(1),
      needed("Microsoft.DBforMySQL/flexibleServers", "orders"),
      ...Array.from({ length: DISKS - 1 }, (_, index) => disk(index + 2)),
      needed("Microsoft.DBforMySQL/flexibleServers", "shops"),
    ],
  });
  const manifest = draftManifest(many);
  const waivers = (text: string) => text.match(/^ +waived: .*$/gm) ?? [];

  interface Asked {
    readonly message: string;
    readonly choices: readonly string[];
  }

  /** Goes through all questions: answers what is given for the first that is asked so, leaves everything else open. */
  async function answering(
    cwd: string,
    answer: (asked: Asked, text: string) => string | undefined | Promise<string | undefined>,
  ): Promise<{ asked: Asked[]; answered: number }> {
    const asked: Asked[] = [];
    const host: Host = {
      notify: () => {},
      progress: () => {},
      ask: () => Promise.resolve(false),
      async input({ message, choices = [] }) {
        const question = { message, choices: choices.map(({ value }) => value) };
        asked.push(question);
        return (await answer(question, await manifestOf(cwd))) ?? choices[0]?.value;
      },
    };
    const { answered } = await fix(
      { folder: join(cwd, "decommission/retail") },
      { ...createContext(host, new AbortController().signal), workingDirectory: cwd },
    );
    return { asked, answered };
  }
  const same = ({ message }: Asked) => message.includes("The same reason for");
  const waiveDisks = ({ message, choices }: Asked): string | undefined => {
    if (choices.includes("waive")) return message.includes("/disk-") ? "waive" : undefined;
    return message.includes("need no backup?")
      ? `Rebuilt: from ${message.split("/")[1]?.split(" ")[0]}`
      : undefined;
  };

  test("one reason for all of the type is asked for once, with names and the full number, and saved in one go", async () => {
    const cwd = await fresh("all", manifest, many);
    const saved: number[] = [];
    const { asked, answered } = await answering(cwd, (question, text) => {
      saved.push(waivers(text).length);
      return same(question) ? "all" : waiveDisks(question);
    });
    const [question, ...more] = asked.filter(same);
    expect(more).toEqual([]);
    expect(question?.choices).toEqual(["each", "all"]);
    expect(question?.message).toContain(
      `The same reason for the ${DISKS - 1} other Microsoft.Compute/disks?`,
    );
    expect(question?.message).toContain('"Rebuilt: from disk-1-"');
    const shown = many.backupsNeeded
      .map(({ of }) => of)
      .filter((of) => of.includes("/disk-"))
      .slice(1, 11);
    for (const of of shown)
      expect(question?.message).toContain(`rg-app/${of.slice(of.lastIndexOf("/") + 1)}\n`);
    expect(question?.message).not.toContain("disk-12-");
    expect(question?.message).toMatch(/and 3 more, 13 in all$/);
    expect(answered).toBe(DISKS);
    expect(new Set(saved)).toEqual(new Set([0, 1, DISKS]));
    const written = await manifestOf(cwd);
    expect(waivers(written)).toEqual(Array(DISKS).fill('    waived: "Rebuilt: from disk-1-"'));
    const open = openQuestions(written, parseManifest(Buffer.from(written), "decommission.yaml"), many);
    const backups = open.filter(({ kind }) => kind === "backup").map(({ value }) => value);
    expect(backups.map((id) => id.slice(id.lastIndexOf("/") + 1))).toEqual(["orders", "shops"]);
  });

  test("Enter means no: each is asked for by itself, and the same reason is not offered again", async () => {
    const cwd = await fresh("each", manifest, many);
    const { asked, answered } = await answering(cwd, (question) =>
      same(question) ? undefined : waiveDisks(question),
    );
    expect(asked.filter(same)).toHaveLength(1);
    expect(answered).toBe(DISKS);
    expect(new Set(waivers(await manifestOf(cwd))).size).toBe(DISKS);
  });

  test("what was left open before is not among the others", async () => {
    const cwd = await fresh("left", manifest, many);
    const { asked } = await answering(cwd, (question) => {
      if (question.message.includes("/disk-1-")) return undefined;
      return same(question) ? "all" : waiveDisks(question);
    });
    expect(asked.find(same)?.message).toContain(`the ${DISKS - 2} other`);
    expect(waivers(await manifestOf(cwd))).toHaveLength(DISKS - 1);
  });

  test("an editor that saves meanwhile gets the question again, with what is open then", async () => {
    const cwd = await fresh("saved", manifest, many);
    const path = join(cwd, "decommission/retail/decommission.yaml");
    let edited = "";
    const { asked } = await answering(cwd, async (question, text) => {
      if (!same(question)) return waiveDisks(question);
      if (edited === "") {
        edited = text.replace(/(of: .*\/disk-2-\n) +artifacts: .*/, "$1    waived: By hand");
        await writeFile(path, edited);
      }
      return "all";
    });
    expect(asked.filter(same).map(({ message }) => /the \d+ other/.exec(message)?.[0])).toEqual([
      `the ${DISKS - 1} other`,
      `the ${DISKS - 2} other`,
    ]);
    expect(waivers(await manifestOf(cwd)).filter((line) => line.endsWith("waived: By hand"))).toHaveLength(1);
  });

  test.runIf(hasTerminal)("Ctrl-C at that question keeps the one reason that was typed", async () => {
    const cwd = await fresh("stopped", manifest, many);
    const answers: readonly Answer[] = [
      ["Type the subscription's name", ENTER],
      ["Write a sentence", ENTER],
      ["rg-app: ", ENTER],
      ["rg-data: ", ENTER],
      ["backup of", `${DOWN}${ENTER}`],
      ["need no backup?", `Rebuilt from code${ENTER}`],
      ["yes, for all of these", CTRL_C],
    ];
    const { exitCode, screen } = await runAtTerminal(["check", "--fix"], answers, { cwd });
    expect(exitCode).toBe(130);
    expect(screen.replaceAll(/\s+/g, " ")).toContain("and 3 more, 13 in all");
    expect(waivers(await manifestOf(cwd))).toEqual(["    waived: Rebuilt from code"]);
  });
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
    const said = stripVTControlCharacters(screen).replaceAll("\r", "");
    expect(said.split("decommission.yaml is complete and agrees with the plan.")).toHaveLength(2);
    // An answer stands below its question, where it is not cut.
    expect(said).toMatch(/leaves it open\)\n {2}Copied by the data team\n/);
    expect(said).toMatch(/\S\n {2}no backup is needed: write why\n/);
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
