import { appendFile, type FileHandle, mkdir, open, readFile, readlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { sha256 } from "../../core/digest.ts";
import { type JournalFile, openJournal } from "../../engine/journal.ts";
import { decommissionFolder } from "../../steps/decommission-folder.ts";
import { destroy } from "../../steps/destroy/destroy.ts";
import { officeEstate } from "./office-estate.ts";
import { changingCalls, teardownScene, temporaryDirectory } from "./teardown-scene.ts";

const line = (about: string) => ({ step: "test", kind: "note" as const, about });

describe("journal", () => {
  test("what was appended is read again, each line naming the digest of the one before", async () => {
    const path = join(await temporaryDirectory(), "run", "journal.jsonl");
    const first = await openJournal(path);
    // Many at once: one write may carry several lines.
    await Promise.all(["a", "b", "c"].map((about) => first.append(line(about))));
    await first.close();
    const second = await openJournal(path);
    await second.append({ ...line("d"), data: { url: "https://localhost/x", nested: { n: 1 } } });
    await second.close();

    const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
    const third = await openJournal(path);
    expect(third.entries.map(({ about }) => about)).toEqual(["a", "b", "c", "d"]);
    expect(third.entries.slice(1).map(({ before }) => before)).toEqual(
      lines.slice(0, 3).map((l) => sha256(l)),
    );
    expect(third.head).toBe(sha256(lines[3] ?? ""));
    await third.close();
  });

  test("a torn last line is cut off, and the journal goes on", async () => {
    const path = join(await temporaryDirectory(), "journal.jsonl");
    const first = await openJournal(path);
    await first.append(line("a"));
    await first.close();
    await appendFile(path, '{"about":"b","at":"2026-');
    const second = await openJournal(path);
    expect(second.entries.map(({ about }) => about)).toEqual(["a"]);
    await second.append(line("c"));
    await second.close();
    const third = await openJournal(path);
    expect(third.entries.map(({ about }) => about)).toEqual(["a", "c"]);
    await third.close();
  });

  test("a torn last line that cannot be cut off is told as that", async () => {
    const path = join(await temporaryDirectory(), "journal.jsonl");
    await writeFile(path, '{"about":"b","at":"2026-');
    const openFile = (name: string): Promise<JournalFile> => open(name, "r");
    await expect(openJournal(path, { openFile })).rejects.toMatchObject({
      code: "journal_unwritable",
      place: path,
    });
  });

  test.each([
    ["a changed line", (text: string) => text.replace('"a"', '"x"')],
    ["a line left out", (text: string) => text.split("\n").slice(1).join("\n")],
    ["a line that is no JSON", (text: string) => `nonsense\n${text}`],
  ])("%s is refused", async (_name, change) => {
    const path = join(await temporaryDirectory(), "journal.jsonl");
    const first = await openJournal(path);
    await first.append(line("a"));
    await first.append(line("b"));
    await first.close();
    await writeFile(path, change(await readFile(path, "utf8")));
    await expect(openJournal(path)).rejects.toMatchObject({ code: "journal_broken" });
  });

  test("a journal broken in its middle ends a teardown before its first call, and says where and what to do", async () => {
    const scene = await teardownScene(officeEstate(1));
    await mkdir(join(scene.folder, "run"), { recursive: true });
    const path = decommissionFolder(scene.folder).journal;
    const journal = await openJournal(path);
    for (const about of ["a", "b", "c"]) await journal.append(line(about));
    await journal.close();
    await writeFile(path, (await readFile(path, "utf8")).replace('"b"', '"x"'));
    const refused = await destroy({ folder: scene.folder }, scene.context).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: "journal_broken",
      place: `${path}:3`,
      exitCode: 3,
      message: expect.stringContaining("does not follow from the line before it"),
      remedy: expect.stringContaining("move the whole run folder"),
    });
    expect(scene.simulator.log()).toEqual([]);
  });

  test("the names of a new journal and of its new folders are on disk before its first line", async () => {
    const directory = await temporaryDirectory();
    const probe = await open(process.execPath, "r");
    const handles: { sync(this: FileHandle): Promise<void> } = Object.getPrototypeOf(probe);
    await probe.close();
    const synced: string[] = [];
    const sync = vi.spyOn(handles, "sync").mockImplementation(async function (this: FileHandle) {
      synced.push(await readlink(`/proc/self/fd/${this.fd}`));
    });
    try {
      const path = join(directory, "decommission", "run", "journal.jsonl");
      const journal = await openJournal(path);
      const folders = [directory, join(directory, "decommission"), join(directory, "decommission", "run")];
      expect(synced.toSorted()).toEqual(folders);
      await journal.append(line("a"));
      expect(synced.at(-1)).toBe(path);
      await journal.close();
    } finally {
      sync.mockRestore();
    }
  });

  test("a full disk refuses this and every later line, and leaves a whole file", async () => {
    const path = join(await temporaryDirectory(), "journal.jsonl");
    const journal = await openJournal(path, { openFile: (name) => openOnSmallDisk(name, 400) });
    await journal.append(line("fits"));
    await expect(journal.append({ ...line("long"), data: { text: "x".repeat(500) } })).rejects.toMatchObject({
      code: "journal_unwritable",
    });
    await expect(journal.append(line("short"))).rejects.toMatchObject({ code: "journal_unwritable" });
    await journal.close();
    const again = await openJournal(path);
    expect(again.entries.map(({ about }) => about)).toEqual(["fits"]);
    expect((await readFile(path, "utf8")).trimEnd().split("\n")).toHaveLength(1);
    await again.close();
  });

  test("of two runs in one journal the second to write stops, and the chain holds", async () => {
    const path = join(await temporaryDirectory(), "journal.jsonl");
    const [one, other] = [await openJournal(path), await openJournal(path)];
    await one.append(line("a"));
    for (const about of ["b", "c"]) {
      await expect(other.append(line(about))).rejects.toMatchObject({ code: "run_locked", place: path });
    }
    await one.append(line("d"));
    await Promise.all([one.close(), other.close()]);
    const again = await openJournal(path);
    expect(again.entries.map(({ about }) => about)).toEqual(["a", "d"]);
    await again.close();
  });

  test("without a journal no call is made", async () => {
    const scene = await teardownScene(officeEstate(1));
    // A file stands where the run folder should be.
    await mkdir(scene.folder, { recursive: true });
    await writeFile(join(scene.folder, "run"), "");
    await expect(destroy({ folder: scene.folder }, scene.context)).rejects.toMatchObject({
      code: "journal_unwritable",
    });
    expect(changingCalls(scene.simulator)).toEqual([]);
  });
});

/** A file on a disk with so many bytes: what does not fit is written in part, then ENOSPC. */
async function openOnSmallDisk(path: string, capacity: number): Promise<JournalFile> {
  const file = await open(path, "a+");
  let used = 0;
  const write = async (bytes: Buffer, offset: number, length: number) => {
    const fits = Math.min(length, capacity - used);
    if (fits <= 0)
      throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    used += fits;
    return file.write(bytes, offset, fits);
  };
  return {
    write,
    sync: () => file.sync(),
    truncate: (length) => file.truncate(length),
    readFile: () => file.readFile(),
    stat: () => file.stat(),
    close: () => file.close(),
  };
}
