import { text } from "node:stream/consumers";
import type { BlockBlobClient } from "@azure/storage-blob";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { z } from "zod";
import { openArtifact } from "../../azure/storage/open-artifact.ts";
import { parseManifest } from "../../core/manifest/parse-manifest.ts";
import type { Estate } from "../../simulator/estate.ts";
import { type BackupResult, backup } from "../../steps/backup/backup.ts";
import type { StepContext } from "../../steps/step-context.ts";
import { type ArtifactCheck, verifyArtifacts } from "../../steps/verify/verify-artifacts.ts";
import {
  backupEstate,
  contextOf,
  type PreparedFolder,
  prepareFolder,
  SOURCE,
  startWorld,
  type Told,
  type World,
} from "./backup-world.ts";
import { startStorage, type TestStorage } from "./storage.ts";
import type { StorageFront } from "./storage-front.ts";

export const shareId = (name: string): string => `${SOURCE}/fileServices/default/shares/${name}`;
/** The share that tests write to. */
export const DOCS = shareId("docs");
const PAGE = 3;

const headerSchema = z.looseObject({ of: z.string(), blobs: z.literal("files/") });
const lineSchema = z.looseObject({ name: z.string(), bytes: z.number(), path: z.string().optional() });
type Line = z.infer<typeof lineSchema>;

/** Something below the source account. */
interface Part {
  readonly id: string;
  readonly properties?: Record<string, unknown>;
}

interface AccountToCopy {
  readonly kind: string;
  /** What the plan lists, and so is copied, besides the account. */
  readonly planned: readonly string[];
}

/** A storage account with two shares, `docs` and an empty one, whose lists come in small pages. */
export interface ShareScene {
  readonly world: World;
  readonly storage: TestStorage;
  readonly folder: PreparedFolder;
  readonly front: StorageFront;
  /** URL of the place for the copies. */
  readonly to: string;
  /** Writes a file, or a directory whose path ends in a slash, which go with the test. */
  put(path: string, content?: string | Buffer): Promise<void>;
  remove(path: string): Promise<void>;
  run(signal?: AbortSignal): Promise<BackupResult>;
  /** As `run`, over another estate. */
  runOver(
    parts: readonly Part[],
    rest?: Partial<Estate>,
    account?: AccountToCopy,
  ): Promise<{ result: BackupResult; told: Told }>;
  /** The lines of a share's list. */
  listed(result: BackupResult, share?: string): Promise<Line[]>;
  /** The copy of a file of `docs`. */
  copyOf(path: string): BlockBlobClient;
  /** Reads again what the manifest names by now. */
  verify(): Promise<ArtifactCheck[]>;
  /** How often the content of a file of `docs` was asked for. */
  readsOf(path: string): number;
}

/** Starts the world for one test file, and prepares the scene for each of its tests. */
export function shareScene(): ShareScene {
  let storage: TestStorage;
  let world: World;
  let folder: PreparedFolder;
  let serial = 0;
  const written: string[] = [];

  const estateWith = (parts: readonly Part[], rest: Partial<Estate> = {}, kind = "StorageV2"): Estate => {
    const [file, queue] = ["file", "queue"].map((name) => `https://${storage.front.host}/.${name}/stsource/`);
    const resources = backupEstate.resources.map((resource) =>
      resource.id === SOURCE
        ? { ...resource, kind, properties: { primaryEndpoints: { file, queue } } }
        : resource,
    );
    const below = parts.map((part) => ({ properties: {}, ...part }));
    return { ...backupEstate, resources: [...resources, ...below], ...rest };
  };
  const change = async (method: "PUT" | "DELETE", path: string, content?: string | Buffer): Promise<void> => {
    const query = new URLSearchParams({ share: DOCS, path });
    const body = typeof content === "object" ? new Uint8Array(content) : content;
    const answer = await fetch(`${world.simulator.origin}/_sim/files?${query}`, {
      method,
      ...(body === undefined ? {} : { body }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
  };
  const to = (): string => `${storage.accountUrl("stbackup")}/keep/run${serial}`;
  const copy = (context: StepContext, only: readonly string[] = [SOURCE]): Promise<BackupResult> =>
    backup({ folder: folder.path, to: to(), only }, context);

  beforeAll(async () => {
    storage = await startStorage(["stsource", "stbackup"]);
    await storage.service("stbackup").createContainer("keep");
    const estate = estateWith([{ id: DOCS }, { id: shareId("nothing") }]);
    world = await startWorld(estate, storage.front.host, { pageSize: PAGE });
  }, 30_000);
  afterAll(async () => {
    await world.close();
    await storage.stop();
  });
  beforeEach(async () => {
    serial += 1;
    folder = await prepareFolder(backupEstate);
    storage.withFiles("stsource", world.simulator.origin);
  });
  afterEach(async () => {
    storage.front.intercept = undefined;
    for (const path of written.splice(0)) await change("DELETE", path.split("/", 1)[0] ?? "");
    storage.front.forget();
    await folder.remove();
  });

  return {
    get world() {
      return world;
    },
    get storage() {
      return storage;
    },
    get folder() {
      return folder;
    },
    get front() {
      return storage.front;
    },
    get to() {
      return to();
    },
    async put(path, content = path) {
      written.push(path);
      await change("PUT", path, content);
    },
    remove: (path) => change("DELETE", path),
    run: (signal) => copy(contextOf(world, signal).context),
    async runOver(parts, rest, account) {
      const estate = estateWith(parts, rest, account?.kind);
      const other = await startWorld(estate, storage.front.host);
      storage.withFiles("stsource", other.simulator.origin);
      if (account !== undefined) {
        await folder.remove();
        folder = await prepareFolder(estate);
      }
      try {
        const { context, told } = contextOf(other);
        return { result: await copy(context, [SOURCE, ...(account?.planned ?? [])]), told };
      } finally {
        await other.close();
      }
    },
    async listed(result, share = "docs") {
      const artifacts = result.done.flatMap((done) => done.artifacts);
      const list = artifacts.find(({ url }) => url.includes(`/stsource.file/${share}/`))?.url ?? "";
      const { body } = await openArtifact(storage.connection, list);
      const [header, ...lines] = (await text(body)).trimEnd().split("\n");
      if (headerSchema.parse(JSON.parse(header ?? "")).of !== shareId(share)) throw new Error(`${header}`);
      return lines.map((line) => lineSchema.parse(JSON.parse(line)));
    },
    copyOf: (path) =>
      storage
        .service("stbackup")
        .getContainerClient("keep")
        .getBlockBlobClient(`run${serial}/stsource.file/docs/files/${path}`),
    async verify() {
      const { sections } = parseManifest(Buffer.from(await folder.manifest()), "decommission.yaml");
      return verifyArtifacts({ backups: sections.backups ?? [] }, world.connection);
    },
    readsOf: (path) =>
      storage.front.log.filter(({ method, url }) => method === "GET" && url.endsWith(`/docs/${path}`)).length,
  };
}
