import { z } from "zod";

/**
 * The artifact of a copied container: JSON lines, first a header, then one line for each blob, in the order
 * of its listing. So are the artifacts of file shares and tables, whose lines are files and pieces.
 * Its own sha256 stands in decommission.yaml, and so fixes every blob's.
 */

const MARK = '{"sundown":"blob-list"';

export const blobListHeaderSchema = z.strictObject({
  sundown: z.literal("blob-list"),
  version: z.literal(1),
  /** ARM id of the storage account or file share. */
  of: z.string(),
  /** `null` for what is no container: a file share, a table, an account that holds nothing. */
  container: z.string().nullable(),
  /** Where the copies lie, relative to the list itself; ends in a slash. */
  blobs: z.string().regex(/^[a-z0-9-]+\/$/),
});

export const blobListLineSchema = z.strictObject({
  name: z.string().min(1),
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Of the source, when it was copied; of a file with the time of its last write. */
  etag: z.string(),
  /** Where the type is not BlockBlob: copies are always block blobs. */
  type: z.string().optional(),
  /** Below the header's `blobs`, where it is not the name itself. */
  path: z.string().optional(),
});

export type BlobListHeader = z.infer<typeof blobListHeaderSchema>;
export type BlobListLine = z.infer<typeof blobListLineSchema>;

/** How many of an artifact's first bytes `isBlobList` looks at. */
export const BLOB_LIST_MARK_BYTES = MARK.length;

/** Whether an artifact that begins with these bytes is such a list. */
export function isBlobList(beginning: Uint8Array): boolean {
  return new TextDecoder().decode(beginning.subarray(0, BLOB_LIST_MARK_BYTES)) === MARK;
}

/** The list's bytes, line by line: the same for the same header and lines. */
export function* writeBlobList(header: BlobListHeader, lines: Iterable<BlobListLine>): Generator<string> {
  yield writeBlobListHeader(header);
  for (const line of lines) yield writeBlobListLine(line);
}

export const writeBlobListHeader = ({ sundown, version, of, container, blobs }: BlobListHeader): string =>
  `${JSON.stringify({ sundown, version, of, container, blobs })}\n`;

export const writeBlobListLine = ({ name, bytes, sha256, etag, type, path }: BlobListLine): string =>
  `${JSON.stringify({ name, bytes, sha256, etag, type, path })}\n`;

/** A header or line, or why it is none. */
export function parseBlobListLine<Shape extends z.ZodType>(
  schema: Shape,
  text: string,
): { readonly value: z.infer<Shape> } | { readonly problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { problem: "it is not JSON" };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { value: parsed.data };
  const issue = parsed.error.issues[0];
  return {
    problem: issue === undefined ? "it has another form" : `${issue.path.join(".")}: ${issue.message}`,
  };
}
