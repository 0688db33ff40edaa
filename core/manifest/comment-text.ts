/** Longest text from outside that a comment repeats. */
const MAXIMUM = 200;

/**
 * A text from Azure as it may stand in a YAML comment: on one line, without characters that a manifest refuses,
 * shortened. Names and notes are other people's words; they must neither break out of the comment nor hide.
 */
export function commentText(text: string): string {
  const plain = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  return plain.length <= MAXIMUM ? plain : `${plain.slice(0, MAXIMUM - 1)}…`;
}
