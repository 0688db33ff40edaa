import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { StoredFile } from "../../azure/storage/backup-target.ts";
import { type CopiedBlob, openCopyRecord } from "../../steps/backup/copy-record.ts";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "copy-record-"));
  file = join(folder, "record.jsonl");
});
afterEach(() => rm(folder, { recursive: true }));

const blob = (name: string, version = "1"): CopiedBlob => ({
  name,
  etag: `"${name}"`,
  bytes: name.length,
  sha256: "0".repeat(64),
  version,
});

test("what was recorded is found again by its path, whatever is in its name", async () => {
  // U+2028 is a line's end to some readers, and the long name does not fit into what is read at once with the rest.
  const names = [
    "ü\u2028\r\n\u0000x",
    "é".repeat(1024),
    ...Array.from({ length: 5000 }, (_, n) => `blob ${n}`),
  ];
  const first = await openCopyRecord(file);
  expect(first.isEmpty).toBe(true);
  for (const name of names) await first.add(blob(name));
  await first.add({ ...blob("odd "), path: "odd-names/1" });
  await first.close();

  const record = await openCopyRecord(file);
  for (const name of names) expect((await record.get(name))?.copied).toEqual(blob(name));
  expect((await record.get("odd-names/1"))?.copied.name).toBe("odd ");
  expect(await record.get("odd ")).toBeUndefined();
  expect(await record.get("blob 5000")).toBeUndefined();
  await record.close();
});

test("a line that a kill has torn within a character costs that line alone", async () => {
  const first = await openCopyRecord(file);
  await first.add(blob("a"));
  await first.add(blob("ü"));
  await first.close();
  const bytes = await readFile(file);
  await writeFile(file, bytes.subarray(0, bytes.indexOf("ü") + 1));

  const second = await openCopyRecord(file);
  expect(await second.get("ü")).toBeUndefined();
  await second.add(blob("b"));
  await second.close();
  const third = await openCopyRecord(file);
  expect((await third.get("a"))?.copied).toEqual(blob("a"));
  expect((await third.get("b"))?.copied).toEqual(blob("b"));
  await third.close();
});

test("what can be neither written nor read any more is told by its code, and nothing is added behind it", async () => {
  const record = await openCopyRecord(file);
  await record.add(blob("a"));
  const before = await readFile(file);
  await record.close();
  const adding = [record.add(blob("b")), record.add(blob("c"))];
  for (const one of adding) await expect(one).rejects.toMatchObject({ code: "file_unwritable", place: file });
  await expect(record.get("a")).rejects.toMatchObject({ code: "file_unreadable", place: file });
  expect(await record.get("b")).toBeUndefined();
  expect(await readFile(file)).toEqual(before);
});

test("the last line of a path counts, and a line of this run is told from an earlier one's", async () => {
  const first = await openCopyRecord(file);
  await first.add(blob("a"));
  await first.add(blob("b"));
  await first.close();
  const second = await openCopyRecord(file);
  await second.add(blob("b", "2"));
  const [a, b] = [await second.get("a"), await second.get("b")];
  expect(b?.copied.version).toBe("2");
  expect([a, b].map((found) => second.isEarlier(found?.at ?? -1))).toEqual([true, false]);
  await second.close();
});

test("what does not lie at the target as it was written is forgotten", async () => {
  const record = await openCopyRecord(file);
  for (const name of ["there", "changed", "gone"]) await record.add(blob(name));
  await record.keepOnly(
    stored([
      { path: "changed", version: "2" },
      { path: "there", version: "1" },
      { path: "somebody else's", version: "1" },
    ]),
  );
  expect((await record.get("there"))?.copied).toEqual(blob("there"));
  expect(await record.get("changed")).toBeUndefined();
  expect(await record.get("gone")).toBeUndefined();
  await record.close();
});

test("a line of another form is passed over", async () => {
  await appendFile(file, `${JSON.stringify({ name: "a" })}\nnull\n${JSON.stringify(blob("b"))}\n`);
  const record = await openCopyRecord(file);
  expect(await record.get("a")).toBeUndefined();
  expect((await record.get("b"))?.copied).toEqual(blob("b"));
  await record.close();
});

async function* stored(files: readonly StoredFile[]): AsyncGenerator<StoredFile> {
  yield* files;
}
