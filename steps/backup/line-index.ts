import { hash } from "node:crypto";

/** Where the line of a name begins in a file. */
export interface LineIndex {
  /** Of another name's line once in many millions of names: whoever reads the line looks at its name. */
  get(name: string): number | undefined;
  set(name: string, at: number): void;
  readonly size: number;
}

/** How full it may become before it grows. */
const MOST_FULL = 0.75;

/**
 * An index that takes some 20 to 45 bytes for each name, however long the name is: of a name only 64 bits of its hash
 * are kept, in plain arrays with open addressing. A map of names would take several times as much.
 */
export function lineIndex(): LineIndex {
  let slots = makeSlots(1024);
  let size = 0;
  return {
    get(name) {
      const at = slots.at[slotOf(slots, keyOf(name))] ?? NONE;
      return at === NONE ? undefined : at;
    },
    set(name, at) {
      if (size >= slots.at.length * MOST_FULL) slots = doubled(slots);
      if (put(slots, keyOf(name), at)) size += 1;
    },
    get size() {
      return size;
    },
  };
}

interface Slots {
  /** Two for each slot. */
  readonly keys: Uint32Array;
  readonly at: Float64Array;
}
type Key = readonly [number, number];

const NONE = -1;

const makeSlots = (length: number): Slots => ({
  keys: new Uint32Array(length * 2),
  at: new Float64Array(length).fill(NONE),
});

function keyOf(name: string): Key {
  const digest = hash("sha256", name, "buffer");
  return [digest.readUInt32LE(0), digest.readUInt32LE(4)];
}

/** The slot that has this key, or the free one where it belongs. The number of slots is a power of two. */
function slotOf({ keys, at }: Slots, [first, second]: Key): number {
  let slot = first & (at.length - 1);
  while (at[slot] !== NONE && (keys[slot * 2] !== first || keys[slot * 2 + 1] !== second))
    slot = (slot + 1) & (at.length - 1);
  return slot;
}

/** @returns whether the key is new */
function put(slots: Slots, key: Key, at: number): boolean {
  const slot = slotOf(slots, key);
  const isNew = slots.at[slot] === NONE;
  slots.keys.set(key, slot * 2);
  slots.at[slot] = at;
  return isNew;
}

function doubled({ keys, at }: Slots): Slots {
  const larger = makeSlots(at.length * 2);
  for (const [slot, place] of at.entries())
    if (place !== NONE) put(larger, [keys[slot * 2] ?? 0, keys[slot * 2 + 1] ?? 0], place);
  return larger;
}
