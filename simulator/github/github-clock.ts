/** The small GitHub's own time: it stands still, and every act that leaves a date moves it on. */
export class GitHubClock {
  #now: number;

  constructor(start: Date) {
    // GitHub's dates have whole seconds.
    this.#now = Math.floor(start.getTime() / 1000) * 1000;
  }

  now(): Date {
    return new Date(this.#now);
  }

  /** Moves on by some seconds and says what time it is then. */
  tick(seconds = 10): Date {
    this.#now += seconds * 1000;
    return this.now();
  }

  set(now: Date): void {
    this.#now = Math.floor(now.getTime() / 1000) * 1000;
  }
}
