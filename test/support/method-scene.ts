import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Estate } from "../../simulator/estate.ts";
import { type BackupOptions, type BackupResult, backup } from "../../steps/backup/backup.ts";
import { contextOf, prepareFolder, startWorld, type Told, type World } from "./backup-world.ts";

/** One backup into a local folder, against a simulator that holds this estate. */
export interface MethodScene {
  readonly world: World;
  /** The place of the copies. */
  readonly place: string;
  /** The decommission folder. */
  readonly folder: string;
  run(options?: Partial<BackupOptions>): Promise<{ readonly result: BackupResult; readonly told: Told }>;
  /** Text of the files at the place whose path ends so, by path. */
  files(ending: string): Promise<Map<string, string>>;
  /** Text of everything that lies on this disk afterwards: the copies, the journal, the manifest. */
  everything(): Promise<string>;
}

export const DOOMED = "00000000-0000-4000-8000-00000000d00d";
export const GROUP = `/subscriptions/${DOOMED}/resourceGroups/rg-data`;

export function methodEstate(rest: Pick<Estate, "resources"> & Partial<Estate>): Estate {
  return { subscription: { subscriptionId: DOOMED, displayName: "Doomed", state: "Enabled" }, ...rest };
}

export async function methodScene(estate: Estate): Promise<MethodScene> {
  const world = await startWorld(estate);
  const prepared = await prepareFolder(estate);
  const place = await mkdtemp(join(tmpdir(), "copies-"));
  onTestFinished(async () => {
    await world.close();
    await prepared.remove();
    await rm(place, { recursive: true, force: true });
  });
  // What the estate says contents of is what the test is about.
  const only = estate.contents === undefined ? {} : { only: Object.keys(estate.contents) };
  const textsIn = async (root: string, ending: string): Promise<Map<string, string>> => {
    const found = new Map<string, string>();
    for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && path.endsWith(ending)) found.set(path, await readFile(path, "utf8"));
    }
    return found;
  };
  return {
    world,
    place,
    folder: prepared.path,
    async run(options = {}) {
      const { context, told } = contextOf(world);
      const result = await backup({ folder: prepared.path, to: place, ...only, ...options }, context);
      return { result, told };
    },
    files: (ending) => textsIn(place, ending),
    async everything() {
      const texts = [...(await textsIn(place, "")).values(), ...(await textsIn(prepared.path, "")).values()];
      return texts.join("\n");
    },
  };
}

/** Writes a PEM file that goes with the test. */
export async function pemFile(pem: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "key-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "key.pem");
  await writeFile(path, pem);
  return path;
}
