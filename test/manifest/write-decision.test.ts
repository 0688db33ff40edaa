import { describe, expect, test } from "vitest";
import { checkManifest } from "../../core/manifest/check-manifest.ts";
import { draftManifest } from "../../core/manifest/draft-manifest.ts";
import { type OpenQuestion, openQuestions } from "../../core/manifest/open-questions.ts";
import { parseManifest } from "../../core/manifest/parse-manifest.ts";
import { type Decision, writeDecision } from "../../core/manifest/write-decision.ts";
import { app, database, dependent, lock, purged, smallPlan, storage } from "./small-plan.ts";

const plan = smallPlan();
const parse = (text: string) => parseManifest(new TextEncoder().encode(text), "decommission.yaml");
const questions = (text: string): OpenQuestion[] => openQuestions(text, parse(text), plan);
const problems = (text: string) => checkManifest(parse(text), plan);

/** A person who says yes to everything. */
function yes({ kind, value }: OpenQuestion): Decision {
  if (kind === "write") return { kind: "value", value: "Moved: everything, #all of it" };
  if (kind === "backup") return { kind: "waiver", reason: "Rebuilt: from code" };
  return { kind: "value", value };
}

function answerAll(text: string, pick: (open: readonly OpenQuestion[]) => OpenQuestion | undefined): string {
  let now = text;
  for (let round = 0; round < 50; round++) {
    const next = pick(questions(now));
    if (next === undefined) return now;
    now = writeDecision(now, next, yes(next));
  }
  throw new Error("the questions do not end");
}

test("a draft asks for everything that is open, in its order and with its comment", () => {
  const open = questions(draftManifest(plan));
  expect(open.map(({ kind, value }) => [kind, value])).toEqual([
    ["type", "Contoso: Retail #2"],
    ["write", ""],
    ["type", "rg-app"],
    ["type", "rg-data"],
    ["backup", storage],
    ["backup", database],
    ["agree", lock],
    ["purge", purged],
    ...open.filter(({ section }) => section === "acknowledge").map(({ value }) => ["agree", value]),
  ]);
  expect(open.find(({ value }) => value === storage)?.about).toContain("it holds blobs");
  expect(open.at(-1)?.section).toBe("acknowledge");
});

describe.each([
  ["from the top", (open: readonly OpenQuestion[]) => open[0]],
  ["from the bottom", (open: readonly OpenQuestion[]) => open.at(-1)],
])("answered %s", (_order, pick) => {
  test("the manifest is complete, and only lines with a TODO are changed", () => {
    const draft = draftManifest(plan);
    const done = answerAll(draft, pick);
    expect(problems(done)).toEqual([]);
    const before = draft.split("\n");
    const after = done.split("\n");
    expect(after).toHaveLength(before.length);
    for (const [index, line] of before.entries()) {
      if (!/TODO/.test(line) || line.startsWith("#")) expect(after[index]).toBe(line);
      else expect(after[index]).not.toContain("TODO");
    }
  });
});

test("what a person laid out in another way stays so to the byte", () => {
  const text = [
    "# mine",
    "subscription: { id: 8d65815f-a5b6-402f-9298-045155da7d74,   name: 'TODO: x' }   # aligned",
    "",
    "",
    'reason:     "TODO"    # by me',
    "resourceGroups:   [rg-app,   rg-data]",
    "backups:",
    "    -   of: /x   # odd, but kept",
    "        waived: TODO why",
    "",
  ].join("\r\n");
  const [name, reason, backup] = questions(text);
  if (name === undefined || reason === undefined || backup === undefined) throw new Error("three are open");
  let now = writeDecision(text, backup, { kind: "waiver", reason: "not needed, ever: [x]" });
  now = writeDecision(now, reason, { kind: "value", value: "it, went" });
  now = writeDecision(now, name, { kind: "value", value: "a, b}: c" });
  expect(now).toBe(
    text
      .replace("'TODO: x'", '"a, b}: c"')
      .replace('"TODO" ', "it, went ")
      .replace("TODO why", '"not needed, ever: [x]"'),
  );
});

test("a purge that is not wanted leaves its list and is acknowledged as expiring", () => {
  const draft = draftManifest(plan);
  const purge = questions(draft).find(({ kind }) => kind === "purge");
  if (purge === undefined) throw new Error("the plan purges something");
  const done = answerAll(writeDecision(draft, purge, { kind: "expiry" }), (open) => open[0]);
  expect(problems(done)).toEqual([]);
  expect(parse(done).manifest).toMatchObject({ purges: [] });
  expect(parse(done).manifest?.acknowledge).toContain(`expires:${purged}`);
  expect(done).toContain("# What is purged for good, beyond soft delete");
});

test("what a newer plan asks is asked and added, comments kept", () => {
  const complete = answerAll(draftManifest(plan), (open) => open[0]);
  const olderOnes = [
    complete.replace(/^ {2}- rg-app\n/m, ""),
    complete.replace(`  - dependent:${dependent}\n`, ""),
    complete.replace(/^locks:\n( {2}#.*\n) {2}- .*\n/m, "locks: []\n$1"),
  ];
  for (const older of olderOnes) {
    const [missing, ...others] = questions(older);
    expect(others).toEqual([]);
    if (missing === undefined) throw new Error("one is missing");
    const done = writeDecision(older, missing, yes(missing));
    expect(problems(done)).toEqual([]);
    for (const line of older.split("\n").filter((text) => text.trimStart().startsWith("#")))
      expect(done).toContain(line);
  }
});

test("artifacts made by hand take the place of the TODO", () => {
  const draft = draftManifest(plan);
  const open = questions(draft).find(({ value }) => value === database);
  if (open === undefined) throw new Error("the database is open");
  const artifact = {
    url: "https://outside.blob.core.windows.net/db/orders.bacpac",
    bytes: 7,
    sha256: "ab".repeat(32),
  };
  const text = writeDecision(draft, open, { kind: "artifacts", artifacts: [artifact] });
  const done = answerAll(text, (rest) => rest[0]);
  expect(parse(done).manifest?.backups).toContainEqual({ of: database, artifacts: [artifact] });
  expect(problems(done)).toEqual([]);
});

test("a TODO that belongs to nothing in the plan is left to its writer", () => {
  const text = draftManifest(plan).replace("# rg-app: ", "# rg-other: ");
  expect(questions(text).some(({ value }) => value === "rg-app")).toBe(false);
  expect(problems(text).some(({ code }) => code === "manifest_undecided")).toBe(true);
  expect(app).toContain("rg-app");
});
