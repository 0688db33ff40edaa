/** Hands out what is ready by weight, heaviest first, in constant time; equals in the order they came. */
export interface ReadyQueue<Item> {
  readonly size: number;
  add(item: Item, weight: number): void;
  take(): Item | undefined;
}

/** Weights are small whole numbers (chain lengths), so one row for each is enough. */
export function readyQueue<Item>(): ReadyQueue<Item> {
  const rows: { items: Item[]; next: number }[] = [];
  let size = 0;
  return {
    get size() {
      return size;
    },
    add(item, weight) {
      while (rows.length <= weight) rows.push({ items: [], next: 0 });
      rows[weight]?.items.push(item);
      size += 1;
    },
    take() {
      for (let row = rows.at(-1); row !== undefined; row = rows.at(-1)) {
        if (row.next < row.items.length) {
          const item = row.items[row.next];
          row.next += 1;
          size -= 1;
          return item;
        }
        rows.pop();
      }
      return undefined;
    },
  };
}
