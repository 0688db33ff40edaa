import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

const repository = join(import.meta.dirname, "..", "..");

/** Holds the plugin that stands in for azure-native; it has to be on PATH. */
export const standInFolder = join(import.meta.dirname, "stand-in");

/** Where the `pulumi` command is, or `undefined` where there is none on PATH. */
export function findPulumi(): string | undefined {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "pulumi"))
    .find((path) => existsSync(path));
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A Pulumi project with a backend, a home and a cloud of its own. */
export interface PulumiProject {
  readonly folder: string;
  /** What Pulumi is run with. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What the stand-in provider was asked to do and never does: one `create URN` or `update URN` a line. */
  refusedWrites(): Promise<string>;
  pulumi(...args: string[]): Promise<Finished>;
  /** Loses the state, as when a backend is gone. */
  loseState(): Promise<void>;
  remove(): Promise<void>;
}

/**
 * A project like this repository: its Pulumi.yaml, whose `main` leads to the repository's own program. The engine
 * insists that `main` lies below the project, hence the link.
 */
async function likeThisRepository(folder: string): Promise<void> {
  await cp(join(repository, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
  await symlink(join(repository, "program"), join(folder, "program"));
  await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
}

/** Puts into a project what `npm install` would: Pulumi's packages and Sundown's own, with its `program` entry. */
export async function installPackages(folder: string): Promise<void> {
  const own = join(folder, "node_modules", "azure-sundown");
  await mkdir(own, { recursive: true });
  await symlink(join(repository, "node_modules", "@pulumi"), join(folder, "node_modules", "@pulumi"));
  await symlink(join(repository, "program"), join(own, "program"));
  const exports = { "./program": "./program/index.ts" };
  await writeFile(
    join(own, "package.json"),
    JSON.stringify({ name: "azure-sundown", type: "module", exports }),
  );
}

/**
 * @param cloud environment variables that name the cloud and the credential.
 * @param prepare fills the project's folder.
 */
export async function makePulumiProject(
  cloud: Readonly<Record<string, string>>,
  prepare: (folder: string) => Promise<void> = likeThisRepository,
): Promise<PulumiProject> {
  const folder = await mkdtemp(join(tmpdir(), "sundown-engine-"));
  const backend = join(folder, "backend");
  const record = join(folder, "refused-writes.txt");
  await mkdir(backend);
  await prepare(folder);
  const environment = {
    ...process.env,
    ...cloud,
    // The running Node first, whichever way the tests were started: the program needs one that strips types.
    PATH: [dirname(process.execPath), standInFolder, process.env.PATH ?? ""].join(delimiter),
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_SKIP_CHECKPOINTS: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    STAND_IN_RECORD: record,
  };
  return {
    folder,
    environment,
    refusedWrites: async () => (existsSync(record) ? readFile(record, "utf8") : ""),
    pulumi: (...args) =>
      finish(spawn("pulumi", [...args, "--non-interactive"], { cwd: folder, env: environment })),
    loseState: async () => {
      await rm(backend, { recursive: true });
      await mkdir(backend);
    },
    remove: async () => {
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function finish(child: ChildProcess): Promise<Finished> {
  const output = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  return { code, ...output };
}
