import { subscriptionKeyOf } from "./resource-path.ts";
import type { StoredResource } from "./store.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** What a resource leaves behind: it `counts` for a cancel though nothing shows it, or lists still show it. */
export type Trace = "counts" | "listed";

interface Ghost {
  readonly resource: StoredResource;
  readonly trace: Trace;
  readonly until: number;
}

/** Resources that are gone, but not yet in every respect. */
export class Ghosts {
  readonly #clock: VirtualClock;
  readonly #expected = new Map<string, { readonly trace: Trace; readonly seconds: number }>();
  #ghosts: Ghost[] = [];

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** The resource with this key will leave a trace for so many virtual seconds after it went. */
  expect(key: string, trace: Trace, seconds: number): void {
    this.#expected.set(key, { trace, seconds });
  }

  /** To be told of each resource that goes. */
  gone(resource: StoredResource): void {
    const expected = this.#expected.get(resource.key);
    if (!expected) return;
    this.#expected.delete(resource.key);
    const until = this.#clock.now() + expected.seconds * 1000;
    this.#ghosts.push({ resource, trace: expected.trace, until });
  }

  countsIn(subscriptionKey: string): number {
    return this.#now("counts").filter(({ key }) => subscriptionKeyOf(key) === subscriptionKey).length;
  }

  listed(): StoredResource[] {
    return this.#now("listed");
  }

  #now(trace: Trace): StoredResource[] {
    const now = this.#clock.now();
    this.#ghosts = this.#ghosts.filter(({ until }) => until > now);
    return this.#ghosts.filter((ghost) => ghost.trace === trace).map(({ resource }) => resource);
  }
}
