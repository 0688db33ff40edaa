import { EventQueue } from "./event-queue.ts";

/**
 * Time in the box: it starts at the real time and runs `speed` times as fast. Everything that takes time is
 * an event on this clock, so that time finishes an operation, never the polling of it.
 */
export class VirtualClock {
  readonly #queue = new EventQueue();
  #realStart: number;
  #virtualStart: number;
  #speed: number;
  #running = false;

  constructor(speed = 1, start = Date.now()) {
    this.#realStart = performance.now();
    this.#virtualStart = start;
    this.#speed = speed;
  }

  /** Virtual time in milliseconds since 1970. */
  now(): number {
    return this.#virtualStart + (performance.now() - this.#realStart) * this.#speed;
  }

  iso(at = this.now()): string {
    return new Date(at).toISOString();
  }

  get speed(): number {
    return this.#speed;
  }

  setSpeed(speed: number): void {
    this.#virtualStart = this.now();
    this.#realStart = performance.now();
    this.#speed = speed;
  }

  /** Jumps ahead, for tests that must not wait; what falls due on the way happens in order. */
  advance(seconds: number): void {
    this.#virtualStart += seconds * 1000;
    this.run();
  }

  /** Lets `act` happen once `seconds` of virtual time have gone by. */
  after(seconds: number, act: () => void): void {
    this.at(this.now() + seconds * 1000, act);
  }

  at(due: number, act: () => void): void {
    this.#queue.push({ due, act });
  }

  /** Lets everything happen that is due; called before each request is looked at. */
  run(): void {
    if (this.#running) return;
    this.#running = true;
    try {
      const now = this.now();
      for (let event = this.#queue.popDue(now); event; event = this.#queue.popDue(now)) event.act();
    } finally {
      this.#running = false;
    }
  }

  /**
   * The headers that tell a client to wait `seconds` of virtual time. JavaScript clients obey only whole
   * real seconds of at least 1; az also obeys `retry-after-ms`.
   */
  retryAfter(seconds: number): Record<string, string> {
    const milliseconds = (seconds * 1000) / this.#speed;
    return {
      "retry-after": String(Math.max(1, Math.ceil(milliseconds / 1000))),
      "retry-after-ms": String(Math.max(1, Math.ceil(milliseconds))),
    };
  }
}
