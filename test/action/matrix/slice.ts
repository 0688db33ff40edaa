import { randomFrom, seedOfThisRun } from "../../support/random.ts";

/**
 * All of them with SUNDOWN_FULL=1, otherwise some, drawn by a seed that the test's title shows.
 * `SUNDOWN_SEED=N` draws the same ones again; `SUNDOWN_ONLY=PATTERN` takes those whose name
 * matches.
 */
export function slice<Item extends { readonly name: string }>(
  all: readonly Item[],
  count: number,
): { readonly chosen: readonly Item[]; readonly seed: number } {
  const { SUNDOWN_FULL, SUNDOWN_ONLY } = process.env;
  const seed = seedOfThisRun();
  if (SUNDOWN_ONLY !== undefined) {
    const pattern = new RegExp(SUNDOWN_ONLY);

    return { chosen: all.filter(({ name }) => pattern.test(name)), seed };
  }
  if (SUNDOWN_FULL === "1") return { chosen: all, seed };
  const next = randomFrom(seed);
  const ranked = all.map((item) => ({ item, rank: next() })).toSorted((a, b) => a.rank - b.rank);
  return { chosen: ranked.slice(0, count).map(({ item }) => item), seed };
}
