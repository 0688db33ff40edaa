import type { Notice } from "../host.ts";

/** One thing that is wrong with an inventory; all of them are reported together, in `data.problems`. */
interface InventoryProblem {
  readonly code: "inventory_invalid" | "id_malformed" | "resource_contradicted";
  /** Where in the inventory: `resources[3].id`. */
  readonly place: string;
  readonly message: string;
}

/** What is found while an inventory is let in. */
export interface Desk {
  readonly source: string;
  readonly problems: InventoryProblem[];
  readonly notices: Notice[];
}
