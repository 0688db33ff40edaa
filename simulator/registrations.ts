import type { VirtualClock } from "./virtual-clock.ts";

/** How long a registration takes: it was still Registering 70 s after the call and Registered at 71. */
const registeringSeconds = 71;

/** Which resource providers a subscription may use. */
export class Registrations {
  readonly #clock: VirtualClock;
  readonly #unregistered: ReadonlySet<string>;
  /** When each registration that somebody asked for is done, by subscription and namespace. */
  readonly #doneAt = new Map<string, number>();

  constructor(clock: VirtualClock, unregistered: readonly string[]) {
    this.#clock = clock;
    this.#unregistered = new Set(unregistered.map((namespace) => namespace.toLowerCase()));
  }

  register(subscriptionId: string, namespace: string): void {
    const key = `${subscriptionId} ${namespace}`.toLowerCase();
    if (!this.#doneAt.has(key)) this.#doneAt.set(key, this.#clock.now() + registeringSeconds * 1000);
  }

  stateOf(subscriptionId: string, namespace: string): "Registered" | "Registering" | "NotRegistered" {
    if (!this.#unregistered.has(namespace.toLowerCase())) return "Registered";
    const doneAt = this.#doneAt.get(`${subscriptionId} ${namespace}`.toLowerCase());
    if (doneAt === undefined) return "NotRegistered";
    return this.#clock.now() < doneAt ? "Registering" : "Registered";
  }
}
