import { SundownError } from "../../core/messages/sundown-error.ts";
import type { BackupTarget } from "./backup-target.ts";
import { type Hashed, hashStream } from "./hash-stream.ts";
import { causeOf } from "./storage-failure.ts";

export interface ProvenCopy extends Hashed {
  /** Of the copy, as the target names it. */
  readonly version: string;
}

export interface CopyToProve {
  /** Of the source, for errors. */
  readonly place: string;
  readonly expected: Hashed;
  /** The version that was written; absent when something was there already. */
  readonly written: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * Reads a copy back: it counts only when it has the source's bytes. What was there before is taken when it is equal.
 * @throws SundownError backup_target_conflict, copy_not_equal
 */
export async function proveCopy(
  target: BackupTarget,
  path: string,
  { place, expected, written, signal }: CopyToProve,
): Promise<ProvenCopy> {
  const back = await target.read(path, signal);
  const read = await hashStream(back.body, { limit: expected.bytes }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw notEqual(target.urlOf(path), "it cannot be read to its end", error);
  });
  if (read?.sha256 === expected.sha256) return { ...expected, version: written ?? back.version };
  if (written !== undefined) throw notEqual(target.urlOf(path), "it has other bytes");
  throw new SundownError("backup_target_conflict", {
    message: `${target.urlOf(path)} is there already and is not a copy of ${place}`,
    place: target.urlOf(path),
  });
}

function notEqual(place: string, why: string, cause?: unknown): SundownError {
  return new SundownError("copy_not_equal", {
    message: `${place} is no copy: ${why}`,
    place,
    ...(cause === undefined ? {} : { cause: causeOf(cause) }),
  });
}
