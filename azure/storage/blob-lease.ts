import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import type { BlobLeaseClient, BlockBlobClient } from "@azure/storage-blob";
import { blobService, type StorageConnection } from "./blob-service.ts";
import { type StorageFailure, storageFailure } from "./storage-failure.ts";

/** The longest a lease can last that ends by itself (Lease Blob: 15 to 60 seconds, or for ever). */
const SECONDS = 60;
const RENEW_EVERY_MS = 20_000;
/** After a renewal that failed. */
const TRY_AGAIN_MS = 4000;
/** A lease that was not renewed for so long may be somebody else's in a moment. */
const SURE_FOR_MS = 50_000;
const CONTAINER = "sundown-locks";

export interface BlobLease {
  /** URL of the blob. */
  readonly place: string;
  /** Aborted when the lease could not be kept: somebody else may have it. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

export interface LeaseRequest {
  /** Of the account, without a slash at the end. */
  readonly accountUrl: string;
  /** Of the blob: what is leased. */
  readonly name: string;
  /** A GUID. Whoever asks with the id of the running lease gets it: a run after its own crash. */
  readonly leaseId: string;
  /** Written into the blob, for whoever is refused. */
  readonly holder: string;
}

export type Leased =
  | { readonly kind: "leased"; readonly lease: BlobLease }
  /** Somebody else has it; `holder` as they wrote it, where that can be read. */
  | { readonly kind: "taken"; readonly place: string; readonly holder: string | undefined }
  /** There is no such account, or this identity may not write there. */
  | { readonly kind: "impossible"; readonly place: string; readonly reason: string };

/**
 * Leases a small blob in the container `sundown-locks` and keeps renewing it, so that nobody who leases the same one
 * runs beside us, on whatever machine. It is never broken: of a run that died it ends by itself within a minute.
 * @throws RestError when the storage service gives no usable answer
 */
export async function leaseBlob(connection: StorageConnection, request: LeaseRequest): Promise<Leased> {
  const container = blobService(connection, request.accountUrl).getContainerClient(CONTAINER);
  const blob = container.getBlockBlobClient(request.name);
  const place = blob.url.split("?", 1)[0] ?? blob.url;
  const client = blob.getBlobLeaseClient(request.leaseId);
  try {
    await makeSureOf(blob, async () => void (await container.createIfNotExists()));
    await client.acquireLease(SECONDS);
  } catch (error) {
    const failure = storageFailure(error);
    if (/^Lease/.test(failure.reason)) return { kind: "taken", place, holder: await readHolder(blob) };
    if (isImpossible(failure)) return { kind: "impossible", place, reason: failure.reason };
    throw error;
  }
  // Only for people: a refused run works without it.
  await write(blob, request.holder, { leaseId: request.leaseId }).catch(() => undefined);
  return { kind: "leased", lease: { place, ...keep(client) } };
}

function isImpossible({ kind, status }: StorageFailure): boolean {
  return kind === "denied" || kind === "missing" || kind === "redirected" || status === 409;
}

/** Makes the blob, and before it the container, where they are not there yet. */
async function makeSureOf(blob: BlockBlobClient, makeContainer: () => Promise<void>): Promise<void> {
  const make = async (): Promise<StorageFailure | undefined> => {
    try {
      await write(blob, "", { ifNoneMatch: "*" });
      return undefined;
    } catch (error) {
      const failure = storageFailure(error);
      const isThere = /^(?:BlobAlreadyExists|ConditionNotMet|Lease|BlobImmutable)/.test(failure.reason);
      if (!isThere && failure.kind !== "missing") throw error;
      return isThere ? undefined : failure;
    }
  };
  if ((await make()) === undefined) return;
  await makeContainer();
  await make();
}

async function write(
  blob: BlockBlobClient,
  content: string,
  conditions: { readonly ifNoneMatch?: string; readonly leaseId?: string },
): Promise<void> {
  await blob.upload(content, Buffer.byteLength(content), { conditions });
}

async function readHolder(blob: BlockBlobClient): Promise<string | undefined> {
  try {
    const { readableStreamBody } = await blob.download(0, 4096);
    const said = readableStreamBody instanceof Readable ? await text(readableStreamBody) : "";
    return said.trim() === "" ? undefined : said.trim();
  } catch {
    return undefined;
  }
}

function keep(client: BlobLeaseClient): Omit<BlobLease, "place"> {
  const lost = new AbortController();
  let sureUntil = performance.now() + SURE_FOR_MS;
  let timer: NodeJS.Timeout | undefined;
  const again = (milliseconds: number): void => {
    timer = setTimeout(() => void renew(), milliseconds).unref();
  };
  const renew = async (): Promise<void> => {
    const asked = performance.now();
    try {
      const abortSignal = AbortSignal.timeout(TRY_AGAIN_MS * 2);
      await client.renewLease({ abortSignal });
      sureUntil = asked + SURE_FOR_MS;
      again(RENEW_EVERY_MS);
    } catch (error) {
      const isTaken =
        error instanceof Error && error.name === "RestError" && /Lease/.test(storageFailure(error).reason);
      if (isTaken || performance.now() > sureUntil) lost.abort();
      else again(TRY_AGAIN_MS);
    }
  };
  again(RENEW_EVERY_MS);
  return {
    lost: lost.signal,
    async release() {
      clearTimeout(timer);
      // What cannot be given back ends by itself.
      if (!lost.signal.aborted) await client.releaseLease().catch(() => undefined);
    },
  };
}
