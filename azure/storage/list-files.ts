import type { DirectoryItem, FileItem, ShareClient } from "@azure/storage-file-share";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { isAddressable } from "./blob-location.ts";
import { quoted } from "./container-target.ts";
import { fileError, isGone } from "./file-failure.ts";

export interface ListedFile {
  /** Its path in the share; of a directory with a slash at the end. */
  readonly name: string;
  /** ETag and time of the last write: another one is another content. */
  readonly etag: string;
  readonly bytes: number;
  readonly kind: "file" | "directory";
}

/**
 * Every file of a share, and every directory that holds nothing, directory by directory: a call for each, and for
 * each 5,000 entries.
 * @throws SundownError source_access_denied, source_unreadable
 */
export async function* listFiles(share: ShareClient, signal: AbortSignal): AsyncGenerator<ListedFile> {
  const waiting = [""];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const below: string[] = [];
    let isEmpty = true;
    try {
      for await (const entry of entriesOf(share, path, signal)) {
        const name = path === "" ? entry.name : `${path}/${entry.name}`;
        isEmpty = false;
        if (entry.kind === "directory") below.push(name);
        else yield { name, kind: "file", ...identityOf(entry) };
      }
    } catch (error) {
      // A directory that goes while its share is listed holds nothing any more.
      if (path !== "" && isGone(error)) continue;
      throw fileError(placeOf(share, path), error);
    }
    if (isEmpty && path !== "") yield { name: `${path}/`, kind: "directory", etag: "directory", bytes: 0 };
    for (const name of below.toReversed()) waiting.push(name);
  }
}

type Entry = ({ readonly kind: "file" } & FileItem) | ({ readonly kind: "directory" } & DirectoryItem);

async function* entriesOf(share: ShareClient, path: string, signal: AbortSignal): AsyncGenerator<Entry> {
  const entries = share.getDirectoryClient(path).listFilesAndDirectories({
    includeEtag: true,
    includeTimestamps: true,
    abortSignal: signal,
  });
  for await (const entry of entries) {
    if (!isAddressable(entry.name))
      throw new SundownError("source_unreadable", {
        message: `${placeOf(share, path)} holds ${entry.name}, which no URL can carry`,
        place: placeOf(share, path),
      });
    yield entry;
  }
}

function identityOf({ properties }: FileItem): Pick<ListedFile, "etag" | "bytes"> {
  const { etag, lastWriteTime, contentLength } = properties;
  return { etag: versionOf(etag, lastWriteTime), bytes: contentLength };
}

/** What tells an unchanged file; the same from a listing and from the answer to a read. */
export function versionOf(etag: string | undefined, lastWriteTime: Date | undefined): string {
  return `${quoted(etag ?? "")} ${lastWriteTime?.toISOString() ?? ""}`;
}

const placeOf = (share: ShareClient, path: string): string => share.getDirectoryClient(path).url;
