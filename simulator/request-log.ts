export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  status: number;
  /** Virtual time. */
  readonly at: string;
  /** Client id of the caller, when signed in. */
  principal: string | undefined;
  /** Set when no route knew the request. */
  unknownRoute?: boolean;
  /** The fault that hit it: a kind, or what was asked for. */
  fault?: string;
}

/** Every request to the simulator, in order. */
export class RequestLog {
  readonly entries: LoggedRequest[] = [];

  add(entry: LoggedRequest): LoggedRequest {
    this.entries.push(entry);
    return entry;
  }

  clear(): void {
    this.entries.length = 0;
  }

  get unknownRoutes(): number {
    return this.entries.filter((entry) => entry.unknownRoute).length;
  }
}
