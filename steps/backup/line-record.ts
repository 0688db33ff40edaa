import type { FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import type { z } from "zod";
import { reasonOf } from "../../core/messages/reason-of.ts";
import { isSundownError, SundownError } from "../../core/messages/sundown-error.ts";
import { makeFolders } from "../../engine/make-folders.ts";
import { openToAppend } from "../../engine/open-to-append.ts";

/** A file of JSON lines that is only ever added to, so that a killed run goes on where it was. */
export interface LineRecord<Line> {
  /**
   * @returns where the line begins
   * @throws SundownError file_unwritable; from then on always, as nobody knows how much of the line is there
   */
  add(line: Line): Promise<number>;
  /**
   * The line that begins there; `undefined` when none does.
   * @throws SundownError file_unreadable
   */
  read(at: number): Promise<Line | undefined>;
  /** Where the lines of this run begin. */
  readonly began: number;
  close(): Promise<void>;
}

/** So much is read at once; longer than any line. */
const WINDOW = 64 * 1024;
const LINE_FEED = 0x0a;

/**
 * Opens or begins a record and tells `onLine` of every line in it and where it begins. A line that a kill has torn is
 * passed over.
 * @throws SundownError file_unwritable, run_folder_linked
 */
export async function openLineRecord<Line>(
  path: string,
  schema: z.ZodType<Line>,
  onLine: (line: Line, at: number) => void,
): Promise<LineRecord<Line>> {
  let opened: FileHandle | undefined;
  let end = 0;
  try {
    await makeFolders(dirname(path));
    opened = await openToAppend(path);
    for await (const { text, at } of linesOf(opened)) {
      const line = parseLine(schema, text);
      if (line !== undefined) onLine(line, at);
    }
    // A torn last line must not swallow the next one.
    await opened.write("\n");
    end = (await opened.stat()).size;
  } catch (cause) {
    await opened?.close().catch(() => {});
    if (isSundownError(cause)) throw cause;
    throw unwritable(path, cause);
  }
  const file = opened;
  const began = end;
  // One line after the other, whole.
  let last = Promise.resolve(end);
  // Lines are mostly read in the order in which they were written.
  let window: { readonly from: number; readonly bytes: Buffer } = { from: 0, bytes: Buffer.alloc(0) };
  return {
    began,
    add(line) {
      const text = `${JSON.stringify(line)}\n`;
      last = last.then(async () => {
        const at = end;
        await file.appendFile(text).catch((cause: unknown) => {
          throw unwritable(path, cause);
        });
        end += Buffer.byteLength(text);
        return at;
      });
      return last;
    },
    async read(at) {
      let length = lineLength(window, at);
      if (length === undefined) {
        const { buffer, bytesRead } = await file
          .read(Buffer.allocUnsafe(WINDOW), 0, WINDOW, at)
          .catch((cause: unknown) => {
            throw unreadable(path, cause);
          });
        window = { from: at, bytes: buffer.subarray(0, bytesRead) };
        length = lineLength(window, at);
      }
      if (length === undefined) return undefined;
      const start = at - window.from;
      return parseLine(schema, window.bytes.toString("utf8", start, start + length));
    },
    async close() {
      await last.catch(() => {});
      await file.close();
    },
  };
}

/** `undefined` when the window does not hold the whole line. */
function lineLength(
  { from, bytes }: { readonly from: number; readonly bytes: Buffer },
  at: number,
): number | undefined {
  if (at < from || at >= from + bytes.length) return undefined;
  const end = bytes.indexOf(LINE_FEED, at - from);
  return end < 0 ? undefined : end - (at - from);
}

/** Splits at the bytes of line feeds: a torn line may end within a character. */
async function* linesOf(file: FileHandle): AsyncGenerator<{ readonly text: string; readonly at: number }> {
  let rest: Buffer = Buffer.alloc(0);
  let at = 0;
  for await (const chunk of file.createReadStream({ start: 0, autoClose: false })) {
    const bytes = Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
      yield { text: bytes.toString("utf8", start, end), at: at + start };
      start = end + 1;
    }
    rest = bytes.subarray(start);
    at += start;
  }
}

function parseLine<Line>(schema: z.ZodType<Line>, text: string): Line | undefined {
  if (text === "") return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function unwritable(path: string, cause: unknown): SundownError {
  return new SundownError("file_unwritable", {
    message: `${path} cannot be written: ${reasonOf(cause)}`,
    place: path,
    cause,
  });
}

function unreadable(path: string, cause: unknown): SundownError {
  return new SundownError("file_unreadable", {
    message: `${path} cannot be read: ${reasonOf(cause)}`,
    place: path,
    cause,
  });
}
