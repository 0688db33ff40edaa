import * as fc from "fast-check";
import { expect, test } from "vitest";
import { mermaidGraph } from "../../core/gate/mermaid-graph.ts";
import { worlds } from "../core/random-worlds.ts";
import { planOf as planOfWorld } from "../core/world.ts";
import { estateOf, idOf, resource, subscription, subscriptionId } from "../support/estate.ts";
import { planOf } from "../support/github.ts";

const subnet = idOf("rg-net", "Microsoft.Network/virtualNetworks/subnets", "hub/default");

function twoGroups(name: string) {
  return planOf(
    estateOf(
      [
        resource("rg-net", "Microsoft.Network/virtualNetworks", "hub", { subnets: [{ id: subnet }] }),
        resource("rg-app", "Microsoft.Network/networkInterfaces", "nic", {
          ipConfigurations: [{ properties: { subnet: { id: subnet } } }],
        }),
      ],
      {
        subscription: { subscriptionId, displayName: "Doomed" },
        resourceGroups: [
          { name: "rg-net", id: `${subscription}/resourceGroups/rg-net` },
          { name, id: `${subscription}/resourceGroups/rg-app` },
        ],
      },
    ),
  );
}

test("groups that depend on each other are drawn, what goes first at the top", () => {
  const graph = mermaidGraph(twoGroups("rg-app"));
  const node = (name: string) => new RegExp(`(g\\d+)\\["${name} `).exec(graph)?.[1] ?? "missing";
  expect(graph).toMatch(/^```mermaid\nflowchart TD\n/);
  expect(graph).toContain(`  ${node("rg-app")} --> ${node("rg-net")}\n`);
});

test("a name ends neither the label nor the block, and is no markup", () => {
  const graph = mermaidGraph(twoGroups('x"] --> y\n```\n<b>@all; click g0 "javascript:1"'));
  expect(graph.split("\n").filter((line) => line.startsWith("```"))).toHaveLength(2);
  expect(graph).not.toMatch(/[<@]|javascript:|y\n/);
  for (const line of graph.split("\n").filter((text) => text.includes("["))) {
    expect(line).toMatch(/^ {2}g\d+\["[A-Za-z0-9 ._#;(),-]*"\]$/);
  }
});

test("a single group has no order to show", () => {
  expect(
    mermaidGraph(planOf(estateOf([resource("rg-app", "Microsoft.Network/networkSecurityGroups", "nsg")]))),
  ).toBe("");
});

test("whatever the plan, its arrows never run in a circle, and every wave stands below those it waits for", () => {
  let drawn = 0;
  fc.assert(
    fc.property(worlds, (world) => {
      const graph = mermaidGraph(planOfWorld(world));
      const followers = Map.groupBy(graph.matchAll(/^ {2}(\w+) --> (\w+)$/gm), ([, from = ""]) => from);
      const waves = new Map(
        [...graph.matchAll(/^ {2}(\w+)[[(].*, wave (\d+)\D*$/gm)].map(([, name = "", wave]) => [
          name,
          Number(wave),
        ]),
      );
      for (const [from, arrows] of followers) {
        for (const [, , to = ""] of arrows) {
          drawn += 1;
          expect(waves.get(from), graph).toBeLessThan(waves.get(to) ?? Number.NaN);
        }
      }
    }),
    { numRuns: process.env.SUNDOWN_FULL === undefined ? 150 : 5000, seed: 3 },
  );
  expect(drawn).toBeGreaterThan(50);
});
