import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type Estate, parseEstate } from "./estate.ts";

const builtIn = new URL("./estates/", import.meta.url);

/** Names of the estates that come with the simulator. */
export async function builtInEstates(): Promise<string[]> {
  const files = await readdir(fileURLToPath(builtIn));
  return files.filter((file) => file.endsWith(".json")).map((file) => file.slice(0, -".json".length));
}

/**
 * Reads an estate: a name of a built-in one (`demo`, `small`), else a path to an inventory file.
 *
 * @throws Error naming the file and what is wrong with it.
 */
export async function loadEstate(fileOrName: string): Promise<Estate> {
  const names = await builtInEstates();
  const path = names.includes(fileOrName)
    ? fileURLToPath(new URL(`${fileOrName}.json`, builtIn))
    : fileOrName;
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new Error(`no estate '${fileOrName}': neither a file nor one of ${names.join(", ")}`, { cause });
  }
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${path} is not JSON`, { cause });
  }
  return parseEstate(input, path);
}
