import { z } from "zod";
import { SundownError } from "../core/messages/sundown-error.ts";
import type { Answer } from "./request-with-retry.ts";

const MOST_PAGES = 100;

interface Pages<Item> {
  readonly route: string;
  readonly apiUrl: string;
  readonly first: () => Promise<Answer>;
  readonly next: (url: string) => Promise<Answer>;
  readonly schema: z.ZodType<Item>;
  readonly member?: string;
}

/**
 * Follows `Link: rel="next"` to the end. A page that comes again, a link that leads elsewhere, a list without an
 * end or a count that does not agree stops: a part of a list is worse than none.
 */
export async function readPages<Item>(pages: Pages<Item>): Promise<readonly Item[]> {
  const items: Item[] = [];
  const seen = new Set<string>();
  let total: number | undefined;
  let answer = await pages.first();
  for (let page = 1; ; page += 1) {
    if (answer.status === 404) {
      throw new SundownError("github_not_found", {
        message: `GitHub answers 404 to ${pages.route}.`,
        place: pages.route,
      });
    }
    const content = contentOf(pages, answer);
    items.push(...content.items);
    total = content.total ?? total;
    const next = nextLink(answer.headers.link);
    if (next === undefined) break;
    if (seen.has(next)) throw incomplete(pages.route, "the link to the next page repeats");
    if (page >= MOST_PAGES) throw incomplete(pages.route, `it has more than ${MOST_PAGES} pages`);
    if (!next.startsWith(`${pages.apiUrl}/`)) throw incomplete(pages.route, "the next page lies elsewhere");
    seen.add(next);
    answer = await pages.next(next);
  }
  if (total !== undefined && total !== items.length) {
    throw incomplete(pages.route, `${total} entries were announced and ${items.length} came`);
  }
  return items;
}

function contentOf<Item>(
  { route, schema, member }: Pages<Item>,
  answer: Answer,
): { items: Item[]; total?: number } {
  const list = z.array(schema);
  const checked =
    member === undefined
      ? list.transform((items) => ({ items })).safeParse(answer.body)
      : z
          .object({ total_count: z.int().nonnegative(), [member]: list })
          .transform((body) => ({
            items: list.parse(body[member]),
            total: z.number().parse(body.total_count),
          }))
          .safeParse(answer.body);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  throw new SundownError("github_answer_unreadable", {
    message: `The answer to ${route} is not as documented: ${issue?.path.join(".") || "(top)"} ${issue?.message ?? ""}.`,
    place: route,
  });
}

/** https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api */
function nextLink(link: string | number | undefined): string | undefined {
  if (typeof link !== "string") return undefined;
  for (const part of link.split(/,\s*(?=<)/)) {
    const [, url, relation] = /^<([^>]+)>\s*;.*\brel="([^"]+)"/.exec(part) ?? [];
    if (relation === "next") return url;
  }
  return undefined;
}

function incomplete(route: string, why: string): SundownError {
  return new SundownError("github_list_incomplete", {
    message: `The list ${route} cannot be read to its end: ${why}.`,
    place: route,
  });
}
