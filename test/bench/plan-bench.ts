import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";

const run = promisify(execFile);
const worker = fileURLToPath(new URL("plan-worker.ts", import.meta.url));
const measured = z.object({ seconds: z.number(), peakMB: z.number() });
const sizes = { "1k": 1000, "10k": 10_000, "100k": 100_000 };

/**
 * Planning time and peak memory by size, each in a fresh process. `plan.growth` is the exponent between 10,000 and
 * 100,000 resources: 1 is linear.
 */
export async function planBench(): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  const seconds: number[] = [];
  for (const [name, size] of Object.entries(sizes)) {
    const { stdout } = await run(process.execPath, [worker, String(size)]);
    const result = measured.parse(JSON.parse(stdout));
    figures[`plan.seconds.${name}`] = result.seconds;
    if (name === "100k") figures["plan.peakMB.100k"] = result.peakMB;
    seconds.push(result.seconds);
  }
  figures["plan.growth"] = Math.log10((seconds[2] ?? 0) / (seconds[1] ?? 1));
  return figures;
}
