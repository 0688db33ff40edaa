import width from "fast-string-width";
import { shortenIds } from "../../core/report/short-id.ts";

/** Nobody reads less; a terminal that says so is drawn over its edge. */
const NARROWEST = 20;

/**
 * Folds a text at a width. Words are never cut: what is copied must stay whole. Colours take no room.
 *
 * @param columns `undefined` folds nothing
 * @param first what the first line begins with
 * @param next what the others begin with
 */
export function fold(text: string, columns: number | undefined, first: string, next: string): string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(" ")) {
    // A label may stand alone above a word that has no room beside it.
    const mayEnd = !isEmpty || line.trim() !== "";
    if (columns !== undefined && mayEnd && width(line) + (isEmpty ? 0 : 1) + width(word) > columns) {
      lines.push(line.trimEnd());
      line = next;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}

/** A text as a terminal shows it: with short ids and paths, and every line folded below its own indent. */
export function layOut(text: string, columns: number): string {
  return text
    .split("\n")
    .flatMap((line) => {
      const [indent] = /^ */.exec(line) ?? [""];
      const shown = fitIds(line.slice(indent.length), columns - indent.length);
      return width(shown) <= columns - indent.length
        ? [indent + shown]
        : fold(shown, columns, indent, `${indent}  `);
    })
    .join("\n");
}

/**
 * Shortens the ids of a sentence, and paths from where the person stands. One that stands alone stays whole where it fits, and so do those in commands, which
 * stand in backticks.
 *
 * @param room `undefined` where there is no terminal: a log keeps what it is told
 */
export function fitIds(line: string, room: number | undefined): string {
  if (room === undefined) return line;
  const near = line.replaceAll(`${process.cwd()}/`, "");
  if (!near.includes(" ") && width(near) <= room) return near;
  return near
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : shortenIds(part)))
    .join("");
}

/** The beginning of a line that is too wide, and an ellipsis. */
export function cut(text: string, room: number): string {
  if (width(text) <= room) return text;
  let kept = "";
  for (const character of text) {
    if (width(kept + character) > room - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** The terminal's width, or what fits everywhere; some report none at all. */
export function columnsOf(stream: NodeJS.WriteStream): number {
  return Math.max(NARROWEST, (stream.isTTY ? stream.columns : 0) || 80);
}
