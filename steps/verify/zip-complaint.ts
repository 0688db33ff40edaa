import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { crc32 } from "node:zlib";
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from "yauzl";
import { reasonOf } from "../../core/messages/reason-of.ts";
import { isSundownError } from "../../core/messages/sundown-error.ts";

/** An archive that can be read from any place in it. */
export interface ArchiveSource {
  readonly bytes: number;
  /** @throws SundownError when it cannot be read any more */
  open(from: number, length: number): Promise<Readable>;
}

/** What is read at once: entries are mostly small, and lie one behind the other. */
const WINDOW = 4 * 1024 * 1024;

/**
 * Why a zip archive cannot be used, in one clause: reads every entry to its end, and compares its length and CRC-32
 * with what the directory says. Constant memory.
 * @param parts names that have to be in it, without regard to case
 * @throws SundownError those of `source`
 */
export async function zipComplaint(
  source: ArchiveSource,
  parts: readonly string[] = [],
): Promise<string | undefined> {
  const reader = new WindowReader(source);
  const missing = new Map(parts.map((part) => [part.toLowerCase(), part]));
  try {
    // Names are not followed anywhere, so that odd ones do no harm.
    const zip = await fromRandomAccessReaderPromise(reader, source.bytes, { decodeStrings: false });
    if (zip.entryCount === 0) return "it is empty";
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileNameRaw.toString();
      missing.delete(name.toLowerCase());
      const complaint = await entryComplaint(zip, entry);
      if (complaint !== undefined) return `${name} ${complaint}`;
    }
  } catch (error) {
    const failure = reader.failure ?? error;
    if (isSundownError(failure)) throw failure;
    return reasonOf(failure);
  }
  return missing.size === 0 ? undefined : `it has no ${[...missing.values()].join(" and no ")}`;
}

async function entryComplaint(zip: ZipFile, entry: Entry): Promise<string | undefined> {
  if (!entry.canDecodeFileData()) return "is encrypted, or packed in a way that cannot be looked into";
  let sum = 0;
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) sum = crc32(chunk, sum);
  } catch (error) {
    if (error instanceof Error) error.message = `${entry.fileNameRaw.toString()}: ${error.message}`;
    throw error;
  }
  return sum === entry.crc32 ? undefined : "has another CRC than the directory says";
}

/** Gives yauzl any part of a source, which itself is read in large pieces. */
class WindowReader extends RandomAccessReader {
  readonly #source: ArchiveSource;
  #window: { readonly from: number; readonly content: Buffer } = { from: 0, content: Buffer.alloc(0) };
  /** Why the source could not be read, which is no fault of the archive. */
  failure: unknown;

  constructor(source: ArchiveSource) {
    super();
    this.#source = source;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#pieces(start, end), { objectMode: false });
  }

  async *#pieces(start: number, end: number): AsyncGenerator<Buffer> {
    for (let at = start; at < end; ) {
      const piece = (await this.#windowAt(at)).subarray(0, end - at);
      at += piece.length;
      yield piece;
    }
  }

  /** What is held from here on: at least one byte. */
  async #windowAt(at: number): Promise<Buffer> {
    const { from, content } = this.#window;
    if (at >= from && at < from + content.length) return content.subarray(at - from);
    const length = Math.min(WINDOW, this.#source.bytes - at);
    try {
      if (length <= 0) throw new Error("it ends before what its directory speaks of");
      const fresh = await buffer(await this.#source.open(at, length));
      if (fresh.length !== length) throw new Error("it ends early");
      this.#window = { from: at, content: fresh };
      return fresh;
    } catch (error) {
      this.failure ??= error;
      throw error;
    }
  }
}
