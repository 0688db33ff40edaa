import { randomUUID } from "node:crypto";
import type { ArmError } from "./arm-error.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** A long-running operation; time ends it. */
export interface Operation {
  readonly id: string;
  readonly kind: string;
  readonly target: string;
  readonly startedAt: number;
  status: "InProgress" | "Succeeded" | "Failed";
  endedAt?: number;
  error?: ArmError;
  /** What the finished `Location` answers: a body with 200, or an empty 200 or 204. */
  result?: unknown;
  readonly emptyStatus: 200 | 204;
  /** Virtual seconds a client is asked to wait between polls. */
  readonly pollSeconds: number;
}

interface NewOperation {
  readonly kind: string;
  readonly target: string;
  readonly emptyStatus?: 200 | 204;
  readonly pollSeconds?: number;
}

/** All operations ever started, by id. */
export class Operations {
  readonly #byId = new Map<string, Operation>();
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  start(wanted: NewOperation): Operation {
    const operation: Operation = {
      id: randomUUID(),
      kind: wanted.kind,
      target: wanted.target,
      startedAt: this.#clock.now(),
      status: "InProgress",
      emptyStatus: wanted.emptyStatus ?? 200,
      pollSeconds: wanted.pollSeconds ?? 10,
    };
    this.#byId.set(operation.id, operation);
    return operation;
  }

  succeed(operation: Operation, result?: unknown): void {
    operation.status = "Succeeded";
    operation.endedAt = this.#clock.now();
    operation.result = result;
  }

  fail(operation: Operation, error: ArmError): void {
    operation.status = "Failed";
    operation.endedAt = this.#clock.now();
    operation.error = error;
  }

  get(id: string): Operation | undefined {
    return this.#byId.get(id.toLowerCase());
  }

  all(): Operation[] {
    return [...this.#byId.values()];
  }
}
