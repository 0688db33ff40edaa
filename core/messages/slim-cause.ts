/** How deep chains of causes go that anybody has a use for. */
const MAXIMUM_DEPTH = 8;

/**
 * What is kept of the error behind a coded one: name, message, stack, code and status. Errors of HTTP libraries carry
 * their whole request, bearer token included, and whoever prints, inspects or serialises a cause must not print that.
 */
export function slimCause(cause: unknown, depth = 0): unknown {
  if (!(cause instanceof Error)) return typeof cause === "object" ? undefined : cause;
  if (depth >= MAXIMUM_DEPTH) return undefined;
  const inner = cause.cause === undefined ? undefined : slimCause(cause.cause, depth + 1);
  const slim = new Error(masked(cause.message), inner === undefined ? undefined : { cause: inner });
  slim.name = cause.name;
  if (cause.stack === undefined) delete slim.stack;
  else slim.stack = masked(cause.stack);
  const kept = ["code", "status", "statusCode"].flatMap((name) => {
    const value: unknown = Reflect.get(cause, name);
    return typeof value === "string" || typeof value === "number" ? [[name, value] as const] : [];
  });
  return Object.assign(slim, Object.fromEntries(kept));
}

/** Tokens of headers and signatures of addresses, wherever a message quotes one. */
function masked(text: string): string {
  return text
    .replaceAll(/\b(Bearer|Basic|SharedKey)\s+[\w.~+/:=-]{8,}/gi, "$1 …")
    .replaceAll(/\beyJ[\w-]{8,}(?:\.[\w-]*)+/g, "…")
    .replaceAll(/([?&](?:sig|access_token|client_secret)=)[^\s&"']+/gi, "$1…");
}
