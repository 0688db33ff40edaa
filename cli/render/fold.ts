/**
 * Folds a text at a width. Words are never cut: an id must stay whole to be copied.
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
    if (columns !== undefined && !isEmpty && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = next;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}

/** The terminal's width, or what fits everywhere; some report none at all. */
export function columnsOf(stream: NodeJS.WriteStream): number {
  return Math.max(40, (stream.isTTY ? stream.columns : 0) || 80);
}
