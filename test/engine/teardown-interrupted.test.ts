import { expect, test, vi } from "vitest";
import { destroy } from "../../steps/destroy/destroy.ts";
import { inVirtualTime } from "../support/virtual-time.ts";
import { officeEstate } from "./office-estate.ts";
import { callsAsOperations, changingCalls, contextOf, type Scene, teardownScene } from "./teardown-scene.ts";

vi.mock("node:timers/promises", async (original) => {
  const { sleepOnTimers } = await import("../support/virtual-time.ts");
  return { ...(await original<object>()), setTimeout: sleepOnTimers };
});

test("an interrupt starts nothing new and saves what runs; the next run repeats no call and ends it", async () =>
  inVirtualTime(interruptAndGoOn));

test("an interrupt does not wait for the last look before a delete", async () => {
  const scene = await teardownScene(officeEstate(1));
  const { host } = scene.context;
  const context = {
    ...scene.context,
    host: {
      ...host,
      progress(progress: Parameters<typeof host.progress>[0]) {
        if (!progress.task.startsWith("deleteGroup:") || progress.state !== "running") return;
        scene.simulator.addFault({ method: "GET", path: "/resources", delayMs: 30_000 });
        setTimeout(() => scene.abort.abort(), 300);
      },
    },
  };
  const began = performance.now();
  const result = await destroy({ folder: scene.folder }, context);
  expect(result.interrupted).toBe(true);
  expect(performance.now() - began).toBeLessThan(15_000);
});

async function interruptAndGoOn(): Promise<void> {
  const scene = await teardownScene(officeEstate(3));
  const { host } = scene.context;
  const context = {
    ...scene.context,
    host: {
      ...host,
      progress(progress: Parameters<typeof host.progress>[0]) {
        host.progress(progress);
        if (progress.task === "unlock:archive/locks/keep" && progress.state === "done") scene.abort.abort();
      },
    },
  };
  const first = await destroy({ folder: scene.folder }, context);
  expect(first.interrupted).toBe(true);
  expect(first.held).toEqual([]);
  expect(first.pending).toContain("deleteGroup:office-net");
  expect(first.pending).toContain("deleteGroup:archive");
  // The end says what is done, what Azure goes on with and what waits, and is no green tick.
  const deletes = changingCalls(scene.simulator).filter(({ method }) => method === "DELETE");
  const ended = scene.told.progress.filter(({ task, state }) => task !== "operations" && state === "done");
  const doneIds = ended.map(({ task }) => task).filter((task) => task !== "inventory");
  expect(first.underWay).toHaveLength(deletes.length - doneIds.length);
  expect(first.pending).toEqual(expect.arrayContaining([...first.underWay]));
  const end = scene.told.progress.findLast(({ task }) => task === "operations");
  const notBegun = scene.plan.operations.length - deletes.length;
  expect(end).toMatchObject({
    state: "held",
    title: `${doneIds.length} done, ${first.underWay.length} under way in Azure, ${notBegun} not begun`,
  });

  const again = contextOf(scene.directory, scene.context.azure);
  const second = await destroy({ folder: scene.folder }, again.context);
  expect(second).toMatchObject({ interrupted: false, held: [], pending: [] });
  // Without a pull request the person at the terminal is all there is: every run asks.
  const questions = ({ told }: Pick<Scene, "told">) => told.asked.map(({ code, typed }) => [code, typed]);
  expect(questions(again)).toEqual(questions(scene));
  expect(again.told.asked[0]?.message).toContain(
    `: ${scene.plan.operations.length - first.done.length} operation`,
  );
  // Nothing is done twice but what the interrupt has undone: the lock, put back and removed once more.
  const deleted = changingCalls(scene.simulator).filter(({ method }) => method === "DELETE");
  const wanted = [...scene.plan.operations.map(({ id }) => id), "unlock:archive/locks/keep"];
  expect(callsAsOperations(scene.plan, deleted).toSorted()).toEqual(wanted.toSorted());
}
