/**
 * Markdown from values that come from outside (resource names, tags, role names, reviews). Such a value must
 * never become markup: no HTML, link, mention, issue reference, table cell or heading of its own, and nothing
 * invisible that makes a reviewer read another text than the one that is there.
 * Written for GitHub Flavored Markdown: https://github.github.com/gfm/
 */

const ZERO_WIDTH_SPACE = "\u200b";

/** What cannot be seen or reorders what is seen: controls, format characters (bidi, zero width), separators. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu;
const ENTITIES = /[&<>`*_~[\]|\\$]/g;
/** Plain enough to stand between backticks, in a table cell too (no backtick, pipe or backslash). */
const PLAIN = /^[\x21-\x7e\p{L}\p{N}](?:[\x20-\x7e\p{L}\p{N}]*[\x21-\x7e\p{L}\p{N}])?$/u;

function entity(character: string): string {
  return `&#${character.codePointAt(0)};`;
}

/** Line breaks and tabs become a space, everything else that cannot be seen is named: `⟨U+202E⟩`. */
export function makeVisible(text: string): string {
  return text
    .replaceAll(/[\r\n\t]+/g, " ")
    .replaceAll(
      INVISIBLE,
      (character) => `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟩`,
    );
}

/** Running text from outside, to stand inside a paragraph, list item or table cell. */
export function escapeMarkdown(text: string): string {
  return makeVisible(text)
    .replaceAll(/[@#](?=\S)/g, (character) => `${character}${ZERO_WIDTH_SPACE}`)
    .replaceAll(/\b(GH-)(?=\d)/gi, `$1${ZERO_WIDTH_SPACE}`)
    .replaceAll(/:(?=\/\/)/g, `:${ZERO_WIDTH_SPACE}`)
    .replaceAll(/\b(www|mailto|xmpp)(?=[.:])/gi, `$1${ZERO_WIDTH_SPACE}`)
    .replaceAll(ENTITIES, entity)
    .replace(/^(\s*)([-+=#])/, (_, space: string, mark: string) => `${space}${entity(mark)}`)
    .replace(/^(\s*\d+)([.)])/, (_, number: string, mark: string) => `${number}${entity(mark)}`);
}

/**
 * A name from outside as code: nothing in it is interpreted, and it can be copied. Between backticks where that
 * is safe everywhere, otherwise as a `<code>` element with every special character as an entity.
 */
export function code(text: string): string {
  const visible = makeVisible(text);
  if (visible === text && PLAIN.test(text) && !/[`|\\]/.test(text)) return `\`${text}\``;
  return `<code>${visible.replaceAll(/[^\p{L}\p{N} ⟨⟩]/gu, entity)}</code>`;
}

/** A name from outside as a `<code>` element, for places that are HTML already ({@link details}' summary). */
export function codeElement(text: string): string {
  return `<code>${makeVisible(text).replaceAll(/[&<>"'`@]/g, entity)}</code>`;
}

/** A fenced block whose fence is longer than any run of backticks inside. */
export function codeBlock(text: string, language = ""): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((match) => match[0].length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** A table from cells that are Markdown already ({@link code}, {@link escapeMarkdown}); empty without rows. */
export function table(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell || " ").join(" | ")} |`;
  return [line(headers), line(headers.map(() => "---")), ...rows.map(line)].join("\n");
}

/**
 * A list from points that are Markdown already; a point may have lines of its own below it.
 *
 * @param where holds the points beyond `most`.
 */
export function pointList(points: readonly string[], most: number, where: string): string {
  const rest = points.length - most;
  const more = rest > 0 ? [`and ${rest} more in ${code(where)}`] : [];
  return [...points.slice(0, most), ...more].map((point) => `- ${point}`).join("\n");
}

/** What is only read on demand; `summary` is HTML already (no Markdown works there), `body` is Markdown. */
export function details(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** `1 group`, `2 groups`. */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number} ${number === 1 ? singular : plural}`;
}
