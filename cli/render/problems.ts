import { z } from "zod";
import { makeVisible } from "../../core/report/markdown.ts";
import { fold } from "./fold.ts";

const problems = z.array(
  z.looseObject({
    code: z.string(),
    message: z.string(),
    remedy: z.string(),
    at: z.looseObject({ line: z.number(), column: z.number() }),
  }),
);

/**
 * The manifest's problems of an error, one each: `line:column code: what — what to write`, folded at the terminal's
 * width; an empty list for other errors.
 *
 * @param columns the terminal's width; `undefined` folds nothing.
 */
export function problemLines(data: unknown, columns: number | undefined): string[] {
  const found = problems.safeParse(data);
  if (!found.success) return [];
  return found.data.flatMap(({ code, message, remedy, at }) =>
    fold(makeVisible(`${at.line}:${at.column} ${code}: ${message} — ${remedy}`), columns, "  ", "      "),
  );
}
