import type { Estate } from "./estate.ts";
import { objectOf, textOf } from "./json.ts";
import { keyOf } from "./resource-path.ts";
import type { VirtualClock } from "./virtual-clock.ts";

export interface StoredFile {
  readonly path: string;
  readonly content: Uint8Array;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly etag: string;
  /** ISO 8601 with seven decimals, as the service writes it. */
  readonly lastWriteTime: string;
  /** Held open by an SMB client that lets nobody else read it. */
  readonly inUse: boolean;
}

interface FileToStore {
  readonly content: Uint8Array;
  readonly contentType?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly inUse?: boolean;
}

export type DirectoryEntry =
  | { readonly kind: "file"; readonly name: string; readonly file: StoredFile }
  | { readonly kind: "directory"; readonly name: string };

/** What one share holds. Names keep their case and are found without regard to it. */
export class FileShare {
  readonly #clock: VirtualClock;
  readonly #files = new Map<string, StoredFile>();
  /** Also those that hold nothing. */
  readonly #directories = new Map<string, string>([["", ""]]);
  #writes = 0;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** A path that ends in a slash is a directory. */
  put(path: string, { content, contentType, metadata, inUse = false }: FileToStore): void {
    const segments = path.split("/");
    for (let depth = 1; depth < segments.length; depth++) {
      const directory = segments.slice(0, depth).join("/");
      this.#directories.set(directory.toLowerCase(), directory);
    }
    if (path.endsWith("/")) return;
    this.#writes += 1;
    this.#files.set(path.toLowerCase(), {
      path,
      content,
      contentType: contentType ?? "application/octet-stream",
      metadata: metadata ?? {},
      etag: `"0x8DF${this.#writes.toString(16).toUpperCase().padStart(12, "0")}"`,
      lastWriteTime: this.#clock.iso().replace("Z", "0000Z"),
      inUse,
    });
  }

  remove(path: string): void {
    const key = path.replace(/\/$/, "").toLowerCase();
    for (const known of [this.#files, this.#directories])
      for (const one of [...known.keys()]) if (one === key || one.startsWith(`${key}/`)) known.delete(one);
  }

  file(path: string): StoredFile | undefined {
    return this.#files.get(path.toLowerCase());
  }

  hasDirectory(path: string): boolean {
    return this.#directories.has(path.toLowerCase());
  }

  /** What lies directly in a directory, by name. */
  entries(path: string): DirectoryEntry[] {
    const parent = path.toLowerCase();
    const isIn = (key: string): boolean =>
      key !== "" && key.slice(0, Math.max(0, key.lastIndexOf("/"))) === parent;
    const nameOf = (whole: string): string => whole.slice(whole.lastIndexOf("/") + 1);
    return [
      ...[...this.#files].flatMap(([key, file]) =>
        isIn(key) ? [{ kind: "file" as const, name: nameOf(file.path), file }] : [],
      ),
      ...[...this.#directories].flatMap(([key, directory]) =>
        isIn(key) ? [{ kind: "directory" as const, name: nameOf(directory) }] : [],
      ),
    ].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Bytes of all files. */
  get bytes(): number {
    return [...this.#files.values()].reduce((sum, { content }) => sum + content.length, 0);
  }
}

/**
 * Fills the shares of an estate, by the key of their id. Of a share's contents `files` says what it holds, by path:
 * a text, or `{ text | base64, contentType, metadata, inUse }`.
 */
export function loadFileShares(estate: Estate, clock: VirtualClock): Map<string, FileShare> {
  const shares = new Map<string, FileShare>();
  for (const { id } of estate.resources)
    if (/\/fileServices\/[^/]+\/shares\/[^/]+$/i.test(id)) shares.set(keyOf(id), new FileShare(clock));
  for (const [id, contents] of Object.entries(estate.contents ?? {}))
    for (const [path, given] of Object.entries(objectOf(contents.files)))
      shares.get(keyOf(id))?.put(path, fileOf(given));
  return shares;
}

function fileOf(given: unknown): FileToStore {
  const { text, base64, contentType, metadata, inUse } =
    typeof given === "string" ? { text: given } : objectOf(given);
  return {
    content: Buffer.from(
      textOf(text) ?? textOf(base64) ?? "",
      textOf(base64) === undefined ? "utf8" : "base64",
    ),
    contentType: textOf(contentType),
    metadata: Object.fromEntries(
      Object.entries(objectOf(metadata)).map(([name, value]) => [name, String(value)]),
    ),
    inUse: inUse === true,
  };
}
