import { isWithin } from "../../core/arm-id.ts";
import type { MessageCode } from "../../core/messages/registry.ts";
import type { Operation } from "../../core/plan/plan.ts";
import { held } from "../../engine/held-operation.ts";
import type { HeldOperation } from "../../engine/outcome.ts";

/** A resource that the plan names and that is not what was approved any more. */
export interface ChangedResource {
  readonly id: string;
  readonly how: "changed" | "changedHands" | "recreated";
}

const CODES = {
  changed: "operation_changed",
  changedHands: "operation_changed_hands",
  recreated: "operation_recreated",
} as const satisfies Record<ChangedResource["how"], MessageCode>;

const WORDS = {
  changed: "has changed since the plan",
  changedHands: "has another identity, manager or tags than when the teardown began",
  recreated: "was made again since the teardown began",
} as const satisfies Record<ChangedResource["how"], string>;

export function heldByUnplanned(operation: Operation, inside: readonly string[]): HeldOperation {
  const more = inside.length > 3 ? ` and ${inside.length - 3} more` : "";
  const message = `${operation.target} holds what the plan does not name: ${inside.slice(0, 3).join(", ")}${more}.`;
  return held(operation, "operation_unplanned", message, { named: inside });
}

/** Held is what would take a changed resource along, and what would act on it or on what is in it. */
export function heldByChange(
  operation: Operation,
  changes: readonly ChangedResource[],
): HeldOperation | undefined {
  const { action, target } = operation;
  const takesAlong = action === "delete" || action === "deleteGroup";
  const touched = changes.filter(({ id }) => isWithin(target, id) || (takesAlong && isWithin(id, target)));
  const [first] = touched;
  if (first === undefined) return undefined;
  const more = touched.length > 1 ? `, and ${touched.length - 1} more with it` : "";
  return held(operation, CODES[first.how], `${first.id} ${WORDS[first.how]}${more}.`, {
    named: touched.map(({ id }) => id),
  });
}
