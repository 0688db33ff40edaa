import type { ContentProperties } from "./backup-target.ts";
import type { StreamSource } from "./copy-stream.ts";

/** One blob or file as it was listed; every member fails with source_blob_changed once it is another. */
export interface RangedSource extends StreamSource {
  /** A part of it. */
  readonly read: (from: number, length: number) => Promise<Buffer>;
  readonly describe: () => Promise<ContentProperties>;
}
