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

/** Lists that were not read because there are too many of their kind. */
export interface LeftOut {
  readonly what: string;
  readonly read: number;
  readonly of: number;
}

export function unreadable(what: string, answer: ArmAnswer): Unreadable {
  const code = armError(answer.body)?.code;
  return { what, status: answer.status, ...(code === undefined ? {} : { code }) };
}

/** What an inventory says it could not read or left out, for whoever works with it to tell. */
export function unreadableNotices(inventory: Pick<Inventory, "reading">): Notice[] {
  const refused = recordsOf(inventory.reading?.unreadable).map(({ what, status, code }) => {
    const place = typeof what === "string" ? what : "a part of the inventory";
    const why = typeof code === "string" ? `${String(status)} ${code}` : String(status);
    return { code: "inventory_incomplete" as const, message: `${place} could not be read (${why}).`, place };
  });
  const leftOut = recordsOf(inventory.reading?.leftOut).map(({ what, read, of }) => {
    const place = typeof what === "string" ? what : "a part of the inventory";
    const message = `${place}: only ${String(read)} of ${String(of)} were read, to keep the calls few.`;
    return { code: "inventory_cut" as const, message, place };
  });
  return [...refused, ...leftOut];
}

function recordsOf(listed: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(listed) ? listed.filter(isRecord) : [];
}
