import { expect, test } from "vitest";
import { lineIndex } from "../../steps/backup/line-index.ts";

test("a name takes less than 100 bytes, however long it is, and is found", () => {
  const names = 100_000;
  const nameOf = (n: number): string => `${"a long folder/".repeat(20)}${n}`;
  const before = process.memoryUsage().arrayBuffers;
  const index = lineIndex();
  for (let n = 0; n < names; n++) index.set(nameOf(n), n * 300);
  index.set(nameOf(7), 1);
  // What the index grew out of, and the hashes of names, may still lie about.
  const bytes = process.memoryUsage().arrayBuffers - before;
  expect(bytes / names).toBeLessThan(100);
  expect(index.size).toBe(names);
  expect(index.get(nameOf(7))).toBe(1);
  for (let n = 8; n < names; n += 97) expect(index.get(nameOf(n))).toBe(n * 300);
  expect(index.get(nameOf(names))).toBeUndefined();
});
