import { spawn } from "node:child_process";
import { join } from "node:path";

const SCRIPT = join(import.meta.dirname, "../../cli/main.ts");
const RUNS = 15;

/** `cli.helpMs`: from the start of the process to the first byte of `sundown --help`, the median of several runs. */
export async function helpBench(): Promise<Record<string, number>> {
  const times: number[] = [];
  // The first fills Node's compile cache, as a first call on a machine does.
  for (let run = -1; run < RUNS; run++) {
    const milliseconds = await firstByte();
    if (run >= 0) times.push(milliseconds);
  }
  return { "cli.helpMs": times.toSorted((a, b) => a - b)[Math.floor(RUNS / 2)] ?? Number.NaN };
}

function firstByte(): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, [SCRIPT, "--help"], { stdio: ["ignore", "pipe", "ignore"] });
  return new Promise((resolve, reject) => {
    let first: number | undefined;
    child.stdout.on("data", () => {
      first ??= performance.now() - started;
    });
    child.on("error", reject);
    child.on("close", () => (first === undefined ? reject(new Error("no help came")) : resolve(first)));
  });
}
