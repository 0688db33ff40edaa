import { expect, test, vi } from "vitest";
import { destroy } from "../../steps/destroy/destroy.ts";
import type { StepContext } from "../../steps/step-context.ts";
import { inVirtualTime } from "../support/virtual-time.ts";
import { groupId, officeEstate } from "./office-estate.ts";
import { changingCalls, contextOf, type Scene, teardownScene } from "./teardown-scene.ts";

vi.mock("node:timers/promises", async (original) => {
  const { sleepOnTimers } = await import("../support/virtual-time.ts");
  return { ...(await original<object>()), setTimeout: sleepOnTimers };
});

const virtually = (name: string, work: () => Promise<void>): void =>
  test(name, async () => inVirtualTime(work));

const lock = `${groupId("archive")}/providers/Microsoft.Authorization/locks/keep`;

/** Interrupted as soon as the lock is gone, before its group's turn. */
function interruptedAfterUnlock({ context, abort }: Scene): StepContext {
  const { host } = context;
  return {
    ...context,
    host: {
      ...host,
      progress(progress: Parameters<typeof host.progress>[0]) {
        host.progress(progress);
        if (progress.task === "unlock:archive/locks/keep" && progress.state === "done") abort.abort();
      },
    },
  };
}

async function lockOf({ context }: Scene): Promise<unknown> {
  const connection = await context.azure();
  return (await connection.request({ method: "GET", path: lock, apiVersion: "2020-05-01" })).body;
}

virtually(
  "an interrupt puts back the lock on what still stands, as it was; the next run removes it again",
  async () => {
    const scene = await teardownScene(officeEstate(1));
    const first = await destroy({ folder: scene.folder }, interruptedAfterUnlock(scene));
    expect(first).toMatchObject({ interrupted: true, locksPutBack: [lock] });
    expect(first.done.map(({ id }) => id)).not.toContain("unlock:archive/locks/keep");
    const properties = { level: "CanNotDelete", notes: "until the audit is over" };
    expect(await lockOf(scene)).toMatchObject({ properties });
    expect(scene.told.notices).toContainEqual(
      expect.objectContaining({ code: "destroy_locks_put_back", place: lock }),
    );

    const again = contextOf(scene.directory, scene.context.azure);
    const second = await destroy({ folder: scene.folder }, again.context);
    expect(second).toMatchObject({ held: [], pending: [], locksPutBack: [] });
    expect(scene.simulator.state()).toMatchObject({ locks: [], resourceGroups: [] });
  },
);

virtually("what is held keeps its lock; a lock whose scope is gone is not made again", async () => {
  const estate = officeEstate(1);
  const locks = ["archive", "desk-1"].map((group) => ({
    id: `${groupId(group)}/providers/Microsoft.Authorization/locks/keep`,
    name: "keep",
    level: "ReadOnly",
  }));
  const scene = await teardownScene({ ...estate, locks });
  const denied = { status: 403, code: "RequestDisallowedByPolicy", times: 100 };
  scene.simulator.addFault({ method: "DELETE", path: "/resourceGroups/archive", skip: 1, ...denied });
  const result = await destroy({ folder: scene.folder }, scene.context);
  expect(result.held.map(({ code }) => code)).toEqual(["operation_denied_by_policy"]);
  expect(result.locksPutBack).toEqual([lock]);
  expect(await lockOf(scene)).toMatchObject({ properties: { level: "ReadOnly" } });
  expect(changingCalls(scene.simulator).filter(({ method }) => method === "PUT")).toHaveLength(1);
});

virtually("a lock that cannot be put back is named, and the next run goes on", async () => {
  const scene = await teardownScene(officeEstate(1));
  scene.simulator.addFault({ method: "PUT", path: "/locks/keep", status: 403, code: "AuthorizationFailed" });
  const first = await destroy({ folder: scene.folder }, interruptedAfterUnlock(scene));
  expect(first.locksPutBack).toEqual([]);
  expect(scene.told.notices.map(({ code }) => code)).toContain("destroy_locks_missing");
  const second = await destroy(
    { folder: scene.folder },
    contextOf(scene.directory, scene.context.azure).context,
  );
  expect(second).toMatchObject({ held: [], pending: [] });
});

virtually("a declined question after a killed run puts back what that run had unlocked", async () => {
  const scene = await teardownScene(officeEstate(1));
  scene.simulator.addFault({ method: "PUT", path: "/locks/keep", status: 403, code: "AuthorizationFailed" });
  await destroy({ folder: scene.folder }, interruptedAfterUnlock(scene));
  expect(scene.simulator.state().locks).toEqual([]);
  const { context } = contextOf(scene.directory, scene.context.azure);
  const declining = { ...context, host: { ...context.host, ask: async () => false } };
  await expect(destroy({ folder: scene.folder }, declining)).rejects.toMatchObject({ code: "declined" });
  expect(scene.simulator.state().locks).toEqual([lock]);
});

virtually("the phase before leaves unlocked what `pulumi destroy` is to delete", async () => {
  const scene = await teardownScene(officeEstate(1));
  await destroy({ folder: scene.folder, phase: "before" }, scene.context);
  expect(scene.simulator.state().locks).toEqual([]);
});
