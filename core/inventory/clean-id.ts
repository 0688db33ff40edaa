import { parseArmId } from "../arm-id.ts";

/** Characters and segments that would make a URL path mean something else than the id says. */
const unsafe = /[\p{Cc}?#\\]/u;

/**
 * The id as Sundown keeps it: trimmed, percent-encoding undone (ARM compares decoded ids), no trailing slash.
 * `undefined` when it is not an ARM id, or one that could not be put into a URL safely.
 */
export function cleanId(raw: string): string | undefined {
  const trimmed = raw.trim();
  const decoded = trimmed.includes("%") ? trimmed.split("/").map(decodeSegment).join("/") : trimmed;
  const id = decoded.endsWith("/") ? decoded.slice(0, -1) : decoded;
  if (unsafe.test(id) || /\/\.{1,2}(?:\/|$)/.test(id)) return undefined;
  return parseArmId(id) === undefined ? undefined : id;
}

/** A segment that would not decode, or would become two, stays as it is. */
function decodeSegment(segment: string): string {
  if (!/%[0-9a-f]{2}/i.test(segment)) return segment;
  try {
    const decoded = decodeURIComponent(segment);
    return decoded.includes("/") ? segment : decoded;
  } catch {
    return segment;
  }
}
