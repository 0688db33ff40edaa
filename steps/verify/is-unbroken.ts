import type { StorageConnection } from "../../azure/storage/blob-service.ts";
import { identifyArtifact } from "../../azure/storage/open-artifact.ts";
import {
  type ArtifactIdentity,
  type ExpectedArtifact,
  readArtifact,
} from "../../azure/storage/read-artifact.ts";
import { isSundownError, SundownError } from "../../core/messages/sundown-error.ts";
import { beginSeal, kindOfSeal } from "./seal.ts";
import { type VerifyBlobListOptions, verifyBlobList } from "./verify-blob-list.ts";

/**
 * Whether an artifact still has the seal of an earlier reading. Every blob's ETag, version, retention and length are
 * asked for; of a list its own bytes are read, which say what else belongs to it. Whatever cannot be told breaks
 * the seal, and the artifact is read again.
 */
export async function isUnbroken(
  seal: string,
  artifact: ExpectedArtifact,
  azure: StorageConnection,
  options: VerifyBlobListOptions & { readonly now: () => Date },
): Promise<boolean> {
  const sealing = beginSeal(options.now());
  const kind = kindOfSeal(seal);
  const prove = (blob: ExpectedArtifact) => identify(blob, azure, options);
  try {
    const { url, bytes } = artifact;
    const identity = await (kind === "list" ? readArtifact(azure, artifact, options) : prove(artifact));
    sealing.add(0, { url, bytes, identity });
    if (kind === "list")
      await verifyBlobList(artifact, azure, { ...options, prove, onBlob: sealing.add }, broken);
  } catch (error) {
    if (isSundownError(error)) return false;
    throw error;
  }
  return sealing.seal(kind) === seal;
}

async function identify(
  { url, bytes }: ExpectedArtifact,
  azure: StorageConnection,
  { signal }: VerifyBlobListOptions,
): Promise<ArtifactIdentity> {
  const found = await identifyArtifact(azure, url, signal === undefined ? {} : { signal });
  if (found?.bytes === bytes) return found;
  throw new SundownError("artifact_unreadable", { message: `${url} has another length`, place: url });
}

function broken(error: unknown): never {
  throw error;
}
