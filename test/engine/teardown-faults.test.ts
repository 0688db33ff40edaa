import { expect, test } from "vitest";
import { destroy } from "../../steps/destroy/destroy.ts";
import { officeEstate } from "./office-estate.ts";
import { callsAsOperations, changingCalls, teardownScene } from "./teardown-scene.ts";

/** One for each desk: what happens to the first call that deletes its group. */
const faults = [
  { status: 429, code: "TooManyRequests", headers: { "retry-after": "1" } },
  { status: 429, code: "TooManyRequests" },
  // The gateway tells the pause only in its text.
  { status: 429, code: "ResourceRequestsThrottled", message: "Please try again after '1' seconds." },
  { status: 409, code: "AnotherOperationInProgress" },
  { status: 500, code: "InternalServerError" },
  { drop: "before" as const },
  { drop: "after" as const },
];

test("throttled, busy, failing and lost calls: all ends well, and no call that succeeded is repeated", async () => {
  const scene = await teardownScene(officeEstate(faults.length));
  for (const [index, fault] of faults.entries()) {
    scene.simulator.addFault({ method: "DELETE", path: `/resourceGroups/desk-${index + 1}`, ...fault });
  }
  const result = await destroy({ folder: scene.folder }, scene.context);

  expect(result.held).toEqual([]);
  const { simulator, plan } = scene;
  expect(simulator.state().resourceGroups).toEqual([]);
  const started = simulator.state().operations.filter(({ kind }) => kind === "deleteGroup");
  expect(started.map(({ target }) => target).toSorted()).toEqual(
    plan.operations
      .filter(({ action }) => action === "deleteGroup")
      .map(({ target }) => target)
      .toSorted(),
  );
});

test("a poll that is throttled or fails is asked again, and nothing else is", async () => {
  const scene = await teardownScene(officeEstate(2));
  scene.simulator.addFault({ method: "GET", path: "operationresults", status: 503, times: 2 });
  scene.simulator.addFault({ method: "GET", path: "operationresults", status: 429, skip: 1 });
  const result = await destroy({ folder: scene.folder }, scene.context);

  expect(result.held).toEqual([]);
  const calls = callsAsOperations(scene.plan, changingCalls(scene.simulator));
  expect(calls.toSorted()).toEqual(scene.plan.operations.map(({ id }) => id).toSorted());
});

test("what a policy denies is asked for once and held", async () => {
  const scene = await teardownScene(officeEstate(1));
  const path = "/resourceGroups/desk-1";
  scene.simulator.addFault({
    method: "DELETE",
    path,
    status: 403,
    code: "RequestDisallowedByPolicy",
    times: 100,
  });
  const result = await destroy({ folder: scene.folder }, scene.context);
  expect(result.held.map(({ id, code }) => [id, code])).toEqual([
    ["deleteGroup:desk-1", "operation_denied_by_policy"],
    ["deleteGroup:office-net", "operation_waiting"],
  ]);
  expect(changingCalls(scene.simulator).filter((call) => call.path.endsWith(path))).toHaveLength(1);
});
