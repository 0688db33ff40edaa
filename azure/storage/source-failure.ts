import type { MessageCode } from "../../core/messages/registry.ts";
import { isSundownError, SundownError } from "../../core/messages/sundown-error.ts";
import { causeOf, type StorageFailureKind, storageFailure } from "./storage-failure.ts";

const codes: Readonly<Record<StorageFailureKind, MessageCode>> = {
  missing: "source_unreadable",
  denied: "source_access_denied",
  changed: "source_blob_changed",
  redirected: "source_unreadable",
  conflict: "source_unreadable",
  archived: "source_blob_archived",
  other: "source_unreadable",
};

/** A failed read of what is being backed up, with its own code. Aborts pass through unchanged. */
export function sourceError(place: string, error: unknown): SundownError {
  if (isSundownError(error)) return error;
  const { kind, reason } = storageFailure(error);
  return new SundownError(codes[kind], {
    message: `${place} cannot be read: ${reason}`,
    place,
    cause: causeOf(error),
  });
}
