import * as fc from "fast-check";
import { id, type World } from "./world.ts";

/** Random subscriptions: resources of types that refer to each other, in a few groups, some with children and locks. */
const types = [
  "Microsoft.Network/virtualNetworks",
  "Microsoft.Network/networkInterfaces",
  "Microsoft.Compute/virtualMachines",
  "Microsoft.Storage/storageAccounts",
  "Microsoft.Web/sites",
];

function worldsWhere(mayUse: (user: number, used: number) => boolean): fc.Arbitrary<World> {
  return fc
    .record({
      groups: fc.integer({ min: 1, max: 4 }),
      items: fc.array(
        fc.record({
          type: fc.nat(types.length - 1),
          group: fc.nat(),
          uses: fc.array(fc.nat(), { maxLength: 4 }),
        }),
        {
          minLength: 1,
          maxLength: 14,
        },
      ),
      children: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 5 }),
      managed: fc.option(fc.nat(), { nil: undefined }),
      locked: fc.array(fc.nat(), { maxLength: 2 }),
    })
    .map(({ groups, items, children, managed, locked }) => {
      const idOf = (index: number): string => {
        const item = items[index % items.length];
        return id(`rg-${(item?.group ?? 0) % groups}`, `${types[item?.type ?? 0]}/r${index % items.length}`);
      };
      const resources = items.map(({ uses }, index) => ({
        id: idOf(index),
        properties: {
          uses: uses
            .filter((other) => mayUse(index, other % items.length))
            .map((other) => ({ id: idOf(other) })),
        },
      }));
      const below = children.map(([parent, use], index) => ({
        id: `${idOf(parent)}/children/c${index}`,
        properties: { target: { id: idOf(use) } },
      }));
      return {
        resources: [
          ...resources,
          ...below,
          ...(managed === undefined ? [] : [{ id: id("rg-managed", "Microsoft.Compute/disks/d") }]),
        ],
        resourceGroups: managed === undefined ? [] : [{ id: id("rg-managed"), managedBy: idOf(managed) }],
        locks: locked.map((index, number) => ({
          id: `${idOf(index)}/providers/Microsoft.Authorization/locks/l${number}`,
          level: "CanNotDelete",
        })),
      };
    });
}

/** References in circles, too, as only a careless inventory has them. */
export const worlds = worldsWhere(() => true);

/** What Azure lets people build: nothing can come to use what uses it already. */
export const possibleWorlds = worldsWhere((user, used) => used < user);
