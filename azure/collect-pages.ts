import { SundownError } from "../core/messages/sundown-error.ts";
import { explainSdkFailure } from "./explain-failure.ts";

/** What every SDK pager offers; pages carry the address of the next one as `continuationToken`. */
interface Pager<Item> {
  byPage(): AsyncIterable<Item[]>;
}

/**
 * Reads a list to its end. An empty page with a next one is followed, as Azure does send them
 * (recordings: paging-empty-page); a next page seen before would never end, so it stops.
 * @param signal the one that the pager was given: an abort is thrown as it is
 * @throws SundownError paging_repeated, not_permitted, azure_refused, cloud_unreachable
 */
export async function collectPages<Item>(
  pager: Pager<Item>,
  what: string,
  signal?: AbortSignal,
): Promise<Item[]> {
  const items: Item[] = [];
  const seen = new Set<string>();
  try {
    for await (const page of pager.byPage()) {
      items.push(...page);
      const next: unknown = Reflect.get(page, "continuationToken");
      if (typeof next === "string" && next !== "") refuseRepeated(seen, next, what);
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw explainSdkFailure(error, what);
  }
  return items;
}

/** @throws SundownError paging_repeated */
export function refuseRepeated(seen: Set<string>, next: string, what: string): void {
  if (seen.has(next)) {
    throw new SundownError("paging_repeated", {
      message: `${what}: page ${seen.size + 1} names a next page that was read before.`,
      place: what,
    });
  }
  seen.add(next);
}
