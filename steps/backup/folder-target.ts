import { createReadStream, createWriteStream } from "node:fs";
import { readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pathToFileURL } from "node:url";
import type {
  BackupTarget,
  PiecesOptions,
  PieceWriter,
  StoredFile,
  WriteOptions,
} from "../../azure/storage/backup-target.ts";
import { hashStream } from "../../azure/storage/hash-stream.ts";
import { oddPath } from "../../azure/storage/odd-path.ts";
import { DAY_MS } from "../../core/day.ts";
import { sha256 } from "../../core/digest.ts";
import { reasonOf } from "../../core/messages/reason-of.ts";
import { isSundownError, SundownError } from "../../core/messages/sundown-error.ts";
import { makeFolders } from "../../engine/make-folders.ts";
import { writeFilePieces } from "./write-file-pieces.ts";

/** Longest file name that every common file system takes, in bytes. */
const LONGEST_NAME = 255;
/** Files lie here until they are whole. No copy does: each begins with the name of a service or a kind of our own. */
const UNFINISHED = ".sundown-partial";
/** What nobody has gone on with for so long is removed, as a storage account does with blocks (Put Block). */
const UNFINISHED_MS = 7 * DAY_MS;

interface Place {
  readonly root: string;
  /** Below it, with slashes. */
  readonly path: string;
}

const fileAt = ({ root, path }: Place): string => join(root, path);
/** The same for every run, so that one goes on with, or removes, what a killed one has left. */
const unfinishedAt = (root: string, name: string): string => join(root, UNFINISHED, sha256(name));

/** A local folder that takes backups: the procedure's "download a copy". Blobs lie in it under their own names. */
export async function openFolderTarget(folder: string): Promise<BackupTarget> {
  const root = resolve(folder);
  await makeFolders(root, 0o700).catch((error: unknown) => {
    throw unwritable(root, error);
  });
  await removeAbandoned(join(root, UNFINISHED));
  const fileOf = (path: string): string => join(root, path);
  return {
    id: root,
    remote: false,
    pathFor: (path, isFolderMark = false) => (isFolderMark ? oddPath(path) : safePath(path)),
    urlOf: (path) => pathToFileURL(fileOf(path)).href,
    write: (path, body, options) => write({ root, path }, body, options),
    writePieces: (path, options) => writePieces({ root, path }, options),
    async read(path) {
      const file = fileOf(path);
      try {
        return { version: await versionOf(file), body: createReadStream(file) };
      } catch (error) {
        throw new SundownError("copy_not_equal", {
          message: `${file} cannot be read back: ${reasonOf(error)}`,
          place: file,
          cause: error,
        });
      }
    },
    list: (prefix, signal) => list(root, prefix, signal),
  };
}

/** Segments that file systems treat in their own way lie under the hash of the whole name instead. */
function safePath(path: string): string {
  const segments = path.split("/");
  const odd = segments.some(
    (segment) =>
      segment === "" ||
      /[\\:*?"<>|\p{Cc}]/u.test(segment) ||
      /[. ]$/.test(segment) ||
      Buffer.byteLength(segment) > LONGEST_NAME,
  );
  return odd ? oddPath(path) : path;
}

async function write(place: Place, body: Readable, options: WriteOptions): Promise<string | undefined> {
  const file = fileAt(place);
  // Never over something else, and never half: the last name is given when all bytes are on disk.
  const present = await versionOf(file).catch(() => undefined);
  if (present !== undefined && options.replaces === undefined) {
    body.destroy();
    return undefined;
  }
  if (present !== options.replaces)
    throw new SundownError("backup_target_conflict", {
      message: `${file} was changed there since it was copied`,
      place: file,
    });
  const partial = unfinishedAt(place.root, place.path);
  try {
    await makeFolders(dirname(partial), 0o700);
    await makeFolders(dirname(file), 0o700);
    await rm(partial, { force: true });
    await pipeline(body, createWriteStream(partial, { flush: true, flags: "wx", mode: 0o600 }), {
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    await rename(partial, file);
    return await versionOf(file);
  } catch (error) {
    body.destroy();
    await rm(partial, { force: true }).catch(() => undefined);
    if (isSundownError(error)) throw error;
    options.signal?.throwIfAborted();
    throw await refusal(place, error);
  }
}

async function writePieces(place: Place, options: PiecesOptions): Promise<PieceWriter | undefined> {
  const file = fileAt(place);
  const partial = unfinishedAt(place.root, `${place.path}#${options.sourceVersion}`);
  const orUnwritable = async (error: unknown): Promise<never> => {
    throw await refusal(place, error);
  };
  const writer = await writeFilePieces(file, partial, options).catch(orUnwritable);
  return (
    writer && {
      present: writer.present,
      put: (index, content) => writer.put(index, content).catch(orUnwritable),
      finish: () =>
        writer
          .finish()
          .then((path) => path && versionOf(path))
          .catch(orUnwritable),
    }
  );
}

async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const file = join(folder, name);
    const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (mtimeMs < Date.now() - UNFINISHED_MS) await rm(file, { force: true }).catch(() => undefined);
  }
}

async function* list(root: string, prefix: string, signal?: AbortSignal): AsyncGenerator<StoredFile> {
  const entries = await readdir(join(root, prefix), { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const version = await versionOf(file);
    // Whoever changes a file may set its time back.
    const hash = () => hashOf(file, signal);
    yield { path: relative(root, file).split(sep).join("/"), version, hash };
  }
}

async function hashOf(file: string, signal?: AbortSignal): Promise<string | undefined> {
  const body = createReadStream(file, signal === undefined ? {} : { signal });
  const read = await hashStream(body, { limit: Number.POSITIVE_INFINITY }).catch(() => undefined);
  signal?.throwIfAborted();
  return read?.sha256;
}

async function versionOf(file: string): Promise<string> {
  const stats = await stat(file);
  if (stats.isDirectory()) throw new Error("it is a folder");
  const { size, mtimeMs } = stats;
  return `${size}-${mtimeMs}`;
}

async function refusal(place: Place, error: unknown): Promise<SundownError> {
  const inTheWay = await findInTheWay(place);
  if (inTheWay === undefined) return unwritable(fileAt(place), error);
  return new SundownError("backup_target_conflict", {
    message:
      inTheWay === fileAt(place)
        ? `${inTheWay} is a folder already, so it cannot be a file`
        : `${inTheWay} is a file already, so ${fileAt(place)} cannot lie in it`,
    place: inTheWay,
    remedy: "Copy into a container, which can have both, or rename the blob, or what lies below its name.",
    cause: error,
  });
}

/** The file where a folder would have to be, or the folder where the file would. */
async function findInTheWay({ root, path }: Place): Promise<string | undefined> {
  const segments = path.split("/");
  for (let length = 1; length <= segments.length; length++) {
    const part = join(root, ...segments.slice(0, length));
    const stats = await stat(part).catch(() => undefined);
    if (stats === undefined) return undefined;
    if (stats.isDirectory() === (length === segments.length)) return part;
  }
  return undefined;
}

function unwritable(place: string, error: unknown): SundownError {
  return new SundownError("backup_target_unwritable", {
    message: `${place} cannot be written: ${reasonOf(error)}`,
    place,
    cause: error,
  });
}
