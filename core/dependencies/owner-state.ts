import { idKey } from "../arm-id.ts";
import type { EdgeCollector } from "./edges.ts";
import type { Estate } from "./estate.ts";

/** What an existing Pulumi stack or Terraform state owns here, and the order it knows. Ids as it wrote them. */
export interface OwnerState {
  /** `stack prod` or `state network.tfstate`: named in the plan. */
  readonly source: string;
  readonly owned: readonly string[];
  /** Owned, and marked there as not to be deleted. */
  readonly protected: readonly string[];
  /** Owned, and kept in Azure when they leave the stack. */
  readonly retained: readonly string[];
  readonly dependencies: readonly { readonly from: string; readonly to: string }[];
}

/** The strongest source of order: what the tool that made the resources goes by itself. */
export function addOwnerStates(owners: readonly OwnerState[], estate: Estate, edges: EdgeCollector): void {
  for (const { source, dependencies } of owners) {
    for (const { from, to } of dependencies) {
      const user = estate.byKey.get(idKey(from));
      const target = estate.byKey.get(idKey(to));
      if (user !== undefined && target !== undefined && user !== target) {
        edges.add(user, target, source, "stack");
      }
    }
  }
}
