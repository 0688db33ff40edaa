import { makeVisible } from "../../core/report/markdown.ts";
import { shortId } from "../../core/report/short-id.ts";

/** An id or name from outside as a person reads it in a terminal. */
export function short(id: string): string {
  return makeVisible(shortId(id));
}

/** What is held, each with its code and what to do. */
export function heldLines(
  held: readonly {
    readonly target: string;
    readonly code: string;
    readonly message?: string;
    readonly remedy: string;
  }[],
): string[] {
  if (held.length === 0) return [];
  return [
    `held: ${held.length}`,
    ...held.flatMap((entry) => [
      `  ${short(entry.target)}: ${entry.code}${entry.message === undefined ? "" : `: ${makeVisible(entry.message)}`}`,
      `    do: ${makeVisible(entry.remedy)}`,
    ]),
  ];
}

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

export function bytesText(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < UNITS.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? size : size.toFixed(1)} ${UNITS[unit]}`;
}
