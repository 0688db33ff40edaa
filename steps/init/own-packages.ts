import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";

const packageSchema = z.looseObject({
  name: z.string().optional(),
  version: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
  peerDependencies: z.record(z.string(), z.string()).optional(),
});

/** What a repository has to install: this very version of Sundown, and Pulumi's packages as it was built with. */
export async function ownPackages(): Promise<Record<string, string>> {
  const own = await findOwnPackage(import.meta.dirname);
  const known = { ...own.peerDependencies, ...own.dependencies };
  const wanted = ["@pulumi/azure-native", "@pulumi/pulumi"];
  return Object.fromEntries([
    ...wanted.map((name) => [name, known[name] ?? "*"]),
    ["azure-sundown", own.version ?? "*"],
  ]);
}

/** Looked for upwards: compiled, this file lies one folder deeper than as source. */
async function findOwnPackage(folder: string): Promise<z.infer<typeof packageSchema>> {
  const text = await readFile(join(folder, "package.json"), "utf8").catch(() => undefined);
  const found = text === undefined ? undefined : packageSchema.parse(JSON.parse(text));
  if (found?.name === "azure-sundown") return found;
  if (folder === dirname(folder)) throw new Error("azure-sundown's own package.json is missing");
  return findOwnPackage(dirname(folder));
}
