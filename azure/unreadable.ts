import type { Notice } from "../core/host.ts";
import type { Inventory } from "../core/inventory/inventory.ts";
import type { ArmAnswer } from "./connection.ts";
import { armError } from "./explain-failure.ts";
import { isRecord } from "./is-record.ts";

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

/** What an inventory says it could not read, for whoever works with it to tell. */
export function unreadableNotices(inventory: Pick<Inventory, "reading">): Notice[] {
  const listed: unknown = inventory.reading?.unreadable;
  if (!Array.isArray(listed)) return [];
  return listed.filter(isRecord).map(({ what, status, code }) => {
    const place = typeof what === "string" ? what : "a part of the inventory";
    const why = typeof code === "string" ? `${String(status)} ${code}` : String(status);
    return { code: "inventory_incomplete", message: `${place} could not be read (${why}).`, place };
  });
}
