import { RestError } from "@azure/core-rest-pipeline";
import { isSundownError, SundownError } from "../../core/messages/sundown-error.ts";
import { sourceError } from "./source-failure.ts";
import { causeOf, storageFailure } from "./storage-failure.ts";

/** An SMB client keeps it to itself, or has not sent everything yet. */
const IN_USE = /^(?:SharingViolation|FileLockConflict|FileOpenBySmbClient|ClientCacheFlushDelay)/;
/** It went, or became shorter, since it was listed. */
const CHANGED = /^(?:ResourceNotFound|ParentNotFound|DeletePending|InvalidRange)/;

/**
 * A failed read of a file, with its own code. Aborts pass through unchanged.
 * @see https://learn.microsoft.com/rest/api/storageservices/file-service-error-codes
 */
export function fileError(place: string, error: unknown): SundownError {
  if (isSundownError(error)) return error;
  const { kind, reason } = storageFailure(error);
  if (kind === "denied")
    return new SundownError("source_access_denied", {
      message: `${place} cannot be read: ${reason}`,
      place,
      remedy: "Give the identity the role Storage File Data Privileged Reader there, and let its network in.",
      cause: causeOf(error),
    });
  if (IN_USE.test(reason))
    return new SundownError("source_file_in_use", {
      message: `${place} cannot be read: ${reason}`,
      place,
      cause: causeOf(error),
    });
  // The client's own words, when it had to connect anew and found another ETag.
  if (CHANGED.test(reason) || reason === "File has been modified concurrently") return fileChanged(place);
  return sourceError(place, error);
}

export function fileChanged(place: string): SundownError {
  return new SundownError("source_blob_changed", {
    message: `${place} is not any more what it was when it was listed`,
    place,
  });
}

/** Whether what was listed is not there any more. */
export const isGone = (error: unknown): boolean =>
  error instanceof RestError &&
  /^(?:ResourceNotFound|ParentNotFound|DeletePending)/.test(storageFailure(error).reason);
