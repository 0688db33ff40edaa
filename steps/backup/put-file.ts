import { Readable } from "node:stream";
import type { BackupTarget } from "../../azure/storage/backup-target.ts";
import { hashStream } from "../../azure/storage/hash-stream.ts";
import { sha256 } from "../../core/digest.ts";
import type { Artifact } from "../../core/manifest/manifest.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";

export interface FileToPut {
  /** Where it goes, without its ending. */
  readonly path: string;
  /** `zone`, `jsonl`. */
  readonly extension: string;
  readonly contentType: string;
  readonly content: Buffer;
}

/** A file at the target, with the path it has there. */
export interface PutFile extends Artifact {
  readonly path: string;
}

/**
 * Writes a small file under a name that ends in its own hash, so that writing it twice is writing it once, and reads
 * it back.
 * @throws SundownError copy_not_equal, backup_target_unwritable
 */
export async function putFile(
  target: BackupTarget,
  { path, extension, contentType, content }: FileToPut,
  signal: AbortSignal,
): Promise<PutFile> {
  const hash = sha256(content);
  const place = target.pathFor(`${path}-${hash.slice(0, 12)}.${extension}`);
  await target.write(place, Readable.from([content], { objectMode: false }), {
    bytes: content.length,
    properties: { contentType },
    signal,
  });
  const { body } = await target.read(place, signal);
  const read = await hashStream(body, { limit: content.length });
  if (read?.sha256 !== hash)
    throw new SundownError("copy_not_equal", {
      message: `${target.urlOf(place)} is not what was written`,
      place: target.urlOf(place),
    });
  return { url: target.urlOf(place), bytes: content.length, sha256: hash, path: place };
}
