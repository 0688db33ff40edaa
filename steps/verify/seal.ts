import { createHash } from "node:crypto";
import type { ArtifactIdentity } from "../../azure/storage/read-artifact.ts";

/** A blob as it was found while an artifact was read. */
export interface FoundBlob {
  readonly url: string;
  readonly bytes: number;
  readonly identity: ArtifactIdentity;
}

export type SealKind = "blob" | "list";

/** A seal that is made while blobs are found, without keeping them. */
export interface Sealing {
  /**
   * @param index where the blob stands: 0 is the artifact itself, then what it lists, in its order. They may come in
   *   another order; who comes early waits.
   */
  readonly add: (index: number, blob: FoundBlob) => void;
  /** Something is not as it should be: there will be no seal. */
  readonly giveUp: () => void;
  /** `undefined` when something was missing, or not locked. */
  readonly seal: (kind: SealKind) => string | undefined;
}

/**
 * What stands for an artifact's content as long as nobody can change it: its blobs' ETags, versions and lengths under
 * a locked retention that has not ended. `undefined` when one of them is not locked: a policy that can still be
 * taken away, or a legal hold, protects nothing from whoever may change it.
 * @see https://learn.microsoft.com/azure/storage/blobs/immutable-version-level-worm-policies
 */
export function beginSeal(now: Date): Sealing {
  const hash = createHash("sha256");
  const early = new Map<number, string>();
  let next = 0;
  let hopeless = false;
  const giveUp = (): void => {
    hopeless = true;
    early.clear();
  };
  return {
    giveUp,
    add(index, blob) {
      if (hopeless) return;
      const line = lineOf(blob, now);
      if (line === undefined) {
        giveUp();
        return;
      }
      early.set(index, line);
      for (let ready = early.get(next); ready !== undefined; ready = early.get(next)) {
        hash.update(`${ready}\n`);
        early.delete(next);
        next += 1;
      }
    },
    seal: (kind) =>
      hopeless || next === 0 || early.size > 0 ? undefined : `${kind}:${hash.copy().digest("hex")}`,
  };
}

function lineOf({ url, bytes, identity }: FoundBlob, now: Date): string | undefined {
  const { etag, versionId, immutableUntil, immutabilityMode } = identity;
  const isLocked = immutabilityMode === "locked" && immutableUntil !== undefined && immutableUntil > now;
  if (!isLocked || etag === undefined || versionId === undefined) return undefined;
  return JSON.stringify([url, bytes, etag, versionId, immutableUntil.toISOString()]);
}

export function kindOfSeal(seal: string): SealKind {
  return seal.startsWith("list:") ? "list" : "blob";
}
