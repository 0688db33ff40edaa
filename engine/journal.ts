import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { type JournalEntry, type JournalRecord, printLine } from "../core/evidence/journal-entry.ts";
import { reasonOf } from "../core/messages/reason-of.ts";
import { isSundownError, SundownError } from "../core/messages/sundown-error.ts";
import { type JournalLines, parseLines } from "./journal-lines.ts";
import { makeFolders } from "./make-folders.ts";
import { openToAppend } from "./open-to-append.ts";

export interface Journal {
  readonly path: string;
  /** All entries, those of earlier runs included, oldest first. */
  readonly entries: readonly JournalEntry[];
  /** sha256 of the last line: whoever knows it can tell whether the journal was changed later. */
  readonly head: string;
  /**
   * Resolves when the line is on disk (fsync), so that what comes after it may rely on it.
   * @throws SundownError journal_unwritable, run_locked where another process has written to the file meanwhile; from
   *   then on every append refuses
   */
  append(record: JournalRecord): Promise<JournalEntry>;
  close(): Promise<void>;
}

/** The part of a file handle the journal uses; a test can pass one that fails. */
export interface JournalFile extends Pick<FileHandle, "sync" | "close"> {
  write(bytes: Buffer, offset: number, length: number): Promise<{ readonly bytesWritten: number }>;
  truncate(length: number): Promise<void>;
  readFile(): Promise<Buffer>;
  stat(): Promise<{ readonly size: number }>;
}

export interface JournalOptions {
  readonly now?: () => Date;
  readonly openFile?: (path: string) => Promise<JournalFile>;
}

async function openForAppend(path: string): Promise<JournalFile> {
  const made = await makeFolders(dirname(path));
  const file = await openToAppend(path);
  await syncFolders(dirname(path), made);
  return file;
}

/**
 * A file whose name is not on disk goes with the power, however often the file itself was synced; so do folders.
 * @param made the uppermost folder that was made for it
 */
async function syncFolders(folder: string, made: string | undefined): Promise<void> {
  // There folders cannot be opened, and need not be.
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (made !== undefined && folder !== dirname(made)) await syncFolders(dirname(folder), made);
}

function unwritable(path: string, cause: unknown): SundownError {
  const why = reasonOf(cause);
  return new SundownError("journal_unwritable", {
    message: `The journal ${path} cannot be written: ${why}`,
    place: path,
    cause,
  });
}

/**
 * Opens (or begins) a journal: JSON lines, each naming the digest of the one before, each on disk before `append`
 * resolves. A last line that was torn by a crash is cut off; anything else that does not hold is refused.
 * @throws SundownError journal_broken, journal_unwritable, run_folder_linked
 */
export async function openJournal(path: string, options: JournalOptions = {}): Promise<Journal> {
  let file: JournalFile;
  let bytes: Buffer;
  try {
    file = await (options.openFile ?? openForAppend)(path);
    bytes = await file.readFile();
  } catch (error) {
    if (isSundownError(error)) throw error;
    throw unwritable(path, error);
  }
  try {
    const lines = parseLines(bytes, path);
    if (lines.length < bytes.length) {
      await file.truncate(lines.length).catch((cause: unknown) => {
        throw unwritable(path, cause);
      });
    }
    return journalOn(file, path, lines, options.now ?? (() => new Date()));
  } catch (error) {
    await file.close();
    throw error;
  }
}

interface Waiting {
  readonly record: JournalRecord;
  readonly resolve: (entry: JournalEntry) => void;
  readonly reject: (error: SundownError) => void;
}

function journalOn(file: JournalFile, path: string, lines: JournalLines, now: () => Date): Journal {
  const { entries } = lines;
  let { head, length } = lines;
  let broken: SundownError | undefined;
  let waiting: Waiting[] = [];
  let flushing: Promise<void> = Promise.resolve();

  // What is asked for while one write is under way goes with the next: one fsync for many lines.
  const flush = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    let next = head;
    const written = batch.map(({ record }) => {
      const entry: JournalEntry = { at: now().toISOString(), ...record, before: next };
      const { line, digest } = printLine(entry);
      next = digest;
      return { entry, line };
    });
    const text = Buffer.from(written.map(({ line }) => `${line}\n`).join(""));
    try {
      if (broken !== undefined) throw broken;
      // Another user's run, which locks in a home of its own, would make the chain fork.
      broken = await writtenByAnother(file, path, length);
      if (broken !== undefined) throw broken;
      await writeAll(file, text);
      await file.sync();
    } catch (error) {
      if (broken === undefined) {
        broken = unwritable(path, error);
        // Half a line may stand there; cutting it off keeps the file whole, and reading tolerates it otherwise.
        await file.truncate(length).catch(() => {});
      }
      for (const { reject } of batch) reject(broken);
      return;
    }
    head = next;
    length += text.length;
    for (const [index, { entry }] of written.entries()) {
      entries.push(entry);
      batch[index]?.resolve(entry);
    }
  };

  return {
    path,
    entries,
    get head() {
      return head;
    },
    append(record) {
      const { promise, resolve, reject } = Promise.withResolvers<JournalEntry>();
      waiting.push({ record, resolve, reject });
      flushing = flushing.then(flush);
      return promise;
    },
    async close() {
      await flushing;
      await file.close();
    },
  };
}

async function writtenByAnother(
  file: JournalFile,
  path: string,
  length: number,
): Promise<SundownError | undefined> {
  const { size } = await file.stat();
  if (size === length) return undefined;
  return new SundownError("run_locked", {
    message: `Another run writes to the journal ${path}: it has ${size} bytes, not the ${length} that this run knows of. Nothing was added to it.`,
    place: path,
    remedy: "End one of the two runs, perhaps another user's on this machine, then run again to go on.",
  });
}

async function writeAll(file: JournalFile, bytes: Buffer): Promise<void> {
  let offset = 0;
  while (offset < bytes.length) {
    const { bytesWritten } = await file.write(bytes, offset, bytes.length - offset);
    offset += bytesWritten;
  }
}
