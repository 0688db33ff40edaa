import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { inputDefinitions, outputDefinitions } from "../../action/action-io.ts";
import { policySchema, strictPolicy } from "../../core/policy/policy.ts";
import { withTables } from "../../scripts/update-action-readme.ts";

const root = join(import.meta.dirname, "../..");

const actionSchema = z.strictObject({
  name: z.string(),
  description: z.string(),
  author: z.string(),
  branding: z.strictObject({ icon: z.string(), color: z.string() }),
  inputs: z.record(
    z.string(),
    z.strictObject({ description: z.string(), required: z.boolean(), default: z.string().optional() }),
  ),
  outputs: z.record(z.string(), z.strictObject({ description: z.string() })),
  runs: z.strictObject({ using: z.string(), main: z.string() }),
});

async function action() {
  return actionSchema.parse(parse(await readFile(join(root, "action.yml"), "utf8")));
}

async function source(): Promise<string> {
  const names = (await readdir(join(root, "action"))).filter(
    (name) => name.endsWith(".ts") && name !== "action-io.ts",
  );
  return (await Promise.all(names.map((name) => readFile(join(root, "action", name), "utf8")))).join("\n");
}

test("action.yml declares exactly the typed inputs", async () => {
  expect((await action()).inputs).toEqual(inputDefinitions);
});

test("action.yml declares exactly the typed outputs", async () => {
  const outputs = Object.entries(outputDefinitions).map(([name, description]) => [name, { description }]);
  expect((await action()).outputs).toEqual(Object.fromEntries(outputs));
});

test("every input is read and every output written by the source, and no other", async () => {
  const text = await source();
  const read = [...text.matchAll(/\binput\("([^"]+)"\)/g)].map(([, name]) => name);
  const written = [...text.matchAll(/\bwriteOutput\("([^"]+)"/g)].map(([, name]) => name);
  expect(new Set(read)).toEqual(new Set(Object.keys(inputDefinitions)));
  expect(new Set(written)).toEqual(new Set(Object.keys(outputDefinitions)));
});

test("the page shows exactly these inputs and outputs", async () => {
  const page = await readFile(join(root, "action/README.md"), "utf8");
  // The formatter pads columns.
  const plain = (text: string) => text.replaceAll(/ {2,}/g, " ").replaceAll(/-{3,}/g, "---");
  expect(plain(withTables(page))).toBe(plain(page));
});

test("the page's policy is the schema's, member by member, with its defaults", async () => {
  const page = await readFile(join(root, "action/README.md"), "utf8");
  const [, block = ""] = /## Policy[\s\S]*?```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  const shown = policySchema.parse(parse(block));
  expect(Object.keys(shown)).toEqual(Object.keys(strictPolicy));
  expect({ ...shown, who: { permission: shown.who.permission } }).toEqual(strictPolicy);
});

test("it runs the bundle on Node 24", async () => {
  expect((await action()).runs).toEqual({ using: "node24", main: "dist/index.js" });
});
