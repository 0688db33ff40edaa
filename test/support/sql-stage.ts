import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BlockBlobClient } from "@azure/storage-blob";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import type { Fault } from "../../simulator/fault-queue.ts";
import { type BackupOptions, type BackupResult, backup } from "../../steps/backup/backup.ts";
import {
  backupEstate,
  contextOf,
  type PreparedFolder,
  prepareFolder,
  startWorld,
  type Told,
  type World,
} from "./backup-world.ts";
import { LOGIN, PASSWORD, sqlServer } from "./sql-scene.ts";
import { startStorage, type TestStorage } from "./storage.ts";

export const group = backupEstate.resources[0]?.id.split("/providers/")[0] ?? "";
export const server = `${group}/providers/Microsoft.Sql/servers/sql`;
export const shop = `${server}/databases/shop`;
export const orders = `${server}/databases/orders`;
export const rows = "4711,tulips";
const estate = {
  ...backupEstate,
  resources: [...backupEstate.resources, ...sqlServer(group, "sql", ["master", "shop", "orders"])],
  contents: { [server]: { administratorPassword: PASSWORD }, [shop]: { rows } },
};

/** A server with two databases to back up, and storage that stays; a fresh Azure and folder for each test. */
export interface SqlStage {
  readonly storage: TestStorage;
  readonly world: World;
  readonly folder: PreparedFolder;
  /** Where the backups of this test go. */
  readonly to: string;
  /** A backup of the one database, with the right login and password where nothing else is said. */
  run(options?: Partial<BackupOptions>, password?: string | null): Promise<BackupResult & { told: Told }>;
  /** The exports that were asked for, by database. */
  exports(): string[];
  fault(fault: Partial<Fault>): Promise<unknown>;
  /** The blob of an artifact. */
  blobOf(url: string): BlockBlobClient;
  /** Text of everything that stands in the decommission folder: plan, manifest, journal, evidence. */
  everything(): Promise<string>;
  /** What a process needs to reach all this. */
  environment(password?: string): Promise<Record<string, string>>;
}

export function useSqlStage(): SqlStage {
  let serial = 0;
  let storage: TestStorage;
  let world: World;
  let folder: PreparedFolder;
  beforeAll(async () => {
    storage = await startStorage(["stbackup"]);
    await storage.service("stbackup").createContainer("keep");
  }, 30_000);
  afterAll(() => storage.stop());
  beforeEach(async () => {
    serial += 1;
    storage.front.forget();
    world = await startWorld(estate, storage.front.host);
    folder = await prepareFolder(estate);
  });
  afterEach(async () => {
    storage.front.intercept = undefined;
    await world.close();
    await folder.remove();
  });
  const to = (): string => `${storage.accountUrl("stbackup")}/keep/run${serial}`;
  return {
    get storage() {
      return storage;
    },
    get world() {
      return world;
    },
    get folder() {
      return folder;
    },
    get to() {
      return to();
    },
    async run(options = {}, password = PASSWORD) {
      const { context, told } = contextOf(world);
      const environment = password === null ? {} : { SUNDOWN_SQL_PASSWORD: password };
      const result = await backup(
        { folder: folder.path, to: to(), only: [shop], sqlLogin: LOGIN, ...options },
        { ...context, environment, now: () => new Date() },
      );
      return { ...result, told };
    },
    exports: () =>
      world.simulator.log().flatMap(({ path, method }) => {
        const name = method === "POST" ? /\/databases\/([^/]+)\/export$/i.exec(path)?.[1] : undefined;
        return name === undefined ? [] : [name];
      }),
    fault: (wanted) =>
      fetch(`${world.simulator.origin}/_sim/faults`, { method: "POST", body: JSON.stringify(wanted) }),
    blobOf: (url) =>
      storage
        .service("stbackup")
        .getContainerClient("keep")
        .getBlockBlobClient(/\/keep\/([^?]+)/.exec(url)?.[1] ?? ""),
    async everything() {
      const entries = await readdir(folder.path, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile());
      const texts = files.map((file) => readFile(join(file.parentPath, file.name), "utf8"));
      return (await Promise.all(texts)).join("\n");
    },
    async environment(password) {
      const authorities = join(folder.path, "authorities.pem");
      const storageCertificate = await readFile(storage.certificatePath, "utf8");
      await writeFile(authorities, `${world.simulator.certificate}\n${storageCertificate}`);
      return {
        ...world.simulator.environment(),
        NODE_EXTRA_CA_CERTS: authorities,
        XDG_STATE_HOME: join(folder.path, "state"),
        ...(password === undefined ? {} : { SUNDOWN_SQL_PASSWORD: password }),
      };
    },
  };
}

/** However it may be written: as it is, in JSON, in an address; and no signature of a link. */
export function expectNoSecretIn(text: string): void {
  expect(text.length).toBeGreaterThan(0);
  for (const form of [PASSWORD, JSON.stringify(PASSWORD).slice(1, -1), encodeURIComponent(PASSWORD)])
    expect(text).not.toContain(form);
  expect(text).not.toMatch(/sig=[A-Za-z0-9%+/]{10}/);
}
