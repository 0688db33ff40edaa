import { isWithin } from "../arm-id.ts";

export interface TrimmedScopes {
  /** What goes: the subscription, its groups and resources, in the order and case they stand there. */
  readonly remove: string[];
  /** What stays, in the order and case it stands there. */
  readonly remaining: string[];
}

/** Splits AssignableScopes at a subscription; ids are compared without regard to case. */
export function trimScopes(assignableScopes: readonly string[], subscription: string): TrimmedScopes {
  return {
    remove: assignableScopes.filter((scope) => isWithin(scope, subscription)),
    remaining: assignableScopes.filter((scope) => !isWithin(scope, subscription)),
  };
}
