import { idKey } from "../arm-id.ts";
import { canonicalJson } from "../digest.ts";
import type { Desk } from "./desk.ts";

interface Entry {
  readonly id: string;
  readonly name: string;
  readonly type?: string;
}

/**
 * One entry for each id, in the order of the ids. Equal entries become one with a notice; entries that say
 * different things about one id are a problem, since it is not known which is true.
 */
export function mergeDuplicates<Kind extends Entry>(
  entries: readonly (Kind | undefined)[],
  list: string,
  desk: Desk,
): Kind[] {
  const byKey = new Map<string, Kind>();
  for (const entry of entries) {
    if (entry === undefined) continue;
    const key = idKey(entry.id);
    const other = byKey.get(key);
    if (other === undefined) {
      byKey.set(key, entry);
      continue;
    }
    if (contentOf(entry) === contentOf(other)) {
      desk.notices.push({
        code: "resource_listed_twice",
        message: `${key} is listed more than once`,
        place: key,
      });
    } else {
      const message = `${entry.id} is listed twice with different content`;
      desk.problems.push({ code: "resource_contradicted", place: list, message });
    }
    // Of two spellings always the same one, whatever the order of the list.
    if (entry.id < other.id) byKey.set(key, entry);
  }
  return [...byKey.entries()]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([, entry]) => entry);
}

function contentOf(entry: Entry): string {
  return canonicalJson({
    ...entry,
    id: idKey(entry.id),
    name: entry.name.toLowerCase(),
    type: entry.type?.toLowerCase(),
  });
}
