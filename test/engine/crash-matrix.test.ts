import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { idKey } from "../../core/arm-id.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { randomFrom, seedOfThisRun } from "../support/random.ts";
import { sixtyResources } from "./sixty-resources.ts";
import { changingCalls, type Scene, teardownScene } from "./teardown-scene.ts";

const isFull = process.env.SUNDOWN_FULL === "1";
const seed = seedOfThisRun();
/** In the plain run. */
const SLICE = 3;
const AT_ONCE = 6;

let plan: Plan | undefined;
async function newScene(): Promise<Scene> {
  const scene = await teardownScene(sixtyResources(), plan === undefined ? {} : { plan });
  plan = scene.plan;
  return scene;
}

async function runChild(scene: Scene, moment: string): Promise<{ signal: string | null; stdout: string }> {
  const child = spawn(
    process.execPath,
    [fileURLToPath(import.meta.resolve("./destroy-child.ts")), scene.directory, scene.folder, moment],
    {
      env: {
        ...process.env,
        ...scene.simulator.environment(),
        XDG_STATE_HOME: join(scene.directory, "state"),
      },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let stdout = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  const { promise, resolve } = Promise.withResolvers<string | null>();
  child.once("close", (_code, signal) => resolve(signal));
  return { signal: await promise, stdout };
}

/**
 * A write may carry several lines, so that their number varies by a few, with the machine's load too. A run ends
 * unharmed only when it made fewer writes than the moment asks for: then all of its own have moments of their own.
 */
async function killAndResume(moment: string): Promise<"killed" | "unharmed"> {
  const scene = await newScene();
  const { signal, stdout } = await runChild(scene, moment);
  expect([null, "SIGKILL"], moment).toContain(signal);
  if (signal === null) expect(writesIn(stdout), moment).toBeLessThan(Number(moment.split(":").at(-1)));
  const resumed = await runChild(scene, "never");
  expect(resumed.signal, moment).toBeNull();
  const { result }: { result: unknown } = JSON.parse(resumed.stdout);
  expect(result, moment).toMatchObject({ held: [], pending: [], interrupted: false, lists: { agree: true } });
  const { resources, resourceGroups, locks, deletedResources } = scene.simulator.state();
  expect({ resources, resourceGroups, locks, deletedResources }, moment).toEqual({
    resources: [],
    resourceGroups: [],
    locks: [],
    deletedResources: [],
  });
  const succeeded = changingCalls(scene.simulator)
    .filter(({ status }) => status >= 200 && status < 300)
    .map(({ method, path }) => `${method} ${idKey(path)}`);
  const repeated = succeeded.filter((call, index) => succeeded.indexOf(call) !== index);
  expect(repeated, moment).toEqual([]);
  expect(succeeded.length, moment).toBe(scene.plan.operations.length);
  await scene.simulator.close();
  return signal === null ? "unharmed" : "killed";
}

test(`killed before and after every changing call and journal write (seed ${seed}), then resumed: same end, nothing done twice`, async () => {
  // As many beside each other as below, since that decides how many lines a write carries.
  const whole = await Promise.all(range(AT_ONCE).map(newScene));
  const runs = await Promise.all(whole.map((scene) => runChild(scene, "never")));
  for (const { signal } of runs) expect(signal).toBeNull();
  const call = plan?.operations.length ?? 0;
  for (const { stdout } of runs) expect(JSON.parse(stdout)).toMatchObject({ call });
  const writes = runs.map(({ stdout }) => writesIn(stdout)).toSorted((one, other) => one - other);
  const write = writes[Math.floor(writes.length / 2)] ?? 0;
  const all = [
    ...range(call).flatMap((n) => [`call:before:${n}`, `call:after:${n}`]),
    ...range(write).flatMap((n) => [`write:before:${n}`, `write:half:${n}`, `write:after:${n}`]),
  ];
  const draw = randomFrom(seed);
  const moments = isFull
    ? all
    : Array.from({ length: SLICE }, () => all[Math.floor(draw() * all.length)] ?? "never");
  const left = moments.values();
  const unharmed: string[] = [];
  const worker = async (): Promise<void> => {
    for (const moment of left) if ((await killAndResume(moment)) === "unharmed") unharmed.push(moment);
  };
  await Promise.all(range(AT_ONCE).map(worker));
  // Only the last writes may not come.
  for (const moment of unharmed) expect(moment).toMatch(/^write:/);
  expect(unharmed.length).toBeLessThanOrEqual(Math.max(1, moments.length * 0.1));
}, 1_200_000);

function writesIn(stdout: string): number {
  const { write }: { write: number } = JSON.parse(stdout);
  return write;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
