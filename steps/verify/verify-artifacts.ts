import type { Readable } from "node:stream";
import { blobLocation } from "../../azure/storage/blob-location.ts";
import type { StorageConnection } from "../../azure/storage/blob-service.ts";
import { inParallel } from "../../azure/storage/in-parallel.ts";
import { openArtifact } from "../../azure/storage/open-artifact.ts";
import {
  type ArtifactIdentity,
  type ExpectedArtifact,
  readArtifact,
} from "../../azure/storage/read-artifact.ts";
import { withLittleMemory } from "../../azure/storage/with-little-memory.ts";
import { BLOB_LIST_MARK_BYTES, isBlobList } from "../../core/backups/blob-list.ts";
import type { Manifest } from "../../core/manifest/manifest.ts";
import type { MessageCode } from "../../core/messages/registry.ts";
import { isSundownError, SundownError } from "../../core/messages/sundown-error.ts";
import { readOnce } from "../../core/read-once.ts";
import { inspectContent } from "./inspect-content.ts";
import { isUnbroken } from "./is-unbroken.ts";
import { type RetentionJudge, type RetentionOptions, retentionJudge } from "./judge-retention.ts";
import { beginSeal, type SealKind } from "./seal.ts";
import { verifyBlobList } from "./verify-blob-list.ts";

export interface VerifyArtifactsOptions extends RetentionOptions {
  /** Hosts besides the cloud's own storage that the policy lists. */
  readonly artifactHosts?: readonly string[];
  /** Also prove that an artifact can be opened as what its name says. */
  readonly deep?: boolean;
  /** Names of storage accounts in the subscription that goes: an artifact there does not survive. */
  readonly doomedAccounts?: ReadonlySet<string>;
  /** Throws when a storage account does not outlive the cancel; what it lets pass is asked once. */
  readonly refuseAccount?: (account: string) => Promise<void>;
  /** Seals of an earlier reading, by URL: what still has its seal is not read again. */
  readonly seals?: ReadonlyMap<string, string>;
  /** Told after every artifact and every listed blob. */
  readonly onProgress?: (read: { readonly bytes: number; readonly blobs: number }) => void;
}

interface ArtifactProblem {
  readonly code: MessageCode;
  readonly message: string;
  readonly place: string;
}

/** What is known about one artifact after it was read. */
export interface ArtifactCheck {
  /** ARM id of what it is a backup of. */
  readonly of: string;
  readonly url: string;
  readonly ok: boolean;
  readonly bytes: number;
  readonly sha256: string;
  /** Empty when `ok`; at most `MAX_PROBLEMS`, `problemCount` has the true number. */
  readonly problems: readonly ArtifactProblem[];
  readonly problemCount: number;
  readonly warnings: readonly ArtifactProblem[];
  readonly etag?: string;
  readonly versionId?: string;
  /** ISO 8601. */
  readonly immutableUntil?: string;
  readonly immutabilityMode?: string;
  readonly legalHold?: boolean;
  /** Stands for its content in a later reading; absent when not everything of it is locked. */
  readonly seal?: string;
  /** Whether its seal was found unbroken, so that it was not read. */
  readonly sealed?: true;
  /** Of a blob list: what was read besides it. */
  readonly listed?: { readonly blobs: number; readonly bytes: number };
  /** With `deep`: what it was opened as; absent when its name promises nothing that can be looked at. */
  readonly openedAs?: string;
}

const MAX_PROBLEMS = 100;
const ARTIFACTS_AT_ONCE = 2;

/**
 * Reads every artifact of a manifest from its URL again: bytes and sha256, streaming, and every blob that a blob
 * list names. Failures are values, one check for each artifact in the manifest's order; only an abort throws.
 */
export async function verifyArtifacts(
  manifest: Pick<Manifest, "backups">,
  azure: StorageConnection,
  options: VerifyArtifactsOptions = {},
): Promise<ArtifactCheck[]> {
  const wanted = manifest.backups.flatMap((backup) =>
    "artifacts" in backup ? backup.artifacts.map((artifact) => ({ of: backup.of, artifact })) : [],
  );
  const checks = new Map<number, ArtifactCheck>();
  const { refuseAccount } = options;
  const now = options.now ?? (() => new Date());
  const reading = {
    ...options,
    now,
    judge: retentionJudge(azure, { ...options, now }),
    ...(refuseAccount === undefined ? {} : { refuseAccount: readOnce((account) => account, refuseAccount) }),
  };
  await withLittleMemory(() =>
    inParallel(wanted.entries(), ARTIFACTS_AT_ONCE, async ([index, { of, artifact }]) => {
      options.signal?.throwIfAborted();
      checks.set(index, await verifyArtifact(of, artifact, azure, reading));
    }),
  );
  return [...checks].toSorted(([a], [b]) => a - b).map(([, check]) => check);
}

interface Reading extends VerifyArtifactsOptions {
  readonly now: () => Date;
  readonly judge: RetentionJudge;
}

