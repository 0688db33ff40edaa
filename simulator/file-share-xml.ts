import { randomUUID } from "node:crypto";
import type { DirectoryEntry } from "./file-shares.ts";

export interface ListedPage {
  readonly endpoint: string;
  readonly share: string;
  readonly directory: string;
  readonly marker: string | undefined;
  readonly maxResults: string | undefined;
  readonly entries: readonly DirectoryEntry[];
  readonly nextMarker: string | undefined;
  /** What `include` asks for, in lower case. */
  readonly include: ReadonlySet<string>;
}

/** One page of a directory, member by member as recordings of the service show it. */
export function listXml(page: ListedPage): string {
  const { endpoint, share, directory, marker, maxResults, entries, nextMarker, include } = page;
  const attributes = `ServiceEndpoint="${escaped(endpoint)}" ShareName="${escaped(share)}"${encodedMark(directory)} DirectoryPath="${written(directory)}"`;
  return [
    `<?xml version="1.0" encoding="utf-8"?><EnumerationResults ${attributes}>`,
    marker === undefined ? "" : `<Marker>${escaped(marker)}</Marker>`,
    maxResults === undefined ? "" : `<MaxResults>${escaped(maxResults)}</MaxResults>`,
    "<DirectoryId>13835128424026341376</DirectoryId><Entries>",
    ...entries.map((entry) => entryXml(entry, include)),
    `</Entries><NextMarker>${escaped(nextMarker ?? "")}</NextMarker></EnumerationResults>`,
  ].join("");
}

function entryXml(entry: DirectoryEntry, include: ReadonlySet<string>): string {
  const tag = entry.kind === "file" ? "File" : "Directory";
  const file = entry.kind === "file" ? entry.file : undefined;
  const at = file?.lastWriteTime ?? "2026-01-01T00:00:00.0000000Z";
  const times = ["CreationTime", "LastAccessTime", "LastWriteTime", "ChangeTime"];
  const properties = [
    file === undefined ? "" : `<Content-Length>${file.content.length}</Content-Length>`,
    ...(include.has("timestamps")
      ? [
          ...times.map((name) => `<${name}>${at}</${name}>`),
          `<Last-Modified>${new Date(at).toUTCString()}</Last-Modified>`,
        ]
      : []),
    include.has("etag") ? `<Etag>${escaped(file?.etag ?? '"0x8DF0"')}</Etag>` : "",
  ];
  const name = `<Name${encodedMark(entry.name)}>${written(entry.name)}</Name>`;
  return `<${tag}>${name}<FileId>11529285414812647424</FileId><Properties>${properties.join("")}</Properties></${tag}>`;
}

export function errorXml(code: string, message: string, header?: string): string {
  const named = header === undefined ? "" : `<HeaderName>${escaped(header)}</HeaderName>`;
  const text = `${message}\nRequestId:${randomUUID()}\nTime:${new Date().toISOString()}`;
  return `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${escaped(text)}</Message>${named}</Error>`;
}

/** XML cannot hold these two characters: a name with one of them is written in percent-encoding. */
const needsEncoding = (name: string): boolean => /[\uFFFE\uFFFF]/.test(name);
const encodedMark = (name: string): string => (needsEncoding(name) ? ' Encoded="true"' : "");
const written = (name: string): string => (needsEncoding(name) ? encodeURIComponent(name) : escaped(name));

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
