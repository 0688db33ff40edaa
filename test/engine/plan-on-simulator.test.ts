import * as fc from "fast-check";
import { expect, test } from "vitest";
import { connect } from "../../azure/connect.ts";
import { readInventory } from "../../azure/read-inventory.ts";
import { buildPlan } from "../../core/plan/build-plan.ts";
import type { Operation } from "../../core/plan/plan.ts";
import { type AzureSimulator, startAzureSimulator } from "../../simulator/azure-simulator.ts";
import { parseEstate } from "../../simulator/estate.ts";
import { possibleWorlds } from "../core/random-worlds.ts";
import { SUBSCRIPTION } from "../core/world.ts";
import { type ArmCaller, signIn, trust } from "../support/simulator.ts";

const DELETES = new Set(["delete", "deleteGroup", "unlock"]);
/** Longer than anything the simulator does. */
const LONG = 6 * 3600;

/** Makes an operation's one call, lets its time pass, and answers how it ended: undefined when Azure did it. */
async function perform(operation: Operation, arm: ArmCaller, simulator: AzureSimulator) {
  if (!DELETES.has(operation.action)) throw new Error(`this test does not know ${operation.action}`);
  const answer = await arm("DELETE", `${operation.target}?api-version=2024-03-01`);
  const place = answer.headers.get("location");
  if (answer.status === 202 && place !== null) {
    simulator.advance(LONG);
    const end = await arm("GET", place);
    return end.status === 200 ? undefined : { operation: operation.id, status: end.status, body: end.body };
  }
  const isDone = [200, 202, 204].includes(answer.status);
  return isDone ? undefined : { operation: operation.id, status: answer.status, body: answer.body };
}

test("the simulator refuses nothing of any plan, in whatever order the plan allows, and ends empty", async () => {
  const numRuns = process.env.SUNDOWN_FULL === undefined ? 12 : 500;
  await fc.assert(
    fc.asyncProperty(
      possibleWorlds,
      fc.array(fc.nat(), { minLength: 1, maxLength: 20 }),
      async (world, picks) => {
        const estate = parseEstate({ ...world, subscription: { subscriptionId: SUBSCRIPTION } }, "world");
        const simulator = await startAzureSimulator({ estate, lags: { lists: 0, graph: 0, roles: 0 } });
        trust(simulator);
        try {
          const inventory = await readInventory(await connect(simulator.environment()), SUBSCRIPTION);
          const plan = buildPlan(inventory, { takenAt: new Date("2026-03-01T12:00:00Z") });
          expect(plan.held).toEqual([]);
          const arm = await signIn(simulator);
          const waiting = new Map(plan.operations.map((operation) => [operation.id, operation]));
          const refused: unknown[] = [];
          for (let step = 0; waiting.size > 0; step += 1) {
            const ready = [...waiting.values()].filter(({ after }) => after.every((id) => !waiting.has(id)));
            const next = ready[(picks[step % picks.length] ?? 0) % ready.length];
            if (next === undefined) throw new Error("the operations wait for each other in a circle");
            waiting.delete(next.id);
            const refusal = await perform(next, arm, simulator);
            if (refusal !== undefined) refused.push(refusal);
          }
          expect(refused).toEqual([]);
          expect(simulator.state().resources).toEqual([]);
        } finally {
          await simulator.close();
        }
      },
    ),
    { numRuns, seed: 11, endOnFailure: true },
  );
}, 900_000);
