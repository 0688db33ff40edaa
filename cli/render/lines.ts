import { makeVisible } from "../../core/report/markdown.ts";
import { shortId } from "../../core/report/short-id.ts";

/** More lines of one kind than this are counted, not shown: the end of what is said must stay in sight. */
const MOST = 20;

/** An id or name from outside as a person reads it in a terminal. */
export function short(id: string): string {
  // A backup vault repeats a machine's whole path in its items' names; the last part is the machine.
  return makeVisible(shortId(id).replaceAll(/[^/;]+;(?:[^/;]+;)+(?=[^/;]+(?:\/|$))/g, ""));
}

/** The first lines of a kind, and how many more there are. */
export function listed(lines: readonly string[], indent = ""): string[] {
  const more = lines.length - MOST;
  return more <= 1 ? [...lines] : [...lines.slice(0, MOST), `${indent}and ${more} more (--json has all)`];
}

/** Ids in one sentence. */
export function names(ids: readonly string[]): string {
  const more = ids.length > MOST ? ` and ${ids.length - MOST} more (--json has all)` : "";
  return `${ids.slice(0, MOST).map(short).join(", ")}${more}`;
}

/** What belongs together, in the order of each kind's first. */
export function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[][] {
  return [...Map.groupBy(items, keyOf).values()];
}

interface HeldItem {
  readonly target: string;
  readonly code: string;
  readonly message?: string;
  /** Why, where there is no message of its own. */
  readonly because?: string;
  readonly remedy: string;
}

/** What is held, each with its code and what to do; what is held alike stands together. */
export function heldLines(held: readonly HeldItem[]): string[] {
  if (held.length === 0) return [];
  const groups = grouped(held, ({ code, remedy }) => `${code} ${remedy}`);
  return [`held: ${held.length}`, ...groups.flatMap(heldAlike)];
}

function heldAlike(items: readonly HeldItem[]): string[] {
  const [first] = items;
  if (first === undefined) return [];
  const remedy = `    do: ${makeVisible(first.remedy)}`;
  if (items.length === 1) return [`  ${short(first.target)}: ${first.code}${why(first)}`, remedy];
  const lines = items.map((item) => `    ${short(item.target)}${why(item)}`);
  return [`  ${first.code}: ${items.length}`, ...listed(lines, "    "), remedy];
}

/** A message that begins with what it is about need not name it again. */
function why({ target, message, because }: HeldItem): string {
  const text = message ?? because;
  if (text === undefined) return "";
  return text.startsWith(`${target} `) ? makeVisible(text.slice(target.length)) : `: ${makeVisible(text)}`;
}
