import { writeFileSync } from "node:fs";
import { parseInventory } from "../../core/inventory/parse-inventory.ts";
import { buildPlan } from "../../core/plan/build-plan.ts";
import { largeEstate } from "./large-estate.ts";
import { peakMemoryMB } from "./peak-memory.ts";

/** `node plan-worker.ts SIZE`: plans one estate in a process of its own and prints seconds and peak memory. */
const size = Number(process.argv[2]);
const estate = largeEstate(size);
const start = performance.now();
const { inventory } = parseInventory(estate, "bench");
const plan = buildPlan(inventory, { takenAt: new Date() });
const seconds = (performance.now() - start) / 1000;
const peakMB = peakMemoryMB();
writeFileSync(
  1,
  JSON.stringify({ seconds, peakMB, resources: plan.resources.length, operations: plan.operations.length }),
);
