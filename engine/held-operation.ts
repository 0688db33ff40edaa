import type { Refusal } from "../azure/classify-refusal.ts";
import { idKey } from "../core/arm-id.ts";
import { definitionOf, type MessageCode } from "../core/messages/registry.ts";
import type { Operation } from "../core/plan/plan.ts";
import type { HeldOperation } from "./outcome.ts";

/** An operation that is held for a reason of ours. */
export function held(
  operation: Pick<Operation, "id" | "action" | "target">,
  code: MessageCode,
  message: string,
  more: Pick<HeldOperation, "until" | "named" | "waitsFor"> & { readonly azureCode?: string } = {},
): HeldOperation {
  const { id, action, target } = operation;
  return { id, action, target, code, message, remedy: definitionOf(code).remedy ?? "", ...more };
}

/** An operation that Azure refused for good, with Azure's own words. */
export function heldBy(
  operation: Pick<Operation, "id" | "action" | "target">,
  refusal: Refusal,
): HeldOperation {
  const said = refusal.message === "" ? refusal.azureCode : `${refusal.azureCode}: ${refusal.message}`;
  const named = refusal.named.filter((id) => idKey(id) !== idKey(operation.target));
  return held(operation, refusal.code, `${operation.target}: ${said}`, {
    azureCode: refusal.azureCode,
    ...(refusal.until === undefined ? {} : { until: refusal.until }),
    ...(named.length === 0 ? {} : { named }),
  });
}
