import { expect, test } from "vitest";
import { destroy } from "../../steps/destroy/destroy.ts";
import { run } from "../../steps/run/run.ts";
import { support } from "../../steps/support/support.ts";
import { doomed, lifecycleWorld } from "./world.ts";

const group = `${doomed}/resourceGroups/rg`;
const machine = `${group}/providers/Microsoft.Compute/virtualMachines/vm`;
const estate = {
  resourceGroups: [{ id: group, name: "rg", location: "westeurope" }],
  resources: [{ id: machine, location: "westeurope", properties: {} }],
};

test("after a teardown support reads every call, with its outcome and its correlation id", async () => {
  const world = await lifecycleWorld({ resourceGroups: estate.resourceGroups });
  world.simulator.addFault({ method: "DELETE", path: group, status: 409, code: "Conflict", times: 1 });
  await destroy({ folder: world.folder }, world.context);
  await destroy({ folder: world.folder }, world.context);

  const { text } = await support({ folder: world.folder, offline: true }, world.context);

  const tried = text
    .slice(text.indexOf("What was tried:"))
    .split("\n")
    .filter((line) => line.includes(" destroy: "));
  expect(tried.filter((line) => line.includes("Conflict"))).toHaveLength(1);
  expect(tried.some((line) => /rg.*answered 20\d.*\(correlation id [0-9a-f-]{36}\)/i.test(line))).toBe(true);
  expect(text).toContain(`Cancel subscription`);
});

test("run waits for a person where nobody answers whether to stop", async () => {
  const world = await lifecycleWorld(estate, { speed: 100_000 });
  world.answers.yes = false;

  const result = await run({ folder: world.folder, skip: [], pollSeconds: 0.1 }, world.context);

  expect(result.taken).toEqual([]);
  expect(result.held).toMatchObject([
    { code: "awaiting_people", remedy: expect.stringMatching(/--yes.*--skip stop/) },
  ]);
});
