import { type FileHandle, mkdir, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { SundownError } from "../../core/messages/sundown-error.ts";

const copiedSchema = z.strictObject({
  name: z.string(),
  /** Of the source when it was copied. */
  etag: z.string(),
  bytes: z.int().nonnegative(),
  sha256: z.string(),
  /** Of the copy, as the target names it. */
  version: z.string(),
  type: z.string().optional(),
});

/** One blob that was copied and read back. */
export type CopiedBlob = z.infer<typeof copiedSchema>;

/** What a container's copying has come to, kept in a file so that a killed run goes on where it was. */
export interface CopyRecord {
  get(name: string): CopiedBlob | undefined;
  names(): Iterable<string>;
  add(blob: CopiedBlob): Promise<void>;
  /** Without a trace in the file: the blob is then copied again. */
  drop(name: string): void;
  close(): Promise<void>;
}

/**
 * Opens or begins a record. A line that a kill has torn is passed over: its blob is looked at again.
 * @throws SundownError file_unwritable
 */
export async function openCopyRecord(path: string): Promise<CopyRecord> {
  const copied = new Map<string, CopiedBlob>();
  let file: FileHandle;
  try {
    await mkdir(dirname(path), { recursive: true });
    for (const line of await linesOf(path)) {
      const blob = parseLine(line);
      if (blob !== undefined) copied.set(blob.name, blob);
    }
    file = await open(path, "a", 0o600);
    // A torn last line must not swallow the next one.
    await file.write("\n");
  } catch (cause) {
    throw unwritable(path, cause);
  }
  // One line after the other, whole.
  let last: Promise<unknown> = Promise.resolve();
  return {
    get: (name) => copied.get(name),
    names: () => copied.keys(),
    async add(blob) {
      const written = last.then(() => file.appendFile(`${JSON.stringify(blob)}\n`));
      last = written.catch(() => {});
      await written.catch((cause: unknown) => {
        throw unwritable(path, cause);
      });
      copied.set(blob.name, blob);
    },
    drop: (name) => {
      copied.delete(name);
    },
    async close() {
      await last;
      await file.close();
    },
  };
}

async function linesOf(path: string): Promise<string[]> {
  try {
    return (await readFile(path, "utf8")).split("\n");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

function parseLine(line: string): CopiedBlob | undefined {
  if (line === "") return undefined;
  try {
    return copiedSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

function unwritable(path: string, cause: unknown): SundownError {
  return new SundownError("file_unwritable", {
    message: `${path} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
    place: path,
    cause,
  });
}
