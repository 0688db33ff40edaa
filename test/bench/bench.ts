import { parseArgs } from "node:util";
import { backupBench } from "./backup-bench.ts";
import { bundleBench } from "./bundle-bench.ts";
import { gateBench } from "./gate-bench.ts";
import { helpBench } from "./help-bench.ts";
import { inventoryBench } from "./inventory-bench.ts";
import { planBench } from "./plan-bench.ts";
import { pulumiBench } from "./pulumi-bench.ts";
import { teardownBench } from "./teardown-bench.ts";

/** `npm run bench -- [--json] [--only NAME…]`: figures by name; what they mean stands in the file of each. */
const benches: Readonly<Record<string, () => Promise<Record<string, number>>>> = {
  help: helpBench,
  plan: planBench,
  inventory: () => inventoryBench(),
  teardown: () => teardownBench(),
  backup: () => backupBench(),
  pulumi: () => pulumiBench(),
  gate: async () => ({ ...(await bundleBench()), ...(await gateBench()) }),
};

const { values } = parseArgs({
  options: { json: { type: "boolean", default: false }, only: { type: "string", multiple: true } },
});
const names = values.only ?? Object.keys(benches);
const figures: Record<string, number> = {};
for (const name of names) {
  const bench = benches[name];
  if (bench === undefined)
    throw new Error(`no benchmark ${name}; there are ${Object.keys(benches).join(", ")}`);
  const measured = await bench();
  Object.assign(figures, measured);
  for (const [figure, value] of Object.entries(measured)) {
    process.stderr.write(`${figure.padEnd(32)} ${value.toPrecision(4)}\n`);
  }
}
if (values.json) process.stdout.write(`${JSON.stringify({ figures }, undefined, 2)}\n`);
