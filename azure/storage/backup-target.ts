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

export interface PiecesOptions extends Omit<WriteOptions, "replaces"> {
  /** Of every piece but the last. */
  readonly pieceBytes: number;
  /** Pieces of another version of the source are not taken for pieces of this one. */
  readonly sourceVersion: string;
}

/** A large file on its way to a target, in pieces that outlive a kill. */
export interface PieceWriter {
  /** How many bytes each piece has that lies there from an earlier run, by its place. */
  readonly present: ReadonlyMap<number, number>;
  /** @throws SundownError backup_target_unwritable */
  put(index: number, content: Buffer): Promise<void>;
  /**
   * Makes a file of all pieces.
   * @returns the version that was written, or `undefined` when something is there by now
   * @throws SundownError backup_target_unwritable
   */
  finish(): Promise<string | undefined>;
}

/** What is there, with a version that changes whenever it is written, or where that is not sure, its hash, too. */
export interface StoredFile {
  readonly path: string;
  readonly version: string;
  /** Reads all of it. @returns its sha256, or `undefined` when it cannot be read to its end */
  readonly hash?: () => Promise<string | undefined>;
}

/** A place that takes copies. Paths are relative, with slashes, and mean the same blob or file every time. */
export interface BackupTarget {
  /** Told apart from other places by this; without secrets. */
  readonly id: string;
  /** Whether the gate can read it: a folder has no URL that a manifest may name. */
  readonly remote: boolean;
  /**
   * The path that stands for this one here: another where the place cannot have such a name.
   * @param isFolderMark a blob that only says that a folder is there: others lie below its name
   */
  pathFor(path: string, isFolderMark?: boolean): string;
  urlOf(path: string): string;
  /**
   * @returns the version that was written, or `undefined` when something is there already
   * @throws SundownError backup_target_unwritable, backup_target_conflict; errors of `body` pass through
   */
  write(path: string, body: Readable, options: WriteOptions): Promise<string | undefined>;
  /**
   * Begins to write a file in pieces, or goes on; never over something that is there.
   * @returns `undefined` when something is there already
   * @throws SundownError backup_target_unwritable
   */
  writePieces(path: string, options: PiecesOptions): Promise<PieceWriter | undefined>;
  /** @throws SundownError copy_not_equal when it is not there */
  read(path: string, signal?: AbortSignal): Promise<{ readonly body: Readable; readonly version: string }>;
  list(prefix: string, signal?: AbortSignal): AsyncIterable<StoredFile>;
}