async function verifyArtifact(
  of: string,
  artifact: ExpectedArtifact,
  azure: StorageConnection,
  options: Reading,
): Promise<ArtifactCheck> {
  const problems: ArtifactProblem[] = [];
  let problemCount = 0;
  const report = (error: unknown): void => {
    if (!isSundownError(error)) throw error;
    problemCount += 1;
    if (problems.length < MAX_PROBLEMS)
      problems.push({ code: error.code, message: error.message, place: error.place ?? artifact.url });
  };
  const seal = options.seals?.get(artifact.url);
  let found: Partial<ArtifactCheck> = {};
  try {
    await refuseDoomed(artifact.url, azure, options);
    found =
      seal !== undefined && (await isUnbroken(seal, artifact, azure, options))
        ? { seal, sealed: true }
        : await readOne(artifact, azure, options, report);
  } catch (error) {
    report(error);
  }
  const { url, bytes, sha256 } = artifact;
  return { of, url, bytes, sha256, ok: problemCount === 0, problems, problemCount, warnings: [], ...found };
}

async function readOne(
  artifact: ExpectedArtifact,
  azure: StorageConnection,
  options: Reading,
  report: (error: unknown) => void,
): Promise<Partial<ArtifactCheck>> {
  const { identity, openedAs, isList } = await readAndOpen(artifact, azure, options, report);
  options.onProgress?.({ bytes: artifact.bytes, blobs: 0 });
  const { etag, versionId, legalHold } = identity;
  const { immutableUntil, immutabilityMode, warning } = await options.judge(artifact.url, identity);
  const found = {
    ...(etag === undefined ? {} : { etag }),
    ...(versionId === undefined ? {} : { versionId }),
    ...(legalHold === undefined ? {} : { legalHold }),
    ...(immutabilityMode === undefined ? {} : { immutabilityMode }),
    ...(immutableUntil === undefined ? {} : { immutableUntil: immutableUntil.toISOString() }),
    warnings: warning === undefined ? [] : [{ ...warning, place: artifact.url }],
  };
  const sealing = beginSeal(options.now());
  sealing.add(0, { url: artifact.url, bytes: artifact.bytes, identity });
  const seal = (kind: SealKind) => {
    const made = sealing.seal(kind);
    return made === undefined ? {} : { seal: made };
  };
  if (!isList) return { ...found, ...(openedAs === undefined ? {} : { openedAs }), ...seal("blob") };
  const reportListed = (error: unknown): void => {
    sealing.giveUp();
    report(error);
  };
  // Copies of what others have written are what they are: only what Sundown wrote has to open.
  const prove = async (blob: ExpectedArtifact, isOwnFile: boolean): Promise<ArtifactIdentity> =>
    options.deep === true && isOwnFile
      ? (await readAndOpen(blob, azure, options, reportListed)).identity
      : readArtifact(azure, blob, readOptions(options));
  const listed = await verifyBlobList(
    artifact,
    azure,
    { ...options, prove, onBlob: sealing.add },
    reportListed,
  );
  return { ...found, listed, ...(options.deep === true ? { openedAs: "blob list" } : {}), ...seal("list") };
}

/** Proves the bytes, and with `deep` also that they open as what the name says. */
async function readAndOpen(
  artifact: ExpectedArtifact,
  azure: StorageConnection,
  options: VerifyArtifactsOptions,
  report: (error: unknown) => void,
): Promise<{ identity: ArtifactIdentity; openedAs?: string; isList: boolean }> {
  const { url, bytes } = artifact;
  let beginning = Buffer.alloc(0);
  let etag: string | undefined;
  // Whatever is read again is what was read: the same version, where the host names one.
  const open = async (from: number, length: number): Promise<Readable> => {
    const reading = { ...readOptions(options), range: { from, length } };
    return (await openArtifact(azure, url, etag === undefined ? reading : { ...reading, etag })).body;
  };
  const inspector = options.deep === true ? inspectContent(url, { bytes, open }) : undefined;
  const identity = await readArtifact(azure, artifact, {
    ...readOptions(options),
    onChunk: (chunk) => {
      if (beginning.length < BLOB_LIST_MARK_BYTES)
        beginning = Buffer.concat([beginning, chunk.subarray(0, BLOB_LIST_MARK_BYTES)]);
      inspector?.see?.(chunk);
    },
  });
  const read = { identity, isList: isBlobList(beginning) };
  if (inspector === undefined) return read;
  etag = identity.etag;
  const verdict = await inspector.verdict();
  if (typeof verdict === "object")
    report(
      new SundownError("artifact_not_openable", {
        message: `${url} is no ${inspector.kind}: ${verdict.complaint}`,
        place: url,
      }),
    );
  return verdict === "opens" ? { ...read, openedAs: inspector.kind } : read;
}

function readOptions({ artifactHosts, signal }: VerifyArtifactsOptions): {
  artifactHosts?: readonly string[];
  signal?: AbortSignal;
} {
  return {
    ...(artifactHosts === undefined ? {} : { artifactHosts }),
    ...(signal === undefined ? {} : { signal }),
  };
}

async function refuseDoomed(
  url: string,
  azure: StorageConnection,
  { doomedAccounts, refuseAccount }: VerifyArtifactsOptions,
): Promise<void> {
  const account = blobLocation(url, azure.cloud.storageSuffix)?.account.toLowerCase();
  if (account === undefined) return;
  if (doomedAccounts?.has(account) === true)
    throw new SundownError("artifact_in_doomed_subscription", {
      message: `${url} lies in the storage account ${account}, which goes with the subscription`,
      place: url,
    });
  await refuseAccount?.(account);
}
