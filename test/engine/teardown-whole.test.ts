import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { evidenceSchema } from "../../core/evidence/evidence.ts";
import { destroy } from "../../steps/destroy/destroy.ts";
import { officeEstate } from "./office-estate.ts";
import { callsAsOperations, changingCalls, teardownScene } from "./teardown-scene.ts";

test("a whole estate goes: each planned call once, in order, none refused, nothing else touched", async () => {
  const scene = await teardownScene(officeEstate());
  const result = await destroy({ folder: scene.folder }, scene.context);

  expect(result.held).toEqual([]);
  expect(result.pending).toEqual([]);
  const { plan, simulator } = scene;
  const calls = changingCalls(simulator);
  const order = callsAsOperations(plan, calls);
  expect(order.toSorted()).toEqual(plan.operations.map(({ id }) => id).toSorted());
  expect(calls.filter(({ status }) => status >= 400)).toEqual([]);
  for (const { id, after } of plan.operations) {
    for (const before of after) expect(order.indexOf(before)).toBeLessThan(order.indexOf(id));
  }
  const state = simulator.state();
  expect(state.resources).toEqual([]);
  expect(state.locks).toEqual([]);
  expect(state.resourceGroups.map(({ id }) => id)).toEqual([]);

  const evidence = evidenceSchema.parse(JSON.parse(await readFile(result.evidence ?? "", "utf8")));
  expect(evidence.operations.map(({ id }) => id).toSorted()).toEqual(order.toSorted());
  expect(evidence.operations.every(({ acted, correlationIds }) => acted && correlationIds.length === 1)).toBe(
    true,
  );
  expect(evidence.lists).toMatchObject({ agree: true, ghosts: [] });
  expect(evidence.approvals.map(({ by }) => by)).toEqual([{ kind: "local" }]);
  expect(scene.told.asked.map(({ typed }) => typed)).toEqual([
    plan.subscription.name,
    ...plan.operations
      .filter(({ action }) => action === "deleteGroup")
      .map(({ target }) => target.split("/").at(-1)),
  ]);
});
