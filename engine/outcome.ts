import type { Refusal } from "../azure/classify-refusal.ts";
import type { DoneRecord } from "../core/evidence/done-record.ts";
import type { MessageCode } from "../core/messages/registry.ts";

export interface DoneOperation extends DoneRecord {
  readonly id: string;
}

/** An operation that could not be done (yet): what it is, why, and what to do. Part of every `--json` result. */
export interface HeldOperation {
  readonly id: string;
  readonly action: string;
  readonly target: string;
  readonly code: MessageCode;
  readonly message: string;
  readonly remedy: string;
  /** The date from which on it can go, where time decides. */
  readonly until?: string;
  /** Azure's own code. */
  readonly azureCode?: string;
  /** What Azure names as user or lock, or what is not in the plan. */
  readonly named?: readonly string[];
  /** For `operation_waiting`: the held operations it waits for. */
  readonly waitsFor?: readonly string[];
}

/** How one operation ended for now. */
export type Attempted =
  | { readonly kind: "done"; readonly done: DoneOperation }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  | { readonly kind: "held"; readonly held: HeldOperation }
  | { readonly kind: "interrupted" };
