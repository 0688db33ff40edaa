import type { ArtifactIdentity } from "../../azure/storage/read-artifact.ts";
import { sha256 } from "../../core/digest.ts";

/** A blob as it was found while an artifact was read. */
export interface FoundBlob {
  readonly url: string;
  readonly bytes: number;
  readonly identity: ArtifactIdentity;
}

export type SealKind = "blob" | "list";

/**
 * What stands for an artifact's content as long as nobody can change it: its blobs' ETags, versions and lengths under
 * a locked retention that has not ended. `undefined` when one of them is not locked: a policy that can still be
 * taken away, or a legal hold, protects nothing from whoever may change it.
 * @see https://learn.microsoft.com/azure/storage/blobs/immutable-version-level-worm-policies
 */
export function sealOf(kind: SealKind, blobs: readonly FoundBlob[], now: Date): string | undefined {
  const lines: string[] = [];
  for (const { url, bytes, identity } of blobs) {
    const { etag, versionId, immutableUntil, immutabilityMode } = identity;
    const isLocked = immutabilityMode === "locked" && immutableUntil !== undefined && immutableUntil > now;
    if (!isLocked || etag === undefined || versionId === undefined) return undefined;
    lines.push(JSON.stringify([url, bytes, etag, versionId, immutableUntil.toISOString()]));
  }
  return lines.length === 0 ? undefined : `${kind}:${sha256(lines.toSorted().join("\n"))}`;
}

export function kindOfSeal(seal: string): SealKind {
  return seal.startsWith("list:") ? "list" : "blob";
}
