import type { Context } from "hono";

const DEFAULT_SIZE = 30;
const LARGEST_SIZE = 100;

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Value of the Link header; absent when everything is on one page. */
  readonly link: string | undefined;
}

/** One page by `page` and `per_page`, with the Link header GitHub gives. */
export function pageOf<Item>(context: Context, origin: string, all: readonly Item[]): Page<Item> {
  const size = sizeOf(context);
  const page = Math.max(1, Math.floor(Number(context.req.query("page") ?? 1)) || 1);
  const last = Math.max(1, Math.ceil(all.length / size));
  const links: string[] = [];
  const link = (target: number, relation: string) => {
    const url = new URL(context.req.url);
    url.searchParams.set("page", String(target));
    links.push(`<${origin}${url.pathname}${url.search}>; rel="${relation}"`);
  };
  if (page > 1) link(page - 1, "prev");
  if (page < last) link(page + 1, "next");
  if (page < last) link(last, "last");
  if (page > 1) link(1, "first");
  return {
    items: all.slice((page - 1) * size, page * size),
    link: links.length === 0 ? undefined : links.join(", "),
  };
}

/** One page by cursor (`after`), as the activity list has it. */
export function cursorPageOf<Item extends { readonly id: number }>(
  context: Context,
  origin: string,
  all: readonly Item[],
): Page<Item> {
  const size = sizeOf(context);
  const after = context.req.query("after");
  const start = after === undefined ? 0 : all.findIndex((item) => cursor(item) === after) + 1;
  const items = all.slice(start, start + size);
  const lastItem = items.at(-1);
  if (lastItem === undefined || start + size >= all.length) return { items, link: undefined };
  const url = new URL(context.req.url);
  url.searchParams.set("after", cursor(lastItem));
  return { items, link: `<${origin}${url.pathname}${url.search}>; rel="next"` };
}

function cursor(item: { readonly id: number }): string {
  return Buffer.from(`cursor:${item.id}`).toString("base64url");
}

function sizeOf(context: Context): number {
  const asked = Math.floor(Number(context.req.query("per_page") ?? DEFAULT_SIZE));
  return Number.isFinite(asked) && asked > 0 ? Math.min(asked, LARGEST_SIZE) : DEFAULT_SIZE;
}
