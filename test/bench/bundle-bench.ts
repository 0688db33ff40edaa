import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const bundle = fileURLToPath(new URL("../../dist/index.js", import.meta.url));

/**
 * `gate.bundleKB` is the built Action's size; `gate.coldStartMs` the median time from its start to its first refusal
 * (no command given), which is all it costs before it talks to anybody.
 */
export async function bundleBench(runs = 5): Promise<Record<string, number>> {
  const times: number[] = [];
  for (let count = 0; count < runs; count += 1) {
    const start = performance.now();
    await run(process.execPath, [bundle], { env: {} }).catch(() => {});
    times.push(performance.now() - start);
  }
  const { size } = await stat(bundle);
  return {
    "gate.coldStartMs": times.toSorted((left, right) => left - right)[Math.floor(runs / 2)] ?? Number.NaN,
    "gate.bundleKB": size / 1024,
  };
}
