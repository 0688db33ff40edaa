import { parseArmId } from "../arm-id.ts";

/** Characters and segments that would make a URL path mean something else than the id says. */
const unsafe = /[?\\]/u;
/** What nobody sees or what turns a text around: no Azure name has it, and no reviewer could type it. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/**
 * The id as Sundown keeps it: trimmed, percent-encoding undone (ARM compares decoded ids), no trailing slash.
 * `undefined` when it is not an ARM id, or one that could not be put into a URL safely.
 */
export function cleanId(raw: string): string | undefined {
  const decoded = decode(raw);
  const id = decoded.endsWith("/") ? decoded.slice(0, -1) : decoded;
  if (unsafe.test(id) || unseen.test(id) || /\/\.{1,2}(?:\/|$)/.test(id)) return undefined;
  // Encoded twice: what it says now, a URL would say once more.
  if (decode(id) !== id) return undefined;
  return parseArmId(id) === undefined ? undefined : id;
}

/** The first character of an id, encoded or not, that cannot be seen, by its name: `U+202E`. */
export function unseenCharacterIn(raw: string): string | undefined {
  const point = unseen.exec(decode(raw))?.[0].codePointAt(0);
  return point === undefined ? undefined : `U+${point.toString(16).toUpperCase().padStart(4, "0")}`;
}

function decode(raw: string): string {
  const trimmed = raw.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
  return trimmed.includes("%") ? trimmed.split("/").map(decodeSegment).join("/") : trimmed;
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
