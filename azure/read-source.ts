import type { z } from "zod";
import { SundownError } from "../core/messages/sundown-error.ts";
import type { AzureConnection } from "./connection.ts";
import { readCollection } from "./read-collection.ts";
import type { Unreadable } from "./unreadable.ts";

export interface SourceList<Shape extends z.ZodType> {
  readonly path: string;
  readonly apiVersion: string;
  /** What every item has to look like: of a backup, nothing is passed over. */
  readonly item: Shape;
  readonly signal?: AbortSignal;
}

/**
 * A list that is backed up, whole.
 * @throws SundownError source_access_denied, source_unreadable; those of reading a list
 */
export async function readSource<Shape extends z.ZodType>(
  connection: AzureConnection,
  { path, apiVersion, item, signal }: SourceList<Shape>,
): Promise<z.infer<Shape>[]> {
  const { items, unreadable } = await readCollection(connection, path, apiVersion, signal);
  if (unreadable !== undefined) throw unreadableSource(unreadable);
  return items.map((each) => {
    const parsed = item.safeParse(each);
    if (parsed.success) return parsed.data;
    throw new SundownError("source_unreadable", {
      message: `${each.id} has an unexpected shape: ${parsed.error.issues[0]?.path.join(".") ?? ""}`,
      place: each.id,
    });
  });
}

/** A list that Azure Resource Manager would not give. */
function unreadableSource({ what, status, code }: Unreadable): SundownError {
  const place = what.split("?", 1)[0] ?? what;
  const message = `${place} cannot be read: Azure answered ${status}${code === undefined ? "" : ` ${code}`}`;
  return status === 401 || status === 403
    ? new SundownError("source_access_denied", {
        message,
        place,
        remedy: "Give the identity the role Reader on the subscription, then run again.",
      })
    : new SundownError("source_unreadable", { message, place });
}
