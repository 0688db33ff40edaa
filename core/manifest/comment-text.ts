/** Longest text from outside that a comment repeats. */
const MAXIMUM = 200;

/** What nobody sees or what turns a text around: the same that a manifest refuses as it is. */
const UNSEEN = /(?![\t\n\r\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** The text with everything that cannot be seen as YAML writes it between double quotes: `\u202E`. */
export function escapeUnseen(text: string): string {
  return text.replaceAll(UNSEEN, (character) => {
    const point = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
    return point.length > 4 ? `\\U${point.padStart(8, "0")}` : `\\u${point.padStart(4, "0")}`;
  });
}

/** Whether a text can only be written into a manifest between double quotes, with escapes. */
export function hasUnseen(text: string): boolean {
  return text.search(UNSEEN) >= 0;
}

/**
 * A text from Azure as it may stand in a YAML comment: on one line, what cannot be seen made visible, shortened.
 * Names and notes are other people's words; they must neither break out of the comment nor hide.
 */
export function commentText(text: string): string {
  const oneLine = text.replaceAll(/(?:(?![\p{Zl}\p{Zp}])\s)+/gu, " ").trim();
  const plain = escapeUnseen(oneLine);
  return plain.length <= MAXIMUM ? plain : `${plain.slice(0, MAXIMUM - 1)}…`;
}
