import type { Readable } from "node:stream";
import type { BackupTarget } from "./backup-target.ts";
import { hashPassing, passAndHash } from "./pass-and-hash.ts";
import { type ProvenCopy, proveCopy } from "./prove-copy.ts";

export interface StreamSource {
  readonly bytes: number;
  readonly contentType: string;
  /** Named in errors. */
  readonly place: string;
  /** Begins to read it; the same bytes each time. */
  readonly open: () => Readable;
}

/**
 * Copies what `open` gives, hashing what passes, and reads the copy back. What lies at the target already is taken
 * when it is equal. As `copyBlob`, for what is no blob.
 * @throws SundownError those of `open`, backup_target_unwritable, backup_target_conflict, copy_not_equal
 */
export async function copyStream(
  source: StreamSource,
  target: BackupTarget,
  path: string,
  signal: AbortSignal,
): Promise<ProvenCopy> {
  const { bytes, contentType, place, open } = source;
  const passing = passAndHash(open(), bytes, place);
  const written = await target.write(path, passing.body, { bytes, properties: { contentType }, signal });
  const expected = passing.hashed() ?? (await hashPassing(passAndHash(open(), bytes, place), place));
  return proveCopy(target, path, { place, expected, written, signal });
}
