import { isRestError } from "@azure/core-rest-pipeline";
import { reasonOf } from "../core/messages/reason-of.ts";
import { isSundownError, SundownError } from "../core/messages/sundown-error.ts";
import { isRecord } from "./is-record.ts";

const CERTIFICATE_CODES = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_UNTRUSTED",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/** The chain of causes, so that a code three wrappers deep is still found. */
function* causes(error: unknown): Generator<Readonly<Record<string, unknown>>> {
  let current = error;
  for (let depth = 0; depth < 8 && isRecord(current); depth += 1) {
    yield current;
    current = current.cause;
  }
}

function codeAmong(error: unknown, codes: ReadonlySet<string>): string | undefined {
  for (const cause of causes(error)) {
    if (typeof cause.code === "string" && codes.has(cause.code)) return cause.code;
  }
  return undefined;
}

/** Keeps what Azure said to one line; request URLs and headers of the raw error never get through. */
function firstLine(message: string): string {
  return (message.split(/\r?\n/, 1)[0] ?? "").slice(0, 500);
}

/** Turns "no answer came" into a coded error. What is coded already passes through. */
export function explainTransport(error: unknown, place: string): SundownError {
  if (isSundownError(error)) return error;
  const certificate = codeAmong(error, CERTIFICATE_CODES);
  if (certificate !== undefined) {
    return new SundownError("certificate_untrusted", {
      message: `The certificate of ${place} is not trusted (${certificate}).`,
      place,
      cause: error,
    });
  }
  return new SundownError("cloud_unreachable", {
    message: `${place} gave no answer: ${firstLine(reasonOf(error))}`,
    place,
    cause: error,
  });
}

/**
 * Turns a failed token request into a coded error.
 * Names and shapes as `@azure/identity` throws them: AuthenticationError (statusCode, errorResponse),
 * CredentialUnavailableError, AggregateAuthenticationError (errors).
 */
export function explainSignIn(error: unknown, loginEndpoint: string): SundownError {
  if (isSundownError(error)) return error;
  const name = error instanceof Error ? error.name : "";
  if (name === "CredentialUnavailableError" || name === "AggregateAuthenticationError") {
    return new SundownError("not_signed_in", {
      message: `None of the ways to sign in to ${loginEndpoint} is set up here.`,
      place: loginEndpoint,
      cause: error,
    });
  }
  if (codeAmong(error, CERTIFICATE_CODES) !== undefined) return explainTransport(error, loginEndpoint);
  const message = reasonOf(error);
  const described = /AADSTS\d+[^\r\n]*/.exec(message)?.[0];
  if (described === undefined && /network_error|endpoints_resolution|ECONN|ENOTFOUND|abort/i.test(message)) {
    return explainTransport(error, loginEndpoint);
  }
  return new SundownError("sign_in_refused", {
    message: `${loginEndpoint} refused the sign-in: ${firstLine(described ?? message)}`,
    place: loginEndpoint,
    cause: error,
  });
}

/** What an HTTP error answer of ARM says, whichever case its keys have (the gateway and pollers differ). */
export function armError(body: unknown): { code: string; message: string } | undefined {
  if (!isRecord(body)) return undefined;
  const inner = body.error ?? body.Error;
  const holder = isRecord(inner) ? inner : body;
  const code = holder.code ?? holder.Code;
  const message = holder.message ?? holder.Message;
  if (typeof code !== "string") return undefined;
  return { code, message: typeof message === "string" ? message : "" };
}

/** Turns what an `@azure/arm-*` call threw into a coded error about `what`. */
export function explainSdkFailure(error: unknown, what: string): SundownError {
  if (isSundownError(error)) return error;
  for (const cause of causes(error)) if (isSundownError(cause)) return cause;
  const status = isRestError(error) ? error.statusCode : undefined;
  if (status === undefined) return explainTransport(error, what);
  const said = isRestError(error) ? `${error.code ?? status}: ${firstLine(error.message)}` : String(status);
  const code =
    status === 401 || status === 403 ? "not_permitted" : status === 429 ? "azure_throttled" : "azure_refused";
  return new SundownError(code, {
    message: `${what}: Azure answered ${status} ${said}`,
    place: what,
    data: { status, ...(isRestError(error) && error.code !== undefined ? { azureCode: error.code } : {}) },
    cause: error,
  });
}
