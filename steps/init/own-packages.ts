import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";

const packageSchema = z.looseObject({
  name: z.string().optional(),
  version: z.string().optional(),
  devDependencies: z.record(z.string(), z.string()).optional(),
});

/** What a repository has to install, with exact versions. */
export interface OwnPackages {
  /** This very version of Sundown: the Action and the command line. */
  readonly sundown: Readonly<Record<string, string>>;
  /** Pulumi's packages as this Sundown was tested with; only the Pulumi program needs them. */
  readonly pulumi: Readonly<Record<string, string>>;
}

export async function ownPackages(): Promise<OwnPackages> {
  const { version = "*", devDependencies = {} } = await findOwnPackage(import.meta.dirname);
  const names = ["@pulumi/azure-native", "@pulumi/pulumi"];
  return {
    sundown: { "azure-sundown": version },
    pulumi: Object.fromEntries(names.map((name) => [name, devDependencies[name] ?? "*"])),
  };
}

/** Looked for upwards: compiled, this file lies one folder deeper than as source. */
async function findOwnPackage(folder: string): Promise<z.infer<typeof packageSchema>> {
  const text = await readFile(join(folder, "package.json"), "utf8").catch(() => undefined);
  const found = text === undefined ? undefined : packageSchema.parse(JSON.parse(text));
  if (found?.name === "azure-sundown") return found;
  if (folder === dirname(folder)) throw new Error("azure-sundown's own package.json is missing");
  return findOwnPackage(dirname(folder));
}
