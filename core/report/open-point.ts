import { code, escapeMarkdown } from "./markdown.ts";

/**
 * Something that has to be put right, as a point of a list: where or what it is, what is wrong, and below it what to
 * do. Three columns would leave the last one outside a phone's screen.
 */
export function openPoint(
  where: string,
  { message, remedy }: { readonly message: string; readonly remedy: string },
): string {
  return `${code(where)}: ${escapeMarkdown(message)}\n  **Do:** ${escapeMarkdown(remedy)}`;
}
