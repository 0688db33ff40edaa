import { z } from "zod";
import type { StoredFile } from "../../azure/storage/backup-target.ts";
import { lineIndex } from "./line-index.ts";
import { openLineRecord } from "./line-record.ts";

const copiedSchema = z.strictObject({
  name: z.string(),
  /** Below the place of the copies, where it is not the name itself. */
  path: z.string().optional(),
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
  /** Whether nothing is recorded. */
  readonly isEmpty: boolean;
  /** The copy at this path, and where its line is. */
  get(path: string): Promise<{ readonly copied: CopiedBlob; readonly at: number } | undefined>;
  /** What `get` has found there. */
  read(at: number): Promise<CopiedBlob>;
  /** Whether an earlier run has written that line. */
  isEarlier(at: number): boolean;
  add(blob: CopiedBlob): Promise<void>;
  /** Forgets what is not among these, without a trace in the file: it is then copied again. */
  keepOnly(present: AsyncIterable<StoredFile>): Promise<void>;
  close(): Promise<void>;
}

/** Whether what lies there is still this copy. */
export async function isStill(copied: CopiedBlob, stored: StoredFile): Promise<boolean> {
  if (stored.version !== copied.version) return false;
  return stored.hash === undefined || (await stored.hash()) === copied.sha256;
}

const pathOf = ({ name, path = name }: CopiedBlob): string => path;

/**
 * Opens or begins a record. A blob whose line a kill has torn is looked at again. Only where the lines are is held in
 * memory.
 * @throws SundownError file_unwritable
 */
export async function openCopyRecord(file: string): Promise<CopyRecord> {
  let index = lineIndex();
  const record = await openLineRecord(file, copiedSchema, (blob, at) => index.set(pathOf(blob), at));
  const get: CopyRecord["get"] = async (path) => {
    const at = index.get(path);
    const copied = at === undefined ? undefined : await record.read(at);
    return at === undefined || copied === undefined || pathOf(copied) !== path ? undefined : { copied, at };
  };
  return {
    get isEmpty() {
      return index.size === 0;
    },
    get,
    async read(at) {
      const copied = await record.read(at);
      if (copied === undefined) throw new TypeError(`${file} has no line at ${at} any more`);
      return copied;
    },
    isEarlier: (at) => at < record.began,
    async add(blob) {
      index.set(pathOf(blob), await record.add(blob));
    },
    async keepOnly(present) {
      const kept = lineIndex();
      for await (const stored of present) {
        const found = await get(stored.path);
        if (found !== undefined && (await isStill(found.copied, stored))) kept.set(stored.path, found.at);
      }
      index = kept;
    },
    close: () => record.close(),
  };
}
