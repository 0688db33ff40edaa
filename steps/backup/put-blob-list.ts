import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import type { BackupTarget } from "../../azure/storage/backup-target.ts";
import { type Hashed, hashStream } from "../../azure/storage/hash-stream.ts";
import {
  type BlobListHeader,
  type BlobListLine,
  writeBlobListHeader,
  writeBlobListLine,
} from "../../core/backups/blob-list.ts";
import type { Artifact } from "../../core/manifest/manifest.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";

/**
 * Writes a list under a name made of its own hash, so that writing it twice is writing it once, and reads it back.
 * @param lines gone through twice; never held as a whole
 * @throws SundownError copy_not_equal, backup_target_unwritable
 */
export async function putBlobList(
  target: BackupTarget,
  folder: string,
  header: BlobListHeader,
  lines: AsyncIterable<BlobListLine> | Iterable<BlobListLine>,
  signal: AbortSignal,
): Promise<Artifact> {
  const expected = await hashOf(piecesOf(header, lines));
  const path = `${folder}/list-${expected.sha256.slice(0, 12)}.jsonl`;
  await target.write(path, Readable.from(piecesOf(header, lines), { objectMode: false }), {
    bytes: expected.bytes,
    properties: { contentType: "application/x-ndjson" },
    signal,
  });
  const { body } = await target.read(path, signal);
  const read = await hashStream(body, { limit: expected.bytes });
  if (read?.sha256 !== expected.sha256)
    throw new SundownError("copy_not_equal", {
      message: `${target.urlOf(path)} is not the list that was written`,
      place: target.urlOf(path),
    });
  return { url: target.urlOf(path), ...expected };
}

async function hashOf(pieces: AsyncIterable<Buffer>): Promise<Hashed> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const piece of pieces) {
    hash.update(piece);
    bytes += piece.length;
  }
  return { bytes, sha256: hash.digest("hex") };
}

/** Whole kilobytes at a time: a list may have a million lines. */
async function* piecesOf(
  header: BlobListHeader,
  lines: AsyncIterable<BlobListLine> | Iterable<BlobListLine>,
): AsyncGenerator<Buffer> {
  let text = writeBlobListHeader(header);
  for await (const line of lines) {
    text += writeBlobListLine(line);
    if (text.length < 65_536) continue;
    yield Buffer.from(text);
    text = "";
  }
  if (text !== "") yield Buffer.from(text);
}
