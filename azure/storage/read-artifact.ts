import { SundownError } from "../../core/messages/sundown-error.ts";
import type { StorageConnection } from "./blob-service.ts";
import { hashStream } from "./hash-stream.ts";
import { artifactError, type OpenedArtifact, type OpenOptions, openArtifact } from "./open-artifact.ts";

export interface ExpectedArtifact {
  readonly url: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface ReadArtifactOptions extends OpenOptions {
  readonly onChunk?: (chunk: Buffer) => void;
}

/** Who an artifact is, as it was found while its bytes were read. */
export type ArtifactIdentity = Omit<OpenedArtifact, "body" | "bytes">;

/**
 * Reads an artifact and proves that it is, byte for byte, the expected one. At most `bytes` are read.
 * @throws SundownError artifact_truncated, artifact_too_long, artifact_hash_mismatch, and those of `openArtifact`
 */
export async function readArtifact(
  connection: StorageConnection,
  expected: ExpectedArtifact,
  options: ReadArtifactOptions = {},
): Promise<ArtifactIdentity> {
  const { url } = expected;
  const { body, bytes: announced, ...identity } = await openArtifact(connection, url, options);
  if (announced !== undefined && announced !== expected.bytes) {
    body.destroy();
    throw sizeError(expected, announced);
  }
  const { onChunk } = options;
  const read = await hashStream(body, {
    limit: expected.bytes,
    ...(onChunk === undefined ? {} : { onChunk }),
  }).catch((error: unknown) => {
    throw artifactError(url, error);
  });
  if (read === undefined) throw sizeError(expected, undefined);
  if (read.bytes !== expected.bytes) throw sizeError(expected, read.bytes);
  if (read.sha256 !== expected.sha256)
    throw new SundownError("artifact_hash_mismatch", {
      message: `${url} has ${read.bytes} bytes with sha256 ${read.sha256}, but ${expected.sha256} was expected`,
      place: url,
      data: { expected: expected.sha256, found: read.sha256 },
    });
  return identity;
}

function sizeError(expected: ExpectedArtifact, found: number | undefined): SundownError {
  const code = found !== undefined && found < expected.bytes ? "artifact_truncated" : "artifact_too_long";
  return new SundownError(code, {
    message: `${expected.url} has ${found ?? `more than ${expected.bytes}`} bytes, but ${expected.bytes} were expected`,
    place: expected.url,
    data: { expected: expected.bytes, ...(found === undefined ? {} : { found }) },
  });
}
