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
    /** Why, where there is no message of its own. */
    readonly because?: string;
    readonly remedy: string;
  }[],
): string[] {
  if (held.length === 0) return [];
  return [
    `held: ${held.length}`,
    ...held.flatMap(({ target, code, remedy, because, message = because }) => [
      `  ${short(target)}: ${code}${message === undefined ? "" : `: ${makeVisible(message)}`}`,
      `    do: ${makeVisible(remedy)}`,
    ]),
  ];
}
