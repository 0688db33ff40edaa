import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type ArmPath, readArmPaths } from "./type-index/arm-paths.ts";
import { readNativeClasses } from "./type-index/native-classes.ts";
import { armPackages } from "./type-index/packages.ts";
import { readPropertyTypes } from "./type-index/reference-paths.ts";
import { buildIndex, renderIndex } from "./type-index/render-index.ts";

/**
 * Writes core/types/type-index.generated.ts: ARM type → azure-native token, api-version and reference paths.
 * `node scripts/generate-type-index.ts [--packages FOLDER] [--out FILE]`: without a folder of unpacked
 * `@azure/arm-*` packages they are fetched with `npm pack` into a temporary one.
 */
const run = promisify(execFile);
const root = fileURLToPath(new URL("..", import.meta.url));
const nativeRoot = join(root, "node_modules/@pulumi/azure-native");

export async function generateTypeIndex(packagesFolder?: string): Promise<string> {
  const fetched = packagesFolder === undefined ? await fetchPackages() : undefined;
  const folder = packagesFolder ?? fetched ?? "";
  try {
    const paths: ArmPath[] = [];
    for (const name of (await readdir(folder)).toSorted())
      paths.push(...(await readArmPaths(join(folder, name))));
    const classes = await readNativeClasses(nativeRoot);
    const index = buildIndex(classes, paths, await readPropertyTypes(nativeRoot));
    return renderIndex(index, await nativeVersion());
  } finally {
    if (fetched !== undefined) await rm(fetched, { recursive: true, force: true });
  }
}

async function nativeVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(nativeRoot, "package.json"), "utf8"));
  const version =
    typeof manifest === "object" && manifest !== null && "version" in manifest ? manifest.version : "";
  return String(version);
}

async function fetchPackages(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "arm-packages-"));
  const archives = await mkdtemp(join(tmpdir(), "arm-archives-"));
  for (let start = 0; start < armPackages.length; start += 12) {
    const some = armPackages.slice(start, start + 12);
    await run("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", archives, ...some]);
  }
  for (const archive of await readdir(archives)) {
    const target = join(folder, archive.replace(/\.tgz$/, ""));
    await mkdir(target);
    await run("tar", ["xzf", join(archives, archive), "-C", target, "--strip-components=1"]);
  }
  await rm(archives, { recursive: true, force: true });
  return folder;
}

function option(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

if (import.meta.main) {
  const out = option("--out") ?? join(root, "core/types/type-index.generated.ts");
  await writeFile(out, await generateTypeIndex(option("--packages")));
}
