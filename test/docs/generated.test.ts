import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { generatedDocs } from "../../scripts/docs/generated-docs.ts";
import { repository } from "../support/run-cli.ts";

test("what is made from code is current (node scripts/generate-docs.ts makes it so)", async () => {
  const stale: string[] = [];
  for (const [path, content] of await generatedDocs()) {
    const there = await readFile(join(repository, path), "utf8").catch(() => "");
    if (there !== content) stale.push(path);
  }
  expect(stale).toEqual([]);
});
