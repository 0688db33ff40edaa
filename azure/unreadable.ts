import type { ArmAnswer } from "./connection.ts";
import { armError } from "./explain-failure.ts";

/** A part of Azure that could not be read. It is written down, so that nobody takes silence for emptiness. */
export interface Unreadable {
  readonly what: string;
  readonly status: number;
  readonly code?: string;
}

export function unreadable(what: string, answer: ArmAnswer): Unreadable {
  const code = armError(answer.body)?.code;
  return { what, status: answer.status, ...(code === undefined ? {} : { code }) };
}
