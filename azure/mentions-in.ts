import { speaksOf } from "../core/dependencies/type-words.ts";

/** Names and ids of the resources of an inventory, in lower case, each with the types that have it. */
export type KnownNames = ReadonlyMap<string, ReadonlySet<string>>;

/** Longer texts are documents; nobody looks for references in them. */
const LONGEST = 200_000;
/** Shorter names are found at the ends of words by chance. */
const SHORTEST_AFFIX = 7;

/** Ids, host names and single words, in this order where they begin at the same place. */
const PARTS =
  /\/subscriptions\/[^"'\\\s?#<>{}|,;()]+|[a-z0-9][a-z0-9-]*(?:\.[a-z0-9][a-z0-9-]*)+|[a-z0-9][a-z0-9_-]*/gi;

/**
 * What a text that may hold secrets says about resources, and nothing else of it: ids, host names of resources known
 * here, and their names, each after the word for its type where that stands before it (`-vaultName NAME`).
 * `undefined` when it says nothing. The result of a result is the same.
 */
export function mentionsIn(text: string, names: KnownNames): string | undefined {
  if (text.length > LONGEST) return undefined;
  const found: string[] = [];
  let before = "";
  for (const [part] of text.matchAll(PARTS)) {
    if (part.startsWith("/")) found.push(part);
    else if (part.includes(".")) {
      if (names.has(firstLabel(part))) found.push(part);
    } else {
      const name = knownName(part, names);
      if (name !== undefined) {
        const spoken = before.toLowerCase().replaceAll(/[^a-z]/g, "");
        const isSpoken = [...(names.get(name.toLowerCase()) ?? [])].some((type) => speaksOf(spoken, type));
        if (spoken !== "" && isSpoken && knownName(before, names) === undefined) found.push(spoken);
        found.push(name);
      }
    }
    before = part;
  }
  return found.length === 0 ? undefined : found.join(" ");
}

function firstLabel(host: string): string {
  return host
    .slice(0, host.indexOf("."))
    .toLowerCase()
    .replace(/-secondary$/, "");
}

/** The word itself, or a long name that it begins or ends with. */
function knownName(word: string, names: KnownNames): string | undefined {
  if (names.has(word.toLowerCase())) return word;
  for (let length = Math.min(word.length - 1, 80); length >= SHORTEST_AFFIX; length -= 1) {
    const affix = [word.slice(0, length), word.slice(-length)].find((part) => names.has(part.toLowerCase()));
    if (affix !== undefined) return affix;
  }
  return undefined;
}
