import { createHash } from "node:crypto";
import { sha256 } from "../../core/digest.ts";
import type { BackupTarget, ContentProperties, PieceWriter } from "./backup-target.ts";
import { inParallel } from "./in-parallel.ts";
import { compareCopy, type ProvenCopy } from "./prove-copy.ts";

const MIB = 1024 * 1024;
const SMALLEST_PIECE = 8 * MIB;
/** A block blob has at most 50,000 blocks (Put Block List). */
const MAX_PIECES = 50_000;
/** One piece is read while another is written, where they are small: each is held in memory. */
const BYTES_AT_ONCE = 3 * SMALLEST_PIECE;

/** A source of which any part can be read at any time: the same bytes each time, or an error. */
export interface PiecedSource {
  readonly bytes: number;
  readonly contentType: string;
  /** What else is kept with the copy. */
  readonly properties?: Omit<ContentProperties, "contentType">;
  /** Named in errors. */
  readonly place: string;
  /** Another one is another content. */
  readonly version: string;
  read(from: number, length: number): Promise<Buffer>;
}

/** The sha256 of the source's pieces, as they were when they were read; outlives a kill. */
export interface PieceRecord {
  get(index: number): string | undefined;
  add(index: number, sha256: string): Promise<void>;
}

export interface CopyInPiecesOptions {
  readonly record: PieceRecord;
  readonly signal: AbortSignal;
  readonly onBytes?: (bytes: number) => void;
}

/** So large that they are few enough; a source of the same length always has the same ones. */
function pieceBytesOf(bytes: number): number {
  return Math.max(SMALLEST_PIECE, Math.ceil(bytes / MAX_PIECES / MIB) * MIB);
}

/**
 * Copies a large source piece by piece. A piece that an earlier run has written, and noted the hash of, is neither
 * read nor written again. Every byte of the source was hashed when it was read, by this run or an earlier one; the
 * whole copy is read back, and counts only when each of its pieces has the hash of the source's.
 * @throws SundownError those of `read`, backup_target_unwritable, backup_target_conflict, copy_not_equal
 */
export async function copyInPieces(
  source: PiecedSource,
  target: BackupTarget,
  path: string,
  options: CopyInPiecesOptions,
): Promise<ProvenCopy> {
  const { bytes, contentType, properties, version, place } = source;
  const { record, signal, onBytes } = options;
  const pieceBytes = pieceBytesOf(bytes);
  const writer = await target.writePieces(path, {
    bytes,
    pieceBytes,
    sourceVersion: version,
    properties: { ...properties, contentType },
    signal,
  });
  const count = Math.ceil(bytes / pieceBytes);
  const copyPiece = async (index: number): Promise<void> => {
    signal.throwIfAborted();
    const from = index * pieceBytes;
    const length = Math.min(pieceBytes, bytes - from);
    if (!isThere(writer, index, length) || record.get(index) === undefined) {
      const piece = await source.read(from, length);
      await writer?.put(index, piece);
      await record.add(index, sha256(piece));
    }
    onBytes?.(length);
  };
  await inParallel(Array(count).keys(), BYTES_AT_ONCE, copyPiece, () => pieceBytes);
  const written = await writer?.finish();
  const compare = comparePieces(count, pieceBytes, record);
  return compareCopy(target, path, { place, bytes, written, signal, ...compare });
}

/** Cuts what is read back into the source's pieces again. */
function comparePieces(
  count: number,
  pieceBytes: number,
  record: PieceRecord,
): { onChunk: (chunk: Buffer) => void; isEqual: () => boolean } {
  let hash = createHash("sha256");
  let index = 0;
  let missing = pieceBytes;
  let equal = true;
  const endPiece = (): void => {
    equal &&= hash.digest("hex") === record.get(index);
    hash = createHash("sha256");
    index += 1;
    missing = pieceBytes;
  };
  return {
    onChunk(chunk) {
      let rest = chunk;
      while (rest.length > 0) {
        const part = rest.subarray(0, missing);
        rest = rest.subarray(part.length);
        hash.update(part);
        missing -= part.length;
        if (missing === 0) endPiece();
      }
    },
    isEqual() {
      if (missing < pieceBytes) endPiece();
      return equal && index === count;
    },
  };
}

/** Without a writer the whole file is there, by whoever's hand: only the source's hashes are wanted. */
const isThere = (writer: PieceWriter | undefined, index: number, length: number): boolean =>
  writer === undefined || writer.present.get(index) === length;
