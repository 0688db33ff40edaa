import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { repository } from "../support/run-cli.ts";

const run = promisify(execFile);

const packedSchema = z.object({
  filename: z.string(),
  size: z.number(),
  files: z.array(z.object({ path: z.string(), size: z.number() })),
});

export type Packed = z.infer<typeof packedSchema>;

/** `npm pack` as a release does it, which builds first. */
export async function pack(folder: string): Promise<Packed> {
  const { stdout } = await run("npm", ["pack", "--json", "--silent", "--pack-destination", folder], {
    cwd: repository,
  });
  // npm 12 gives an object by name where earlier ones give a list; the build's own lines come before.
  const answer: unknown = JSON.parse(stdout.slice(stdout.search(/^[[{]/m)));
  return packedSchema.parse(Object.values(answer ?? {})[0]);
}

/**
 * Installs a tarball with what it depends on, from npm's cache where that holds it.
 *
 * @returns why not, where neither cache nor registry could give what it needs.
 */
export async function install(folder: string, tarball: string): Promise<string | undefined> {
  const flags = ["--prefer-offline", "--no-audit", "--no-fund", "--fetch-retries=0"];
  try {
    await run("npm", ["install", ...flags, tarball], { cwd: folder });
    return undefined;
  } catch (problem) {
    const said = problem instanceof Error ? problem.message : String(problem);
    const offline = /E(NOTFOUND|CONNREFUSED|CONNRESET|TIMEDOUT|AI_AGAIN|NOTCACHED|NETUNREACH)|EAI_AGAIN/;
    if (offline.test(said)) return offline.exec(said)?.[0];
    throw problem;
  }
}

/** The command of the package that is installed in a folder. */
export function installedCommand(folder: string): string {
  return join(folder, "node_modules", "azure-sundown", "cli", "sundown.js");
}
