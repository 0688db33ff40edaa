/**
 * All of them with SUNDOWN_FULL=1, otherwise some, drawn by a seed that the test's title shows.
 * `SUNDOWN_SEED=N` draws the same ones again; `SUNDOWN_ONLY=PATTERN` takes those whose name
 * matches.
 */
export function slice<Item extends { readonly name: string }>(
  all: readonly Item[],
  count: number,
): { readonly chosen: readonly Item[]; readonly seed: number } {
  const { SUNDOWN_FULL, SUNDOWN_SEED, SUNDOWN_ONLY } = process.env;
  const seed = Number(SUNDOWN_SEED ?? Math.floor(Date.now() / 1000) % 1_000_000);
  if (SUNDOWN_ONLY !== undefined) {
    const pattern = new RegExp(SUNDOWN_ONLY);

    return { chosen: all.filter(({ name }) => pattern.test(name)), seed };
  }
  if (SUNDOWN_FULL === "1") return { chosen: all, seed };
  const next = randomFrom(seed);
  const ranked = all.map((item) => ({ item, rank: next() })).toSorted((a, b) => a.rank - b.rank);
  return { chosen: ranked.slice(0, count).map(({ item }) => item), seed };
}

/** A small generator (mulberry32), so that the same seed draws the same. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
