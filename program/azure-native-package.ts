import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { Adoption } from "../core/adoption/adoption.ts";
import { SundownError } from "../core/messages/sundown-error.ts";

const require = createRequire(import.meta.url);

/** The installed @pulumi/azure-native. Its root is never imported: that alone takes longer than this program. */
export interface AzureNativePackage {
  readonly folder: string;
  /** Which version of the plugin the resources are registered for. */
  readonly version: string;
}

export async function azureNativePackage(): Promise<AzureNativePackage> {
  const path = require.resolve("@pulumi/azure-native/package.json");
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(await readFile(path, "utf8")));
  return { folder: dirname(path), version };
}

/**
 * Makes sure that the installed package has a class for every token. Otherwise the engine would find out in the
 * middle of an import, after other resources are in the state. The files are read, not imported: a class would load
 * all of Pulumi's package.
 *
 * @throws SundownError `pulumi_token_unknown`
 */
export async function requireTokens(
  installed: AzureNativePackage,
  adoptions: readonly Adoption[],
): Promise<void> {
  for (const [token, adoption] of new Map(adoptions.map((each) => [each.token, each]))) {
    if (await hasClass(installed, adoption)) continue;
    throw new SundownError("pulumi_token_unknown", {
      message: `@pulumi/azure-native ${installed.version} has no type ${token}, which the plan gives to ${adoption.id}.`,
      place: adoption.id,
    });
  }
}

async function hasClass({ folder }: AzureNativePackage, { token, module }: Adoption): Promise<boolean> {
  if (!/^azure-native:[a-z0-9]+:[A-Za-z0-9]+$/.test(token)) return false;
  const className = token.split(":")[2] ?? "";
  // File names put runs of capitals in lower case (`afdendpoint.js` for AFDEndpoint), so case decides nothing.
  const wanted = `${className}.js`.toLowerCase();
  const files = await readdir(join(folder, module)).catch((): string[] => []);
  const file = files.find((name) => name.toLowerCase() === wanted);
  if (file === undefined) return false;
  const text = await readFile(join(folder, module, file), "utf8");
  return text.includes(`__pulumiType = '${token}';`);
}
