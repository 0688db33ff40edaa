import type { Estate } from "../dependencies/estate.ts";
import type { OwnerState } from "../dependencies/owner-state.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { MessageCode } from "../messages/registry.ts";

/** What a family of blockers is asked about. Nothing but the inventory: the answer is the same on every day. */
export interface BlockerContext {
  readonly inventory: Inventory;
  readonly estate: Estate;
  readonly owners: readonly OwnerState[];
}

/** An operation that is not a delete of the teardown. */
export interface PreparedOperation {
  readonly action: string;
  readonly phase: "before" | "after";
  readonly target: string;
  readonly because: string;
  /** Ids of resources, groups or scopes whose delete waits for this one. */
  readonly blocks: readonly string[];
  /** Whether it also has to come before other prepared operations within what it blocks. */
  readonly isGate?: boolean;
  /** Targets of operations of the same family that have to come first. */
  readonly after?: readonly string[];
  readonly apiVersion?: string;
}

export interface HeldFinding {
  readonly target: string;
  readonly code: MessageCode;
  /** More than the registry's remedy can say. */
  readonly remedy?: string;
  /** Days after the delete until which time alone decides; goes into `observed`. */
  readonly days?: number;
  /** A date Azure itself gave. */
  readonly until?: string;
  /** Present and true when there is nothing to do or to wait for: only the date is told. */
  readonly isNotice?: true;
  /** Whether the resource itself cannot be deleted; otherwise only what follows its delete is held. */
  readonly stays: boolean;
}

export interface Findings {
  readonly operations?: readonly PreparedOperation[];
  readonly held?: readonly HeldFinding[];
  /** Ids of what goes by itself with an operation above, long before its turn: it holds nothing in the teardown. */
  readonly vanishing?: readonly string[];
  readonly selfMade?: readonly { readonly id: string; readonly because: string; readonly how: string }[];
}

/** One family of blockers: how it is seen in an inventory, and what has to be done about it. */
export type Family = (context: BlockerContext) => Findings;
