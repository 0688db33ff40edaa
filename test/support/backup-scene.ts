import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import type { BlockBlobClient, ContainerClient } from "@azure/storage-blob";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { parseManifest } from "../../core/manifest/parse-manifest.ts";
import { type BackupResult, backup } from "../../steps/backup/backup.ts";
import { type ArtifactCheck, verifyArtifacts } from "../../steps/verify/verify-artifacts.ts";
import {
  backupEstate,
  contextOf,
  type PreparedFolder,
  prepareFolder,
  SOURCE,
  startBackupWorld,
} from "./backup-world.ts";

const MIB = 1024 * 1024;

/** What a test of `backup` works with: read its members inside a test only, each test has fresh ones. */
export interface BackupScene {
  readonly world: Awaited<ReturnType<typeof startBackupWorld>>;
  readonly folder: PreparedFolder;
  /** The container that is backed up. */
  readonly source: ContainerClient;
  /** URL of the place for the copies. */
  readonly to: string;
  /** Writes a blob to the source. */
  put(name: string, content: string | Buffer): Promise<void>;
  /** Twenty small blobs and one that goes in several blocks. */
  fill(): Promise<Map<string, Buffer>>;
  run(to?: string): Promise<BackupResult>;
  /** A blob at the place for the copies. */
  target(path: string): BlockBlobClient;
  /** The lines of a list of blobs. */
  listedIn(url: string | undefined): Promise<Record<string, unknown>[]>;
  /** Reads again what the manifest names by now. */
  verify(): Promise<ArtifactCheck | undefined>;
  /** How many uploads went to URLs with this in them. */
  writesOf(part: string): number;
}

/** Starts the world for one test file, and prepares the scene for each of its tests. */
export function backupScene(emulators: "one" | "two" = "one"): BackupScene {
  let world: BackupScene["world"];
  let folder: PreparedFolder;
  let source: ContainerClient;
  let serial = 0;
  const keep = (): ContainerClient => world.storage.service("stbackup").getContainerClient("keep");
  const toUrl = (): string => `${world.storage.accountUrl("stbackup")}/keep/run${serial}`;

  beforeAll(async () => {
    world = await startBackupWorld(emulators);
    source = world.storage.service("stsource").getContainerClient("images");
  }, 30_000);
  afterAll(() => world.close());
  beforeEach(async () => {
    serial += 1;
    folder = await prepareFolder(backupEstate);
    await source.createIfNotExists();
    await keep().createIfNotExists();
  });
  afterEach(async () => {
    world.storage.front.intercept = undefined;
    await source.deleteIfExists();
    await folder.remove();
  });

  const put = async (name: string, content: string | Buffer): Promise<void> => {
    const bytes = Buffer.from(content);
    await source.getBlockBlobClient(name).upload(bytes, bytes.length, {
      blobHTTPHeaders: { blobContentType: "text/plain" },
      metadata: { origin: "test" },
    });
  };
  const target = (path: string): BlockBlobClient => keep().getBlockBlobClient(`run${serial}/${path}`);
  return {
    get world() {
      return world;
    },
    get folder() {
      return folder;
    },
    get source() {
      return source;
    },
    get to() {
      return toUrl();
    },
    put,
    async fill() {
      const contents = new Map<string, Buffer>();
      for (let index = 0; index < 20; index++)
        contents.set(`folder ${index % 3}/ü-${index}.txt`, Buffer.from(`content of ${index}`));
      contents.set("large.bin", Buffer.alloc(5 * MIB, "0123456789abcdef"));
      await Promise.all([...contents].map(([name, content]) => put(name, content)));
      return contents;
    },
    run: (to = toUrl()) => backup({ folder: folder.path, to, only: [SOURCE] }, contextOf(world).context),
    target,
    async listedIn(url = "") {
      const { readableStreamBody } = await target(
        `stsource/images/${url.slice(url.lastIndexOf("/") + 1)}`,
      ).download();
      if (!(readableStreamBody instanceof Readable)) throw new Error("no body");
      const lines = (await text(readableStreamBody)).trim().split("\n");
      return lines.map((line) => JSON.parse(line));
    },
    async verify() {
      const { sections } = parseManifest(Buffer.from(await folder.manifest()), "decommission.yaml");
      const [check] = await verifyArtifacts({ backups: sections.backups ?? [] }, world.connection);
      return check;
    },
    writesOf: (part) =>
      world.storage.front.log.filter(({ method, url }) => method === "PUT" && url.includes(part)).length,
  };
}
