interface TimedEvent {
  readonly due: number;
  readonly act: () => void;
}

interface QueuedEvent extends TimedEvent {
  readonly order: number;
}

/** A binary heap of events by time; events of the same time come out in the order they went in. */
export class EventQueue {
  readonly #heap: QueuedEvent[] = [];
  #order = 0;

  push(event: TimedEvent): void {
    const heap = this.#heap;
    heap.push({ ...event, order: this.#order++ });
    let index = heap.length - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#before(index, parent)) return;
      this.#swap(index, parent);
      index = parent;
    }
  }

  /** Takes out the first event that is due at `now`, if there is one. */
  popDue(now: number): TimedEvent | undefined {
    const first = this.#heap[0];
    if (!first || first.due > now) return undefined;
    const last = this.#heap.pop();
    if (last && last !== first) {
      this.#heap[0] = last;
      this.#sink();
    }
    return first;
  }

  #sink(): void {
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      let smallest = index;
      for (const child of [left, left + 1]) {
        if (child < this.#heap.length && this.#before(child, smallest)) smallest = child;
      }
      if (smallest === index) return;
      this.#swap(index, smallest);
      index = smallest;
    }
  }

  #before(one: number, other: number): boolean {
    const a = this.#heap[one];
    const b = this.#heap[other];
    if (!a || !b) return false;
    return a.due < b.due || (a.due === b.due && a.order < b.order);
  }

  #swap(one: number, other: number): void {
    const a = this.#heap[one];
    const b = this.#heap[other];
    if (!a || !b) return;
    this.#heap[one] = b;
    this.#heap[other] = a;
  }
}
