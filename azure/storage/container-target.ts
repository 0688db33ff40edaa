import { Readable } from "node:stream";
import type { BlockBlobClient, ContainerClient } from "@azure/storage-blob";
import { sha256 } from "../../core/digest.ts";
import { isSundownError, SundownError } from "../../core/messages/sundown-error.ts";
import type {
  BackupTarget,
  ContentProperties,
  PiecesOptions,
  PieceWriter,
  WriteOptions,
} from "./backup-target.ts";
import { blobPath } from "./blob-location.ts";
import { blobService, type StorageConnection } from "./blob-service.ts";
import { listBlobs } from "./list-blobs.ts";
import { isOddBlobName, oddPath } from "./odd-path.ts";
import { causeOf, storageFailure } from "./storage-failure.ts";

const MIB = 1024 * 1024;
/** Up to here a blob is one call; above it goes in blocks. */
const ONE_CALL = 4 * MIB;
/** Small, since each block that is under way is held in memory. */
const SMALLEST_BLOCK = 2 * MIB;
/** The service takes at most 50,000 blocks (Put Block List). */
const MAX_BLOCKS = 50_000;
const BLOCKS_AT_ONCE = 2;
const MAX_RECONNECTS = 5;

export interface ContainerPlace {
  readonly accountUrl: string;
  readonly container: string;
  /** Without slashes at its ends; may be empty. */
  readonly prefix: string;
}

/**
 * A container of a storage account that takes backups; made when it is not there.
 * @throws SundownError backup_target_unwritable
 */
export async function openContainerTarget(
  connection: StorageConnection,
  { accountUrl, container, prefix }: ContainerPlace,
): Promise<BackupTarget> {
  const client = blobService(connection, accountUrl).getContainerClient(container);
  const base = prefix === "" ? "" : `${prefix}/`;
  const id = `${accountUrl}/${container}/${base}`;
  await makeSureOf(client, id);
  return {
    id,
    remote: true,
    pathFor: (path) => (isOddBlobName(base + path) ? oddPath(path) : path),
    urlOf: (path) => `${accountUrl}/${container}/${blobPath(base + path)}`,
    write: (path, body, options) => write(client.getBlockBlobClient(base + path), body, options),
    writePieces: (path, options) => stageBlocks(client.getBlockBlobClient(base + path), options),
    async read(path, signal) {
      try {
        const answer = await client.getBlobClient(base + path).download(0, undefined, {
          maxRetryRequests: MAX_RECONNECTS,
          ...(signal === undefined ? {} : { abortSignal: signal }),
        });
        if (answer.readableStreamBody instanceof Readable)
          return { body: answer.readableStreamBody, version: answer.etag ?? "" };
        throw new TypeError("the answer has no body");
      } catch (error) {
        throw new SundownError("copy_not_equal", {
          message: `${base}${path} cannot be read back from ${id}: ${storageFailure(error).reason}`,
          place: id + path,
          cause: causeOf(error),
        });
      }
    },
    async *list(from, signal) {
      const options = { prefix: base + from, ...(signal === undefined ? {} : { abortSignal: signal }) };
      try {
        for await (const { name, properties } of listBlobs(client, options))
          yield { path: name.slice(base.length), version: quoted(properties.etag) };
      } catch (error) {
        throw unwritable(id, error);
      }
    },
  };
}

/** Listings give ETags without the quotes that headers have around them. */
export function quoted(etag: string): string {
  return etag.startsWith('"') ? etag : `"${etag}"`;
}

async function makeSureOf(client: ContainerClient, id: string): Promise<void> {
  try {
    if (!(await client.exists())) await client.createIfNotExists();
  } catch (error) {
    throw unwritable(id, error);
  }
}

