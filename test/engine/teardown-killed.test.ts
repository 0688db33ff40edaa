import { spawn } from "node:child_process";
import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { decommissionFolder } from "../../steps/decommission-folder.ts";
import { officeEstate } from "./office-estate.ts";
import { type Scene, teardownScene } from "./teardown-scene.ts";

const DESKS = 2;
/** One unlock and four groups. */
const CALLS = 5;
const all = Array.from({ length: CALLS }, (_, index) => [`before:${index + 1}`, `after:${index + 1}`]).flat();
const points = process.env.SUNDOWN_FULL === "1" ? all : ["before:1", "after:2", "after:5"];

async function runChild(scene: Scene, point: string): Promise<{ signal: string | null; stdout: string }> {
  const child = spawn(
    process.execPath,
    [fileURLToPath(import.meta.resolve("./destroy-child.ts")), scene.directory, scene.folder, point],
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

test.each(points)("killed %s a changing call, then resumed: same end, nothing done twice", async (point) => {
  const scene = await teardownScene(officeEstate(DESKS));
  expect(await runChild(scene, point)).toMatchObject({ signal: "SIGKILL" });
  // What a power cut leaves of a line that was being written.
  await appendFile(decommissionFolder(scene.folder).journal, '{"at":"2026-11-24T');
  const { signal, stdout } = await runChild(scene, "never");

  expect(signal).toBeNull();
  const result: unknown = JSON.parse(stdout);
  expect(result).toMatchObject({ held: [], pending: [], interrupted: false, lists: { agree: true } });
  const state = scene.simulator.state();
  expect(state.resourceGroups).toEqual([]);
  expect(state.locks).toEqual([]);
  // A group that the first run had begun to delete is followed, not deleted again.
  const started = state.operations.filter(({ kind }) => kind === "deleteGroup").map(({ target }) => target);
  expect(started.length).toBe(DESKS + 2);
  expect(new Set(started).size).toBe(started.length);
  const evidence: unknown = JSON.parse(await readFile(decommissionFolder(scene.folder).evidence, "utf8"));
  expect(evidence).toMatchObject({ held: [], pending: [] });
});
