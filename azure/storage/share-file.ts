import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { FileDownloadResponseModel, ShareClient } from "@azure/storage-file-share";
import type { ContentProperties } from "./backup-target.ts";
import { contentPropertiesOf } from "./content-properties.ts";
import type { StreamSource } from "./copy-stream.ts";
import { fileChanged, fileError } from "./file-failure.ts";
import { type ListedFile, versionOf } from "./list-files.ts";

const MAX_RECONNECTS = 5;

/** One file of a share, as it was listed; every member fails with source_blob_changed once it is another. */
export interface ShareFile extends StreamSource {
  /** A part of it. */
  readonly read: (from: number, length: number) => Promise<Buffer>;
  readonly describe: () => Promise<ContentProperties>;
}

/**
 * The service knows no conditions for files: each answer's ETag is compared instead.
 * @see https://learn.microsoft.com/rest/api/storageservices/get-file
 * @throws in its members: SundownError source_blob_changed, source_file_in_use, source_access_denied, source_unreadable
 */
export function shareFile(share: ShareClient, listed: ListedFile, signal: AbortSignal): ShareFile {
  const at = listed.name.lastIndexOf("/");
  const directory = share.getDirectoryClient(listed.name.slice(0, Math.max(0, at)));
  const file = directory.getFileClient(listed.name.slice(at + 1));
  const place = file.url;
  const refuseChanged = (answer: Pick<FileDownloadResponseModel, "etag" | "fileLastWriteOn">): void => {
    if (versionOf(answer.etag, answer.fileLastWriteOn) !== listed.etag) throw fileChanged(place);
  };
  const orFileError = (error: unknown): never => {
    throw fileError(place, error);
  };
  const download = async (from: number, length: number | undefined) => {
    const options = { maxRetryRequests: MAX_RECONNECTS, abortSignal: signal };
    const answer = await file.download(from, length, options).catch(orFileError);
    const { readableStreamBody: body, contentLength } = answer;
    if (!(body instanceof Readable)) throw fileError(place, new TypeError("the answer has no body"));
    try {
      refuseChanged(answer);
      if (contentLength !== (length ?? listed.bytes)) throw fileChanged(place);
    } catch (error) {
      body.destroy();
      throw error;
    }
    return { body, answer };
  };
  return {
    place,
    async open() {
      const { body, answer } = await download(0, undefined);
      return {
        body: withFileErrors(body, place),
        bytes: listed.bytes,
        properties: contentPropertiesOf(answer),
      };
    },
    read: async (from, length) => buffer((await download(from, length)).body).catch(orFileError),
    async describe() {
      const answer = await file.getProperties({ abortSignal: signal }).catch(orFileError);
      refuseChanged(answer);
      return contentPropertiesOf(answer);
    },
  };
}

/** What goes wrong midway has its own code, too. */
function withFileErrors(body: Readable, place: string): Readable {
  const passed = Readable.from(
    (async function* () {
      try {
        yield* body;
      } catch (error) {
        throw fileError(place, error);
      }
    })(),
    { objectMode: false },
  );
  return passed.once("close", () => body.destroy());
}
