import { expect, test } from "vitest";
import { destroy } from "../../steps/destroy/destroy.ts";
import { scatteredEstate } from "../core/scattered-estate.ts";
import { changingCalls, teardownScene } from "./teardown-scene.ts";

const seeds = Array.from(
  { length: process.env.SUNDOWN_FULL === undefined ? 2 : 60 },
  (_, index) => index + 1,
);

test.each(seeds)(
  "I9: applications scattered over groups (seed %i) go with one call an operation, none refused",
  async (seed) => {
    const scene = await teardownScene(
      scatteredEstate(seed, { count: 6 + (seed % 5), groups: 2 + (seed % 4) }),
      { speed: 3000 },
    );
    const { plan, simulator, folder, context } = scene;
    const alone = plan.operations.filter(({ action }) => action === "delete");
    expect(alone.length).toBeGreaterThan(0);

    const result = await destroy({ folder }, context);
    expect({ held: result.held, pending: result.pending }).toEqual({ held: [], pending: [] });
    const calls = changingCalls(simulator);
    expect(calls.filter(({ status }) => status >= 400)).toEqual([]);
    expect(calls).toHaveLength(plan.resourceGroups.length + alone.length);
    expect(simulator.state()).toMatchObject({ resources: [], resourceGroups: [] });
  },
);
