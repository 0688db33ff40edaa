import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { generatedDocs } from "./docs/generated-docs.ts";

// Writes the parts of docs/ that are made from code; test/docs holds them current.
for (const [path, content] of await generatedDocs()) {
  const file = join(import.meta.dirname, "..", path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}
