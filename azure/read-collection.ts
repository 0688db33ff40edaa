import { z } from "zod";
import { SundownError } from "../core/messages/sundown-error.ts";
import { refuseRepeated } from "./collect-pages.ts";
import type { AzureConnection } from "./connection.ts";
import { type Unreadable, unreadable } from "./unreadable.ts";

/** Everything that ARM lists has an id; some services write a last page's `nextLink` as null or empty. */
const pageSchema = z.object({
  value: z.array(z.looseObject({ id: z.string() })),
  nextLink: z.string().nullish(),
});

export interface Collection {
  readonly items: readonly Readonly<z.infer<typeof pageSchema>["value"][number]>[];
  readonly unreadable?: Unreadable;
}

/**
 * Reads a list that no SDK client of ours covers, all pages. What Azure refuses to list is returned as unreadable,
 * with the items of earlier pages dropped: half a list is none. An item without an id throws: nothing is left out.
 * @throws SundownError paging_repeated, azure_answer_invalid, cloud_unreachable, foreign_host
 */
export async function readCollection(
  connection: AzureConnection,
  path: string,
  apiVersion: string,
  signal?: AbortSignal,
): Promise<Collection> {
  const items: Collection["items"][number][] = [];
  const seen = new Set<string>();
  for (let next: string | undefined = path; next !== undefined; ) {
    const answer = await connection.request({
      method: "GET",
      path: next,
      apiVersion,
      ...(signal === undefined ? {} : { signal }),
    });
    if (answer.status !== 200) return { items: [], unreadable: unreadable(path, answer) };
    const page = pageSchema.safeParse(answer.body);
    if (!page.success) {
      throw new SundownError("azure_answer_invalid", {
        message: `The list ${path} has an unexpected shape: ${page.error.issues[0]?.path.join(".") || "(top)"}.`,
        place: path,
      });
    }
    items.push(...page.data.value);
    next = page.data.nextLink || undefined;
    if (next !== undefined) refuseRepeated(seen, next, path);
  }
  return { items };
}
