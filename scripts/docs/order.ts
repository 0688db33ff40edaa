import { readFile } from "node:fs/promises";
import { parseInventory } from "../../core/inventory/parse-inventory.ts";
import { buildPlan } from "../../core/plan/build-plan.ts";
import { overviewGraph } from "../../core/report/dependency-graph.ts";

/** Which group of the demo's subscription waits for which, as its plan draws it; the picture in docs/order.md. */
export async function orderGraph(): Promise<string> {
  const path = new URL("../../simulator/estates/demo.json", import.meta.url);
  const { inventory } = parseInventory(JSON.parse(await readFile(path, "utf8")), "demo.json");
  const graph = overviewGraph(buildPlan(inventory, { takenAt: new Date(0) }));
  // Upright and without its legend: a page is narrower than a plan, and here are no colours to tell apart.
  return graph.replace("rankdir=LR", "rankdir=TB").replace(/label="[^"]*", labelloc=t, /, "");
}
