import { SundownError } from "../core/messages/sundown-error.ts";
import { refuseRepeated } from "./collect-pages.ts";
import type { AzureConnection } from "./connection.ts";
import { isRecord } from "./is-record.ts";
import { type Unreadable, unreadable } from "./unreadable.ts";

export interface Collection {
  readonly items: readonly (Readonly<Record<string, unknown>> & { readonly id: string })[];
  readonly unreadable?: Unreadable;
}

/**
 * Reads a list that no SDK client of ours covers, all pages. What Azure refuses to list is returned as unreadable,
 * with the items of earlier pages dropped: half a list is none.
 * @throws SundownError paging_repeated, azure_answer_invalid, cloud_unreachable, foreign_host
 */
export async function readCollection(
  connection: AzureConnection,
  path: string,
  apiVersion: string,
  signal?: AbortSignal,
): Promise<Collection> {
  const items: (Readonly<Record<string, unknown>> & { readonly id: string })[] = [];
  const seen = new Set<string>();
  for (let next: string | undefined = path; next !== undefined; ) {
    const answer = await connection.request({
      method: "GET",
      path: next,
      apiVersion,
      ...(signal === undefined ? {} : { signal }),
    });
    if (answer.status !== 200) return { items: [], unreadable: unreadable(path, answer) };
    const page = isRecord(answer.body) ? answer.body : {};
    if (!Array.isArray(page.value)) {
      throw new SundownError("azure_answer_invalid", {
        message: `The list ${path} has no values in its answer.`,
        place: path,
      });
    }
    for (const item of page.value as unknown[]) {
      if (isRecord(item) && typeof item.id === "string") items.push({ ...item, id: item.id });
    }
    next = typeof page.nextLink === "string" && page.nextLink !== "" ? page.nextLink : undefined;
    if (next !== undefined) refuseRepeated(seen, next, path);
  }
  return { items };
}
