import { idKey } from "../arm-id.ts";
import type { Estate } from "../dependencies/estate.ts";
import type { OwnerState } from "../dependencies/owner-state.ts";
import type { Plan } from "./plan.ts";

/** Which of the resources here each stack or state owns, with the ids as the inventory has them. */
export function describeOwners(owners: readonly OwnerState[], estate: Estate): Plan["owners"] {
  const here = (ids: readonly string[]): string[] => {
    const found = ids.flatMap((id) => {
      const index = estate.byKey.get(idKey(id));
      return estate.nodes[index ?? -1]?.id ?? estate.groups.get(idKey(id))?.id ?? [];
    });
    return [...new Set(found)].toSorted();
  };
  return owners
    .map((owner) => ({
      source: owner.source,
      ids: here(owner.owned),
      protected: here(owner.protected),
      retained: here(owner.retained),
    }))
    .toSorted((left, right) => (left.source < right.source ? -1 : 1));
}
