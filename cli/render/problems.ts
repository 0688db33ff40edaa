import { z } from "zod";
import { makeVisible } from "../../core/report/markdown.ts";
import { fitIds, fold } from "./fold.ts";
import { grouped } from "./lines.ts";

const problems = z.array(
  z.looseObject({
    code: z.string(),
    message: z.string(),
    remedy: z.string(),
    at: z.looseObject({ line: z.number(), column: z.number() }),
  }),
);
type Problem = z.infer<typeof problems>[number];

/**
 * The manifest's problems of an error, `line:column code: what — what to write`; an empty list for other errors. At a
 * terminal they are folded, and those with the same remedy stand below it; in a log each line says everything.
 *
 * @param columns the terminal's width; `undefined` where there is no terminal.
 */
export function problemLines(data: unknown, columns: number | undefined): string[] {
  const found = problems.safeParse(data);
  if (!found.success) return [];
  if (columns === undefined) return found.data.flatMap((one) => line(whole(one), columns, "  "));
  return grouped(found.data, ({ code, remedy }) => `${code} ${remedy}`).flatMap((alike) => {
    const [first] = alike;
    if (first === undefined) return [];
    const { code, remedy } = first;
    if (alike.length === 1)
      return line(`${place(first)} ${code}: ${subject(first)} — ${remedy}`, columns, "  ");
    return [
      ...line(`${code}, ${alike.length} times: ${remedy}`, columns, "  "),
      ...alike.flatMap((one) => line(`${place(one)} ${subject(one)}`, columns, "    ")),
    ];
  });
}

function whole(problem: Problem): string {
  return `${place(problem)} ${problem.code}: ${problem.message} — ${problem.remedy}`;
}

function place({ at }: Problem): string {
  return `${at.line}:${at.column}`;
}

/** That it is open, and what to write, is said once, above. */
function subject({ code, message }: Problem): string {
  return code === "manifest_undecided" ? message.replace(/ is not decided yet: TODO(?:: .*)?/s, "") : message;
}

function line(text: string, columns: number | undefined, indent: string): string[] {
  const room = columns === undefined ? undefined : columns - indent.length;
  return fold(fitIds(makeVisible(text), room), columns, indent, `${indent}    `);
}
