import { RestError } from "@azure/core-rest-pipeline";
import { reasonOf } from "../../core/messages/reason-of.ts";

export type StorageFailureKind =
  | "missing"
  | "denied"
  | "changed"
  | "conflict"
  | "archived"
  | "redirected"
  | "other";

export interface StorageFailure {
  readonly kind: StorageFailureKind;
  readonly status: number | undefined;
  /** One clause with the service's own code; never a URL with its query, a header or a token. */
  readonly reason: string;
}

/**
 * What a failed storage call means. Codes as documented under "Blob service error codes".
 * An aborted call is no failure: it is thrown on.
 */
export function storageFailure(error: unknown): StorageFailure {
  if (error instanceof Error && error.name === "AbortError") throw error;
  if (!(error instanceof RestError))
    return {
      kind: "other",
      status: undefined,
      reason: reasonOf(error),
    };
  const status = error.statusCode;
  // An answer to HEAD has its code in the header only.
  const code = error.response?.headers.get("x-ms-error-code") ?? error.code ?? "";
  const reason = firstLine(
    code === "" ? error.message : `${code}${status === undefined ? "" : ` (${status})`}`,
  );
  return { kind: kindOf(status, code), status, reason };
}

/**
 * What may be kept as the cause of a coded error: an error of the SDK holds its whole request, token included, and
 * whoever prints causes must not print that.
 */
export function causeOf(error: unknown): unknown {
  if (!(error instanceof RestError)) return error;
  const { status, reason } = storageFailure(error);
  return new Error(`${status ?? "no answer"}: ${reason}`);
}

function kindOf(status: number | undefined, code: string): StorageFailureKind {
  if (status !== undefined && status >= 300 && status < 400 && status !== 304) return "redirected";
  if (status === 404) return "missing";
  if (status === 401 || (status === 403 && !code.startsWith("BlobImmutable"))) return "denied";
  if (code === "BlobArchived" || code === "BlobBeingRehydrated") return "archived";
  if (code === "BlobAlreadyExists") return "conflict";
  if (status === 412 || status === 304) return "changed";
  if (code.startsWith("BlobImmutable")) return "conflict";
  return "other";
}

const firstLine = (text: string): string => (text.split("\n", 1)[0] ?? text).slice(0, 300);
