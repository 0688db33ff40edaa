import { expect, test } from "vitest";
import type { Plan } from "../../core/plan/plan.ts";
import { destroy } from "../../steps/destroy/destroy.ts";
import { officeEstate } from "./office-estate.ts";
import { changingCalls, teardownScene } from "./teardown-scene.ts";

const forgeries: [string, (plan: Plan) => Plan, RegExp][] = [
  ["no backup", (plan) => ({ ...plan, backupsNeeded: [] }), /asks for no backup of \/subscriptions\//],
  [
    "no order",
    (plan) => ({ ...plan, operations: plan.operations.map((each) => ({ ...each, after: [] })) }),
    /does not wait with delete\w* of \S+ for \w+ of \S+\./,
  ],
  ["no cost that goes on", (plan) => ({ ...plan, billing: [] }), /does not say what goes on costing/],
];

test.each(forgeries)(
  "a plan that was made to ask for %s is refused before anything",
  async (_, forge, said) => {
    let isLess = false;
    const scene = await teardownScene(officeEstate(1), {
      changePlan(plan) {
        const forged = forge(plan);
        isLess = JSON.stringify(forged) !== JSON.stringify(plan);
        return forged;
      },
    });
    expect(isLess).toBe(true);
    for (const phase of [undefined, "before", "teardown", "after"] as const) {
      const run = destroy({ folder: scene.folder, ...(phase === undefined ? {} : { phase }) }, scene.context);
      await expect(run).rejects.toMatchObject({
        code: "plan_asks_less",
        exitCode: 3,
        message: expect.stringMatching(said),
      });
    }
    expect(scene.told.asked).toEqual([]);
    expect(changingCalls(scene.simulator)).toEqual([]);
  },
);
