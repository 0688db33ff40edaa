import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkEvidence } from "../../core/evidence/check-evidence.ts";
import { cancel } from "../../steps/cancel/cancel.ts";
import { destroy } from "../../steps/destroy/destroy.ts";
import { reactivate } from "../../steps/reactivate/reactivate.ts";
import { roles } from "../../steps/roles/roles.ts";
import { verifyEvidence } from "../../steps/verify/verify-evidence.ts";
import { changes, customRole, doomed, lifecycleWorld, other, wait } from "./world.ts";

/** Its role is trimmed already, so there is a journal and evidence of it. */
async function trimmedWorld() {
  const world = await lifecycleWorld({ roleDefinitions: [customRole(1, [doomed, other])] });
  await roles({ folder: world.folder, wait }, world.context);
  return world;
}

describe("evidence that knows more than the journal is kept", () => {
  const lines = (text: string) => text.split("\n").filter((line) => line !== "");
  const damage: [string, (journal: string) => Promise<void>][] = [
    ["deleted", (journal) => rm(journal)],
    [
      "shortened",
      async (journal) =>
        writeFile(
          journal,
          `${lines(await readFile(journal, "utf8"))
            .slice(0, 2)
            .join("\n")}\n`,
        ),
    ],
    ["empty", (journal) => writeFile(journal, "")],
  ];
  test.each(damage)("journal %s: no verb begins, nothing is called or written", async (name, change) => {
    const world = await trimmedWorld();
    const run = join(world.folder, "run");
    const journal = join(run, "journal.jsonl");
    await change(journal);
    const before = await readFile(journal, "utf8").catch(() => "none");
    const evidence = await readFile(join(run, "evidence.json"), "utf8");
    const calls = changes(world.simulator).length;
    const lost = { code: "evidence_journal_mismatch", exitCode: 3, place: journal };

    await expect(cancel({ folder: world.folder, wait }, world.context)).rejects.toMatchObject(lost);
    await expect(roles({ folder: world.folder, wait }, world.context)).rejects.toMatchObject(lost);
    await expect(destroy({ folder: world.folder }, world.context)).rejects.toMatchObject(lost);
    await expect(reactivate({ folder: world.folder, wait }, world.context)).rejects.toMatchObject(lost);

    expect(changes(world.simulator)).toHaveLength(calls);
    expect(await readFile(join(run, "evidence.json"), "utf8")).toBe(evidence);
    expect(await readFile(journal, "utf8").catch(() => "none")).toBe(before);
    const options = { evidence: join(run, "evidence.json"), folder: world.folder };
    await expect(verifyEvidence(options, world.context)).rejects.toMatchObject({
      code: "evidence_journal_mismatch",
      message: name === "deleted" ? expect.stringContaining("is missing") : expect.stringContaining("has"),
      remedy: expect.stringContaining("Restore run/journal.jsonl"),
    });
  });

  test("what cannot be read as evidence is not written over; with the journal whole again a run goes on", async () => {
    const world = await trimmedWorld();
    const path = join(world.folder, "run", "evidence.json");
    const text = await readFile(path, "utf8");
    await writeFile(path, text.slice(0, 300));
    await expect(cancel({ folder: world.folder, wait }, world.context)).rejects.toMatchObject({
      code: "evidence_journal_mismatch",
      place: path,
    });
    expect(await readFile(path, "utf8")).toBe(text.slice(0, 300));

    await writeFile(path, text);
    await cancel({ folder: world.folder, wait }, world.context);
    expect(checkEvidence(await readFile(path, "utf8"))).toMatchObject({
      evidence: { cancel: { outcome: "cancelled" } },
    });
  });
});

test("a page beside the evidence that says something else is refused, with its line", async () => {
  const { folder, context } = await trimmedWorld();
  const [made, sent] = [join(folder, "run", "evidence.json"), join(folder, "evidence.json")];
  const page = join(folder, "evidence.md");
  await cp(made, sent);
  const whole = await readFile(join(folder, "run", "evidence.md"), "utf8");
  const look = () => verifyEvidence({ evidence: sent, folder }, context);
  expect((await look()).heldAgainst).not.toContain(page);

  await writeFile(page, whole);
  expect((await look()).heldAgainst).toContain(page);
  const line = whole.split("\n").findIndex((text) => text.includes("The shop has moved.")) + 1;
  const forgeries: [string, number][] = [
    [whole.replace("The shop has moved.", "The shop has burnt."), line],
    [`${whole}Approved by the board.\n`, whole.split("\n").length],
    [whole.slice(0, whole.indexOf("\n")), 2],
  ];
  for (const [text, at] of forgeries) {
    await writeFile(page, text);
    await expect(look()).rejects.toMatchObject({
      code: "evidence_page_differs",
      exitCode: 3,
      place: `${page}:${at}`,
    });
  }
});
