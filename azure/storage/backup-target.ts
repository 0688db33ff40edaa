import type { Readable } from "node:stream";

/** What of a blob is kept besides its bytes. */
export interface ContentProperties {
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly contentLanguage?: string;
  readonly contentDisposition?: string;
  readonly cacheControl?: string;
  readonly metadata?: Record<string, string>;
}

export interface WriteOptions {
  /** How many bytes will come. */
  readonly bytes: number;
  readonly properties?: ContentProperties;
  /** Replace exactly this earlier version; without it nothing that is there is ever replaced. */
  readonly replaces?: string;
  readonly signal?: AbortSignal;
}

/** What is there, with a version that changes whenever it is written. */
export interface StoredFile {
  readonly path: string;
  readonly version: string;
}

/** A place that takes copies. Paths are relative, with slashes, and mean the same blob or file every time. */
export interface BackupTarget {
  /** Told apart from other places by this; without secrets. */
  readonly id: string;
  /** Whether the gate can read it: a folder has no URL that a manifest may name. */
  readonly remote: boolean;
  /** The path that stands for this one here: another where the place cannot have such a name. */
  pathFor(path: string): string;
  urlOf(path: string): string;
  /**
   * @returns the version that was written, or `undefined` when something is there already
   * @throws SundownError backup_target_unwritable, backup_target_conflict; errors of `body` pass through
   */
  write(path: string, body: Readable, options: WriteOptions): Promise<string | undefined>;
  /** @throws SundownError copy_not_equal when it is not there */
  read(path: string, signal?: AbortSignal): Promise<{ readonly body: Readable; readonly version: string }>;
  list(prefix: string, signal?: AbortSignal): AsyncIterable<StoredFile>;
}
