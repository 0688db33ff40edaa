import type { Estate } from "../../simulator/estate.ts";

export const OFFICE = "3f0c7a10-5b1e-4d2a-9c64-0a1b2c3d4e5f";
const subscription = `/subscriptions/${OFFICE}`;

export const groupId = (name: string): string => `${subscription}/resourceGroups/${name}`;
export const resourceId = (group: string, type: string, name: string): string =>
  `${groupId(group)}/providers/${type}/${name}`;

type Resource = Estate["resources"][number];

function resource(
  group: string,
  type: string,
  name: string,
  properties: Record<string, unknown> = {},
): Resource {
  return { id: resourceId(group, type, name), name, type, location: "westeurope", properties };
}

/**
 * An office of `desks` virtual machines, each in a group of its own, on one network in another group; a locked
 * archive beside them. Deleting the network's group before the desks' is refused, as is the archive's while locked.
 */
export function officeEstate(desks = 3): Estate {
  const subnets = [
    {
      id: `${resourceId("office-net", "Microsoft.Network/virtualNetworks", "office")}/subnets/desks`,
      name: "desks",
      properties: { addressPrefix: "10.0.0.0/20" },
    },
  ];
  const numbers = Array.from({ length: desks }, (_, index) => index + 1);
  return {
    subscription: { subscriptionId: OFFICE, displayName: "Office", state: "Enabled" },
    resourceGroups: ["office-net", "archive", ...numbers.map((n) => `desk-${n}`)].map((name) => ({
      id: groupId(name),
      name,
      location: "westeurope",
    })),
    resources: [
      resource("office-net", "Microsoft.Network/virtualNetworks", "office", {
        addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
        subnets,
      }),
      resource("archive", "Microsoft.Network/publicIPAddresses", "old-address"),
      ...numbers.flatMap((n) => [
        resource(`desk-${n}`, "Microsoft.Network/networkInterfaces", `nic-${n}`, {
          ipConfigurations: [{ name: "ip", properties: { subnet: { id: subnets[0]?.id } } }],
        }),
        resource(`desk-${n}`, "Microsoft.Compute/virtualMachines", `vm-${n}`, {
          networkProfile: {
            networkInterfaces: [
              { id: resourceId(`desk-${n}`, "Microsoft.Network/networkInterfaces", `nic-${n}`) },
            ],
          },
        }),
      ]),
    ],
    locks: [
      {
        id: `${groupId("archive")}/providers/Microsoft.Authorization/locks/keep`,
        name: "keep",
        level: "CanNotDelete",
        notes: "until the audit is over",
      },
    ],
  };
}