async function write(
  client: BlockBlobClient,
  body: Readable,
  { bytes, properties = {}, replaces, signal }: WriteOptions,
): Promise<string | undefined> {
  const options = {
    conditions: replaces === undefined ? { ifNoneMatch: "*" } : { ifMatch: replaces },
    blobHTTPHeaders: headersOf(properties),
    ...(properties.metadata === undefined ? {} : { metadata: properties.metadata }),
    ...(signal === undefined ? {} : { abortSignal: signal }),
  };
  try {
    if (bytes <= ONE_CALL) {
      const pieces: Buffer[] = [];
      for await (const piece of body) pieces.push(Buffer.from(piece));
      const content = Buffer.concat(pieces);
      return (await client.upload(content, content.length, options)).etag;
    }
    const block = Math.max(SMALLEST_BLOCK, Math.ceil(bytes / MAX_BLOCKS / MIB) * MIB);
    return (await client.uploadStream(body, block, BLOCKS_AT_ONCE, options)).etag;
  } catch (error) {
    body.destroy();
    if (isSundownError(error)) throw error;
    const { kind } = storageFailure(error);
    if (replaces === undefined && (kind === "conflict" || kind === "changed")) return undefined;
    if (kind === "conflict" || kind === "changed")
      throw new SundownError("backup_target_conflict", {
        message: `${pathOf(client.url)} was changed there since it was copied, or may not be replaced`,
        place: pathOf(client.url),
        cause: causeOf(error),
      });
    throw unwritable(pathOf(client.url), error);
  }
}

/** In blocks that the service keeps for a week, although no blob is there yet (Put Block). */
async function stageBlocks(
  client: BlockBlobClient,
  { bytes, pieceBytes, sourceVersion, properties = {}, signal }: PiecesOptions,
): Promise<PieceWriter | undefined> {
  const abort = signal === undefined ? {} : { abortSignal: signal };
  const mark = sha256(sourceVersion);
  const count = Math.ceil(bytes / pieceBytes);
  const ids = Array.from({ length: count }, (_, index) => blockId(mark, index));
  const orUnwritable = (error: unknown): never => {
    throw unwritable(pathOf(client.url), error);
  };
  if (await client.exists(abort).catch(orUnwritable)) return undefined;
  const places = new Map(ids.map((id, index) => [id, index]));
  const staged = await stagedIn(client, abort).catch(orUnwritable);
  return {
    present: new Map(
      staged.flatMap(({ name, size }) => {
        const index = places.get(name);
        return index === undefined ? [] : [[index, size] as const];
      }),
    ),
    async put(index, content) {
      const id = ids[index] ?? blockId(mark, index);
      await client.stageBlock(id, content, content.length, abort).catch(orUnwritable);
    },
    async finish() {
      try {
        return (
          await client.commitBlockList(ids, {
            conditions: { ifNoneMatch: "*" },
            blobHTTPHeaders: headersOf(properties),
            ...abort,
          })
        ).etag;
      } catch (error) {
        const { kind } = storageFailure(error);
        if (kind === "conflict" || kind === "changed") return undefined;
        throw unwritable(pathOf(client.url), error);
      }
    },
  };
}

/** All ids of a blob have one length: this is the one that the SDK's own have. */
function blockId(mark: string, index: number): string {
  return Buffer.from(`${mark.slice(0, 42)}${String(index).padStart(6, "0")}`).toString("base64");
}

async function stagedIn(
  client: BlockBlobClient,
  options: { readonly abortSignal?: AbortSignal },
): Promise<readonly { readonly name: string; readonly size: number }[]> {
  try {
    return (await client.getBlockList("uncommitted", options)).uncommittedBlocks ?? [];
  } catch (error) {
    if (storageFailure(error).kind === "missing") return [];
    throw error;
  }
}

function headersOf(properties: ContentProperties): Record<string, string> {
  const headers = {
    blobContentType: properties.contentType,
    blobContentEncoding: properties.contentEncoding,
    blobContentLanguage: properties.contentLanguage,
    blobContentDisposition: properties.contentDisposition,
    blobCacheControl: properties.cacheControl,
  };
  return Object.fromEntries(
    Object.entries(headers).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

function unwritable(place: string, error: unknown): SundownError {
  return new SundownError("backup_target_unwritable", {
    message: `${place} does not take the backup: ${storageFailure(error).reason}`,
    place,
    cause: causeOf(error),
  });
}

/** Without a query, which could hold a signature. */
const pathOf = (url: string): string => url.split("?", 1)[0] ?? url;
