import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson, sha256 } from "../../core/digest.ts";
import { parsePlan } from "../../core/plan/parse-plan.ts";
import { worlds } from "./random-worlds.ts";
import { ownUses, replay } from "./replay.ts";
import { randomFrom, scatteredEstate } from "./scattered-estate.ts";
import { id, planOf, resource } from "./world.ts";

const runs = { numRuns: process.env.SUNDOWN_FULL === undefined ? 120 : 10_000, seed: 5 };

describe("any subscription", () => {
  test("gets a plan that a strict Azure never refuses, in whatever order it is run", () => {
    fc.assert(
      fc.property(worlds, fc.array(fc.nat(), { minLength: 1, maxLength: 20 }), (world, picks) => {
        const plan = planOf(world);
        let step = 0;
        const result = replay(plan, ownUses(plan), () => picks[step++ % picks.length] ?? 0);
        expect(result).toEqual({ refused: [], left: [] });
      }),
      runs,
    );
  });

  test("gets the same bytes whatever the order of its lists, and a digest that holds", () => {
    fc.assert(
      fc.property(worlds, fc.nat(), (world, seed) => {
        const turned = Object.fromEntries(
          Object.entries(world).map(([name, list]) => [
            name,
            Array.isArray(list) ? rotated(list, seed) : list,
          ]),
        );
        const text = JSON.stringify(planOf(world));
        expect(JSON.stringify(planOf({ ...world, ...turned }))).toBe(text);
        const { planDigest, takenAt: _takenAt, observed: _observed, ...rest } = planOf(world);
        expect(parsePlan(text, "plan.json").planDigest).toBe(planDigest);
        expect(sha256(canonicalJson(rest))).toBe(planDigest);
      }),
      runs,
    );
  });

  test("has one fate for each resource, and an operation behind it", () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const plan = planOf(world);
        expect(plan.resources.map(({ id: each }) => each.toLowerCase()).toSorted()).toEqual(
          [...new Set(world.resources.map((each) => String(each.id).toLowerCase()))].toSorted(),
        );
        for (const entry of plan.resources) {
          const own = plan.operations.some(({ target }) => target.toLowerCase() === entry.id.toLowerCase());
          expect({ id: entry.id, own, by: entry.deletedBy }).toEqual({
            id: entry.id,
            own: entry.deletedBy === "explicit",
            by: entry.deletedBy,
          });
        }
      }),
      runs,
    );
  });
});

test("applications scattered over groups are never refused what they really need, in whatever order", () => {
  const seeds = process.env.SUNDOWN_FULL === undefined ? 40 : 2000;
  for (let seed = 1; seed <= seeds; seed += 1) {
    const estate = scatteredEstate(seed, { count: 1 + (seed % 12), groups: 2 + (seed % 7) });
    const plan = planOf({ resources: estate.resources });
    const uses = (estate.edges ?? []).map(({ from, to }) => [from, to] as const);
    for (const pick of [() => 0, (ready: number) => ready - 1, randomFrom(seed)]) {
      expect({ seed, ...replay(plan, uses, pick) }).toEqual({ seed, refused: [], left: [] });
    }
  }
});

function rotated(list: readonly unknown[], by: number): unknown[] {
  const at = list.length === 0 ? 0 : by % list.length;
  return [...list.slice(at), ...list.slice(0, at)].toReversed();
}

test("explicit deletes are only planned where groups wait for each other", () => {
  const nic = id("rg-b", "Microsoft.Network/networkInterfaces/nic");
  const vnet = resource("rg-a", "Microsoft.Network/virtualNetworks/vnet");
  const plan = planOf({
    resources: [vnet, { id: nic, properties: { subnet: { id: `${vnet.id}/subnets/s` } } }],
  });
  expect(plan.operations.map(({ id: name, after }) => [name, after])).toEqual([
    ["deleteGroup:rg-a", ["deleteGroup:rg-b"]],
    ["deleteGroup:rg-b", []],
  ]);
});

test("the api-versions an inventory was written with are no part of the plan", () => {
  const paths = [
    "Microsoft.Network/virtualNetworks/vnet",
    "Microsoft.Sql/servers/sql/failoverGroups/pair",
    "Contoso.Unknown/things/thing",
  ];
  const bare = planOf({ resources: paths.map((path) => resource("rg-a", path)) });
  const dated = planOf({
    resources: paths.map((path) => resource("rg-a", path, {}, { apiVersion: "2016-01-01" })),
  });
  expect(dated).toEqual(bare);
  expect(bare.resources.map(({ apiVersion }) => apiVersion)).toContain("2023-08-01");
});
