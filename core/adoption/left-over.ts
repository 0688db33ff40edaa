import { idKey } from "../arm-id.ts";
import type { Operation, Plan } from "../plan/plan.ts";
import type { LeftReason } from "./adoption.ts";
import { blockedOperations } from "./blocked-operations.ts";
import { everythingAfter } from "./everything-after.ts";
import { isSingletonType } from "./singleton-types.ts";

/** azure-native's type for a resource group. */
const groupToken = "azure-native:resources:ResourceGroup";

/**
 * The operations of the teardown that Pulumi must not be given, each with the reason. What comes after an operation
 * that only the embedded engine can do waits with it: Azure would refuse it, or delete in the wrong order.
 *
 * @param stands whether an id still exists; what is gone needs nobody and stops nobody.
 */
export function leftOver(plan: Plan, stands: (id: string) => boolean): ReadonlyMap<string, LeftReason> {
  const left = new Map<string, LeftReason>(blockedOperations(plan));
  const tokens = tokensOf(plan);
  const types = new Map(plan.resources.map(({ id, type }) => [idKey(id), type]));
  const unable: string[] = [];
  for (const operation of plan.operations) {
    if (operation.phase !== "teardown" || left.has(operation.id) || !stands(operation.target)) continue;
    const reason = whyUnable(operation, types, tokens);
    if (reason === undefined) continue;
    left.set(operation.id, reason);
    unable.push(operation.id);
  }
  for (const id of everythingAfter(plan.operations, unable)) {
    if (!left.has(id)) left.set(id, "waits_for_engine");
  }
  return left;
}

/** azure-native token by id key, groups included. */
export function tokensOf(plan: Plan): ReadonlyMap<string, string> {
  const tokens = new Map<string, string>();
  for (const { id, token } of plan.resources) {
    if (token !== undefined) tokens.set(idKey(id), token);
  }
  for (const { id } of plan.resourceGroups) tokens.set(idKey(id), groupToken);
  return tokens;
}

function whyUnable(
  operation: Operation,
  types: ReadonlyMap<string, string>,
  tokens: ReadonlyMap<string, string>,
): LeftReason | undefined {
  if (operation.action === "deleteGroup") return tokens.has(idKey(operation.target)) ? undefined : "no_token";
  if (operation.action !== "delete") return "not_a_delete";
  const type = types.get(idKey(operation.target));
  if (type !== undefined && isSingletonType(type)) return "singleton";
  return tokens.has(idKey(operation.target)) ? undefined : "no_token";
}
