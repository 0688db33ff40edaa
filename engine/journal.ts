import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { canonicalJson, sha256 } from "../core/digest.ts";
import { SundownError } from "../core/messages/sundown-error.ts";

/** Written before a changing call (`intent`), after its answer (`answer`), or about the run as a whole (`note`). */
export interface JournalRecord {
  /** The verb that writes: "destroy", "cancel", "roles"… */
  readonly step: string;
  readonly kind: "intent" | "answer" | "note";
  /** What belongs together: an operation's id, for example. */
  readonly about?: string;
  /** JSON values only; never a token, SAS or password. */
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface JournalEntry extends JournalRecord {
  readonly at: string;
  /** sha256 of the line before, as it stands in the file; 64 zeros on the first. */
  readonly before: string;
}

export interface Journal {
  readonly path: string;
  /** All entries, those of earlier runs included, oldest first. */
  readonly entries: readonly JournalEntry[];
  /** sha256 of the last line: whoever knows it can tell whether the journal was changed later. */
  readonly head: string;
  /**
   * Resolves when the line is on disk (fsync), so that what comes after it may rely on it.
   * @throws SundownError journal_unwritable; from then on every append refuses
   */
  append(record: JournalRecord): Promise<JournalEntry>;
  close(): Promise<void>;
}

const START = "0".repeat(64);

const entrySchema = z.strictObject({
  at: z.iso.datetime(),
  step: z.string(),
  kind: z.enum(["intent", "answer", "note"]),
  about: z.string().optional(),
  data: z.record(z.string(), z.unknown()).optional(),
  before: z.string().regex(/^[0-9a-f]{64}$/),
});

/** The part of a file handle the journal uses; a test can pass one that fails. */
export type JournalFile = Pick<FileHandle, "write" | "sync" | "truncate" | "readFile" | "close">;

export interface JournalOptions {
  readonly now?: () => Date;
  readonly openFile?: (path: string) => Promise<JournalFile>;
}

async function openForAppend(path: string): Promise<JournalFile> {
  await mkdir(dirname(path), { recursive: true });
  return open(path, "a+", 0o600);
}

function unwritable(path: string, cause: unknown): SundownError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new SundownError("journal_unwritable", {
    message: `The journal ${path} cannot be written: ${why}`,
    place: path,
    cause,
  });
}

/**
 * Opens (or begins) a journal. A last line that was torn by a crash is cut off: it was never relied on, since
 * `append` had not resolved. Anything else that does not hold is refused.
 * @throws SundownError journal_broken, journal_unwritable
 */
export async function openJournal(path: string, options: JournalOptions = {}): Promise<Journal> {
  const now = options.now ?? (() => new Date());
  let file: JournalFile;
  let bytes: Buffer;
  try {
    file = await (options.openFile ?? openForAppend)(path);
    bytes = await file.readFile();
  } catch (error) {
    throw unwritable(path, error);
  }
  const {
    entries,
    head: savedHead,
    length,
  } = await readEntries(path, bytes).catch(async (error: unknown) => {
    await file.close();
    throw error;
  });
  if (length < bytes.length) await file.truncate(length);

  let head = savedHead;
  let size = length;
  let broken: SundownError | undefined;
  const write = async (record: JournalRecord): Promise<JournalEntry> => {
    if (broken !== undefined) throw broken;
    const entry: JournalEntry = { at: now().toISOString(), ...record, before: head };
    const line = `${canonicalJson(entry)}\n`;
    try {
      await writeAll(file, Buffer.from(line));
      await file.sync();
    } catch (error) {
      broken = unwritable(path, error);
      // Half a line may stand there; cutting it off keeps the file whole, and reading tolerates it otherwise.
      await file.truncate(size).catch(() => {});
      throw broken;
    }
    head = sha256(line.slice(0, -1));
    size += Buffer.byteLength(line);
    entries.push(entry);
    return entry;
  };

  // One line after the other: each holds the digest of the one before.
  let last: Promise<unknown> = Promise.resolve();
  return {
    path,
    entries,
    get head() {
      return head;
    },
    append(record) {
      const next = last.then(() => write(record));
      last = next.catch(() => {});
      return next;
    },
    async close() {
      await last;
      await file.close();
    },
  };
}

async function writeAll(file: JournalFile, bytes: Buffer): Promise<void> {
  let offset = 0;
  while (offset < bytes.length) {
    const { bytesWritten } = await file.write(bytes, offset, bytes.length - offset);
    offset += bytesWritten;
  }
}

async function readEntries(
  path: string,
  bytes: Buffer,
): Promise<{ entries: JournalEntry[]; head: string; length: number }> {
  const entries: JournalEntry[] = [];
  let head = START;
  let start = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
    const line = bytes.toString("utf8", start, end);
    const entry = parseLine(line);
    if (entry === undefined || entry.before !== head) {
      throw new SundownError("journal_broken", {
        message: `Line ${entries.length + 1} of the journal ${path} ${entry === undefined ? "cannot be read" : "does not follow from the line before it"}.`,
        place: `${path}:${entries.length + 1}`,
      });
    }
    entries.push(entry);
    head = sha256(line);
    start = end + 1;
  }
  return { entries, head, length: start };
}

function parseLine(line: string): JournalEntry | undefined {
  try {
    const { about, data, ...rest } = entrySchema.parse(JSON.parse(line));
    return { ...rest, ...(about === undefined ? {} : { about }), ...(data === undefined ? {} : { data }) };
  } catch {
    return undefined;
  }
}
