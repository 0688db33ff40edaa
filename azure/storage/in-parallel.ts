/**
 * Runs `work` over everything `items` gives, as long as the weights of what is under way stay within `limit` (an
 * item that weighs more runs alone), pulling an item only when there is room for one. The first failure stops the
 * pulling, waits for what is under way, and is thrown.
 */
export async function inParallel<Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
  limit: number,
  work: (item: Item) => Promise<void>,
  weightOf: (item: Item) => number = () => 1,
): Promise<void> {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let load = 0;
  const roomFor = async (weight: number): Promise<void> => {
    if (load + weight <= limit || failures.length > 0) return;
    await Promise.race(running);
    await roomFor(weight);
  };
  for await (const item of items) {
    const weight = Math.min(weightOf(item), limit);
    await roomFor(weight);
    if (failures.length > 0) break;
    load += weight;
    const one = work(item)
      .catch((error: unknown) => {
        failures.push(error);
      })
      .finally(() => {
        load -= weight;
        running.delete(one);
      });
    running.add(one);
    await roomFor(1);
  }
  await Promise.all(running);
  if (failures.length > 0) throw failures[0];
}
