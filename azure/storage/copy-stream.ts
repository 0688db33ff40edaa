import type { Readable } from "node:stream";
import type { BackupTarget, ContentProperties } from "./backup-target.ts";
import { hashPassing, passAndHash } from "./pass-and-hash.ts";
import { type ProvenCopy, proveCopy } from "./prove-copy.ts";

interface OpenedSource {
  readonly body: Readable;
  /** How many bytes `body` gives. */
  readonly bytes: number;
  readonly properties: ContentProperties;
}

export interface StreamSource {
  /** Named in errors. */
  readonly place: string;
  /** Begins to read it; the same bytes each time, or an error. */
  readonly open: () => Promise<OpenedSource>;
}

export interface CopyStreamOptions {
  /** The version of an earlier copy of the same source, which this one replaces. */
  readonly replaces?: string | undefined;
  readonly signal?: AbortSignal;
  readonly onBytes?: (bytes: number) => void;
}

/**
 * Copies what `open` gives through this process, hashing what passes, and reads the copy back. A copy counts only when
 * what was read back has the bytes that were written. What lies at the target already is taken when it is equal.
 * @throws SundownError those of `open`, backup_target_unwritable, backup_target_conflict, copy_not_equal
 */
export async function copyStream(
  { place, open }: StreamSource,
  target: BackupTarget,
  path: string,
  { replaces, signal, onBytes }: CopyStreamOptions,
): Promise<ProvenCopy> {
  const { body, bytes, properties } = await open();
  const passing = passAndHash(body, bytes, place, onBytes);
  const written = await target.write(path, passing.body, {
    bytes,
    properties,
    ...(replaces === undefined ? {} : { replaces }),
    ...(signal === undefined ? {} : { signal }),
  });
  // Nothing written: something is there, the copy of a run that was killed before it could note it, or another.
  const expected = passing.hashed() ?? (await hashOf(await open(), place));
  return proveCopy(target, path, { place, expected, written, signal });
}

const hashOf = ({ body, bytes }: OpenedSource, place: string) =>
  hashPassing(passAndHash(body, bytes, place), place);
