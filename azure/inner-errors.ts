import { armError } from "./explain-failure.ts";
import { isRecord } from "./is-record.ts";

export interface InnerError {
  readonly code: string;
  readonly message: string;
  /** The id of what it is about, where Azure names it. */
  readonly target?: string;
}

/**
 * The reasons within an error of ARM, part by part. Those of a failed group delete stand as JSON in the message of a
 * detail without a code (recordings: rg-delete-blocked).
 */
export function innerErrors(body: unknown): InnerError[] {
  if (!isRecord(body)) return [];
  const error = body.error ?? body.Error;
  const details = isRecord(error) ? (error.details ?? error.Details) : undefined;
  if (!Array.isArray(details)) return [];
  return details.flatMap((detail: unknown) => {
    if (!isRecord(detail)) return [];
    const said = armError(detail) ?? armError(parsed(detail.message ?? detail.Message));
    const target = detail.target ?? detail.Target;
    return said === undefined ? [] : [{ ...said, ...(typeof target === "string" ? { target } : {}) }];
  });
}

function parsed(text: unknown): unknown {
  try {
    return typeof text === "string" ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
