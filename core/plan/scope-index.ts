import { idKey } from "../arm-id.ts";

/** Finds, among many ids, those that lie within a scope or around it, without looking at each. */
export class ScopeIndex {
  readonly #sorted: readonly { readonly key: string; readonly index: number }[];
  readonly #byKey = new Map<string, number[]>();

  constructor(ids: readonly string[]) {
    const keyed = ids.map((id, index) => ({ key: idKey(id), index }));
    this.#sorted = keyed.toSorted((left, right) => (left.key < right.key ? -1 : 1));
    for (const { key, index } of keyed) {
      const list = this.#byKey.get(key);
      if (list === undefined) this.#byKey.set(key, [index]);
      else list.push(index);
    }
  }

  /** Position of the first of the ids that is the scope itself. */
  at(scope: string): number | undefined {
    return this.#byKey.get(idKey(scope))?.[0];
  }

  /** Positions of the ids that are the scope or lie below it. */
  within(scope: string): number[] {
    const key = idKey(scope);
    const found = [...(this.#byKey.get(key) ?? [])];
    const prefix = `${key}/`;
    for (let at = this.#firstNotBefore(prefix); at < this.#sorted.length; at += 1) {
      const entry = this.#sorted[at];
      if (entry === undefined || !entry.key.startsWith(prefix)) break;
      found.push(entry.index);
    }
    return found;
  }

  /** Positions of the ids that are the scope or that it lies below. */
  around(scope: string): number[] {
    const key = idKey(scope);
    const found: number[] = [];
    for (let end = key.length; end > 0; end = key.lastIndexOf("/", end - 1)) {
      found.push(...(this.#byKey.get(key.slice(0, end)) ?? []));
    }
    return found;
  }

  #firstNotBefore(text: string): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle]?.key ?? "") < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
