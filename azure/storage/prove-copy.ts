import { SundownError } from "../../core/messages/sundown-error.ts";
import type { BackupTarget } from "./backup-target.ts";
import { type Hashed, hashStream } from "./hash-stream.ts";
import { causeOf } from "./storage-failure.ts";

export interface ProvenCopy extends Hashed {
  /** Of the copy, as the target names it. */
  readonly version: string;
}

interface WrittenCopy {
  /** Of the source, for errors. */
  readonly place: string;
  /** The version that was written; absent when something was there already. */
  readonly written: string | undefined;
  readonly signal: AbortSignal | undefined;
}

export interface CopyToProve extends WrittenCopy {
  readonly expected: Hashed;
}

export interface CopyToCompare extends WrittenCopy {
  readonly bytes: number;
  readonly onChunk?: (chunk: Buffer) => void;
  /** Asked once everything was read. */
  readonly isEqual: (read: Hashed) => boolean;
}

/**
 * Reads a copy back: it counts only when it has the source's bytes. What was there before is taken when it is equal.
 * @throws SundownError backup_target_conflict, copy_not_equal
 */
export function proveCopy(
  target: BackupTarget,
  path: string,
  { expected, ...copy }: CopyToProve,
): Promise<ProvenCopy> {
  const isEqual = ({ sha256 }: Hashed): boolean => sha256 === expected.sha256;
  return compareCopy(target, path, { ...copy, bytes: expected.bytes, isEqual });
}

/** As `proveCopy`, where something else than one hash tells whether the copy is equal. */
export async function compareCopy(
  target: BackupTarget,
  path: string,
  { place, bytes, written, signal, onChunk, isEqual }: CopyToCompare,
): Promise<ProvenCopy> {
  const back = await target.read(path, signal);
  const options = { limit: bytes, ...(onChunk === undefined ? {} : { onChunk }) };
  const read = await hashStream(back.body, options).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw notEqual(target.urlOf(path), "it cannot be read to its end", error);
  });
  if (read?.bytes === bytes && isEqual(read)) return { ...read, version: written ?? back.version };
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
