import { z } from "zod";
import { openLineRecord } from "./line-record.ts";

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
 * Opens or begins a record. A blob whose line a kill has torn is looked at again.
 * @throws SundownError file_unwritable
 */
export async function openCopyRecord(path: string): Promise<CopyRecord> {
  const copied = new Map<string, CopiedBlob>();
  const record = await openLineRecord(path, copiedSchema, (blob) => copied.set(blob.name, blob));
  return {
    get: (name) => copied.get(name),
    names: () => copied.keys(),
    async add(blob) {
      await record.add(blob);
      copied.set(blob.name, blob);
    },
    drop: (name) => {
      copied.delete(name);
    },
    close: () => record.close(),
  };
}
