import type { MessageCode } from "./messages/registry.ts";
import { SundownError } from "./messages/sundown-error.ts";
import { parseJson } from "./parse-json.ts";

/**
 * The JSON in a text, or an error that says at which line and column it is none.
 * @param source what the text was read from
 * @throws SundownError `code`
 */
export function requireJson(text: string, code: MessageCode, source: string): unknown {
  const parsed = parseJson(text);
  if ("value" in parsed) return parsed.value;
  const { message, at } = parsed.error;
  throw new SundownError(code, {
    message: `${source} is not JSON: ${message}.`,
    place: `${source}:${at.line}:${at.column}`,
  });
}
