import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rolldown } from "rolldown";

const root = join(import.meta.dirname, "..");

/**
 * Builds the Action into one file, the same bytes for the same source and lockfile: `dist/index.js`, with a
 * package.json that makes Node take it as an ES module wherever the folder lies.
 */
export async function bundleAction(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const bundle = await rolldown({
    cwd: root,
    input: "action/main.ts",
    platform: "node",
    // Where a package has ES modules beside UMD, whose inner `require` would be left as it is.
    resolve: { mainFields: ["module", "main"] },
    logLevel: "warn",
    // Loaded by the storage library only for a list format that Sundown never asks for.
    external: ["apache-arrow"],
    // Machine paths would differ from one checkout to the next.
    experimental: { attachDebugInfo: "none" },
  });
  try {
    await bundle.write({
      file: join(folder, "index.js"),
      format: "esm",
      minify: true,
      sourcemap: false,
      codeSplitting: false,
    });
  } finally {
    await bundle.close();
  }
  await writeFile(join(folder, "package.json"), `${JSON.stringify({ type: "module" })}\n`);
}

/** @returns whether a folder holds what the source builds to; nothing is written into it. */
async function isCurrent(folder: string): Promise<boolean> {
  const fresh = await mkdtemp(join(tmpdir(), "sundown-bundle-"));
  try {
    await bundleAction(fresh);
    const read = (place: string): Promise<string> =>
      readFile(join(place, "index.js"), "utf8").catch(() => "");
    return (await read(folder)) === (await read(fresh));
  } finally {
    await rm(fresh, { recursive: true });
  }
}

if (import.meta.main) {
  const [flag, folder = join(root, "dist")] = process.argv.slice(2);
  if (flag !== "--check") await bundleAction(folder);
  else if (!(await isCurrent(folder))) {
    process.stderr.write(`${folder} is not what the source builds to: npm run bundle\n`);
    process.exitCode = 1;
  }
}
