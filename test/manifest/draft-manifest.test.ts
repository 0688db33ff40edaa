import { describe, expect, test } from "vitest";
import { checkManifest } from "../../core/manifest/check-manifest.ts";
import { draftManifest } from "../../core/manifest/draft-manifest.ts";
import { parseManifest } from "../../core/manifest/parse-manifest.ts";
import { recordBackup } from "../../core/manifest/record-backup.ts";
import { app, bytesOf, COMPLETE, database, lock, scope, smallPlan, storage, trimmed } from "./small-plan.ts";

const check = (text: string, plan = smallPlan()) =>
  checkManifest(parseManifest(bytesOf(text), "decommission.yaml"), plan);

describe("the draft", () => {
  const draft = draftManifest(smallPlan());

  test("says of what nothing copies by itself that a person has to", () => {
    const todos = [...draft.matchAll(/^ {2}# (.+)\n.*\n {4}artifacts: "TODO: (.+), or write/gm)];
    expect(
      new Set(todos.map(([, comment = "", todo]) => [comment.includes("by hand"), todo].join())),
    ).toEqual(new Set(["true,copy it by hand and write url, bytes and sha256", "false,run sundown backup"]));
  });

  test("never passes: each open decision is a TODO on a line of its own, and nothing else is wrong", () => {
    const problems = check(draft);
    expect(problems.every(({ code }) => code === "manifest_undecided")).toBe(true);
    // name, reason, 2 groups, 2 backups, lock, purge, 3 acknowledgements
    expect(problems).toHaveLength(11);
    const todos = draft.split("\n").flatMap((line, index) => (/^[^#]*\bTODO/.test(line) ? [index + 1] : []));
    expect(problems.map(({ at }) => at.line)).toEqual(todos);
    const groups = problems.flatMap(
      ({ message }) => /^resourceGroups\.\d+ \((.+?)\) is/.exec(message)?.[1] ?? [],
    );
    expect(groups).toEqual(["rg-app", "rg-data"]);
  });

  test("passes once the names are typed, the backups decided and the word TODO deleted", () => {
    let names = ["rg-app", "rg-data"];
    const decided = draft
      .replace(/"TODO: type the subscription's name"/, '"Contoso: Retail #2"')
      .replace(/"TODO: write a sentence"/, "Moved away.")
      .replaceAll(/"TODO: type the group's name"/g, () => {
        const [first = "", ...rest] = names;
        names = rest;
        return first;
      })
      .replaceAll(/artifacts: "TODO.*"/g, "waived: nothing in it")
      .replaceAll("- TODO ", "- ");
    expect(check(decided)).toEqual([]);
  });

  test("deciding only some leaves exactly the others open", () => {
    expect(check(draft.replaceAll("- TODO ", "- "))).toHaveLength(6);
  });

  test("names and notes from outside can neither break out of a comment nor hide in it", () => {
    const nasty = "x\n  - injected: true #\u202e\u200b";
    const plan = smallPlan({
      subscription: { ...smallPlan().subscription, name: nasty },
      locks: [{ id: lock, scope, level: "CanNotDelete", notes: nasty }],
      billing: [{ what: "support-plan", because: nasty }],
    });
    const text = draftManifest(plan);
    expect(text).not.toMatch(/^\s*- injected/m);
    expect(check(text, plan).every(({ code }) => code === "manifest_undecided")).toBe(true);
  });

  test("shows a name with characters nobody sees as it is typed, and that passes; nothing of it stands raw", () => {
    const name = "Contoso\u202e\u2028 shop";
    const hidden = "/subscriptions/bbbbbbbb-1111-4222-8333-444444444444/resourceGroups/a\u200bb";
    const small = smallPlan();
    const roles = small.roles.map((role) =>
      role.change === "trim" ? { ...role, remaining: [...role.remaining, hidden] } : role,
    );
    const plan = smallPlan({ subscription: { ...small.subscription, name }, roles });
    const text = draftManifest(plan);
    const shown = /exactly as in Azure: (".*")$/m.exec(text)?.[1] ?? "";
    expect(shown).toBe('"Contoso\\u202E\\u2028 shop"');
    const groups = ["rg-app", "rg-data"];
    const decided = text
      .replace('"TODO: type the subscription\'s name"', () => shown)
      .replace('"TODO: write a sentence"', "Moved away.")
      .replaceAll('"TODO: type the group\'s name"', () => groups.shift() ?? "")
      .replaceAll(/artifacts: "TODO.*"/g, "waived: nothing in it")
      .replaceAll("- TODO ", "- ");
    expect(check(decided, plan)).toEqual([]);
    const recorded = recordBackup(decided, storage, [
      { url: "https://b.blob.core.windows.net/c/x.vhd", bytes: 7, sha256: "a".repeat(64) },
    ]);
    expect(check(recorded, plan)).toEqual([]);
    expect(text + recorded).not.toMatch(/[\u200b\u2028\u202e]/u);
  });

  test("of a plan that asks nothing still asks for the name and the reason", () => {
    const empty = smallPlan({
      operations: [],
      backupsNeeded: [],
      roles: [],
      locks: [],
      dependents: [],
      billing: [],
      selfMade: [],
    });
    expect(check(draftManifest(empty), empty).map(({ code }) => code)).toEqual([
      "manifest_undecided",
      "manifest_undecided",
    ]);
  });
});

describe("recording a backup", () => {
  const artifact = { url: "https://b.blob.core.windows.net/c/x.vhd", bytes: 7, sha256: `0${"1".repeat(63)}` };

  test("replaces the TODO and keeps every other line, comments and order included", () => {
    const before = draftManifest(smallPlan());
    const after = recordBackup(before, storage.toUpperCase(), [artifact]);
    const list = `artifacts:\n      - url: ${artifact.url}\n        bytes: 7\n        sha256: "${artifact.sha256}"`;
    expect(after).toBe(before.replace(/artifacts: "TODO.*"/, list));
    expect(parseManifest(bytesOf(after), "x").problems).toHaveLength(10);
  });

  test("replaces a waiver and older artifacts, twice over", () => {
    const once = recordBackup(COMPLETE, database, [artifact]);
    const second = { ...artifact, url: "https://b.blob.core.windows.net/c/y.vhd" };
    const twice = recordBackup(once, database, [second]);
    expect(check(twice)).toEqual([]);
    expect(twice).not.toContain("x.vhd");
    expect(twice).not.toContain("waived");
  });

  test("keeps line ends and the way lists are indented", () => {
    const list = `- of: ${database}\n  waived: empty\n`;
    const text = `# mine\nbackups:\n${list}# between\nlocks: []\n`;
    const expected = `# mine\nbackups:\n- of: ${database}\n  artifacts:\n  - url: ${artifact.url}\n    bytes: 7\n    sha256: "${artifact.sha256}"\n# between\nlocks: []\n`;
    expect(recordBackup(text, database, [artifact])).toBe(expected);
    expect(recordBackup(text.replaceAll("\n", "\r\n"), database, [artifact])).toBe(
      expected.replaceAll("\n", "\r\n"),
    );
  });

  test("what is not listed, and a file that is no manifest, are refused", () => {
    expect(() => recordBackup(COMPLETE, app, [artifact])).toThrow(
      expect.objectContaining({ code: "manifest_backup_not_listed" }),
    );
    expect(() => recordBackup("a: [", storage, [artifact])).toThrow(
      expect.objectContaining({ code: "manifest_yaml_invalid", exitCode: 2 }),
    );
    expect(() => recordBackup("x: 1\nx: 2\n", trimmed, [artifact])).toThrow(
      expect.objectContaining({ code: "manifest_yaml_invalid", exitCode: 2 }),
    );
  });
});
