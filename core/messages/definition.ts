/** How a run ends when this message ends it (docs/design.md, exit codes). */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 130;

export interface MessageDefinition {
  readonly level: "error" | "warning" | "info" | "question";
  /** What is the case, in one sentence without values; goes into docs/errors.md. */
  readonly meaning: string;
  /** What to do about it. Required for errors, warnings and everything that is held. */
  readonly remedy?: string;
  /** Only for errors: 2 wrong usage or unreadable input, 3 refused, 4 held; default 1. */
  readonly exit?: ExitCode;
}

/** Keeps the literal keys of a table of messages while checking its entries. */
export function defineMessages<const Table extends Record<string, MessageDefinition>>(table: Table): Table {
  return table;
}
