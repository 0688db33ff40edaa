import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Edge } from "../../core/dependencies/edges.ts";
import type { Placement } from "../../core/groups/place-resources.ts";
import { planTeardown } from "../../core/groups/plan-teardown.ts";
import { adjacencyOf, stronglyConnected } from "../../core/order/strongly-connected.ts";

/** A small estate: nodes in groups, some of them children, edges only from later to earlier nodes. */
interface Small {
  readonly groups: number;
  readonly homes: readonly number[];
  readonly parents: readonly (number | undefined)[];
  readonly links: readonly (readonly [number, number])[];
}

function placementOf({ groups, homes, parents }: Small): Placement {
  const carrier = Int32Array.from(parents, (parent) => parent ?? -1);
  return {
    containers: Array.from({ length: groups }, (_, index) => ({
      kind: "group" as const,
      id: `/g${index}`,
      key: `/g${index}`,
    })),
    home: Int32Array.from(homes),
    carrier,
    roots: homes.flatMap((_, node) => (carrier[node] === -1 ? [node] : [])),
    managed: new Set(),
    orphaned: new Set(),
  };
}

function edgesOf({ links, parents }: Small): Edge[] {
  const edge = (from: number, to: number): Edge => ({
    from,
    to,
    because: "",
    trust: "property",
    tentative: false,
  });
  return [
    ...links.map(([from, to]) => edge(from, to)),
    ...parents.flatMap((parent, node) => (parent === undefined ? [] : [edge(node, parent)])),
  ];
}

/** Whether everything can go when `alone` are deleted by themselves, straight from the definition. */
function works(small: Small, alone: ReadonlySet<number>): boolean {
  const size = small.groups + small.homes.length;
  const deletionOf = (start: number): number => {
    for (let node: number | undefined = start; node !== undefined; node = small.parents[node]) {
      if (alone.has(node)) return small.groups + node;
    }
    return small.homes[start] ?? -1;
  };
  const order: { from: number; to: number }[] = [];
  for (const { from, to } of edgesOf(small)) order.push({ from: deletionOf(from), to: deletionOf(to) });
  for (const node of alone) order.push({ from: deletionOf(node), to: small.homes[node] ?? -1 });
  const between = order.filter(({ from, to }) => from !== to);
  const component = stronglyConnected(size, adjacencyOf(size, between));
  return new Set(component).size === size;
}

function fewestByTrying(small: Small): number {
  const count = small.homes.length;
  let fewest = Number.POSITIVE_INFINITY;
  for (let bits = 0; bits < 1 << count; bits += 1) {
    const alone = new Set(
      Array.from({ length: count }, (_, node) => node).filter((node) => (bits >> node) & 1),
    );
    if (alone.size < fewest && works(small, alone)) fewest = alone.size;
  }
  return fewest;
}

const small: fc.Arbitrary<Small> = fc
  .record({ groups: fc.integer({ min: 2, max: 3 }), count: fc.integer({ min: 4, max: 9 }) })
  .chain(({ groups, count }) =>
    fc.record({
      groups: fc.constant(groups),
      homes: fc.array(fc.integer({ min: 0, max: groups - 1 }), { minLength: count, maxLength: count }),
      parentOf: fc.array(fc.option(fc.nat(), { nil: undefined, freq: 1 }), {
        minLength: count,
        maxLength: count,
      }),
      pairs: fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { minLength: 5, maxLength: 18 }),
    }),
  )
  .map(({ groups, homes, parentOf, pairs }) => {
    const parents = parentOf.map((raw, node) => (raw === undefined || node === 0 ? undefined : raw % node));
    const rootHome = (node: number): number => {
      const parent = parents[node];
      return parent === undefined ? (homes[node] ?? 0) : rootHome(parent);
    };
    return {
      groups,
      homes: homes.map((_, node) => rootHome(node)),
      parents,
      links: pairs.filter(([from, to]) => from > to),
    };
  });

describe("knots between groups", () => {
  let knotted = 0;

  test("need exactly as many explicit deletes as trying every set finds", () => {
    fc.assert(
      fc.property(small, (estate) => {
        const { deletions } = planTeardown(placementOf(estate), edgesOf(estate));
        const alone = new Set(deletions.flatMap(({ node }) => node ?? []));
        expect(works(estate, alone)).toBe(true);
        const fewest = fewestByTrying(estate);
        expect(alone.size).toBe(fewest);
        if (fewest > 0) knotted += 1;
      }),
      { numRuns: process.env.SUNDOWN_FULL === undefined ? 400 : 10_000, seed: 11 },
    );
    // Estates without a knot would prove nothing.
    expect(knotted).toBeGreaterThan(40);
  });

  test("too large to search are opened at one link where one is enough", () => {
    const groups = 14;
    // A ring: one resource of each group needs another one of the next group. Any one of the links opens it.
    const homes = Array.from({ length: groups * 2 }, (_, node) => Math.floor(node / 2));
    const links = Array.from({ length: groups }, (_, group): [number, number] => [
      2 * group,
      (2 * (group + 1) + 1) % (2 * groups),
    ]);
    const estate = { groups, homes, parents: homes.map(() => undefined), links };
    const alone = new Set(
      planTeardown(placementOf(estate), edgesOf(estate)).deletions.flatMap(({ node }) => node ?? []),
    );
    expect(works(estate, alone)).toBe(true);
    expect(alone.size).toBe(1);
  });
});
