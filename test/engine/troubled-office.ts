import type { ArmRequest } from "../../azure/connection.ts";
import type { Estate, EstateResource } from "../../simulator/estate.ts";
import { groupId, officeEstate, resourceId } from "./office-estate.ts";

/** What an office may have besides, each with operations of its own in the plan. */
const FEATURES = ["keys", "grant", "backup", "app", "readOnly"] as const;

export type Feature = (typeof FEATURES)[number];

export function drawFeatures(draw: () => number): Feature[] {
  return FEATURES.filter(() => draw() < 0.5);
}

function resource(group: string, type: string, name: string, properties: object): EstateResource {
  return {
    id: resourceId(group, type, name),
    name: name.slice(name.lastIndexOf("/") + 1),
    type,
    location: "westeurope",
    properties: { ...properties },
  };
}

const CONTAINERS = "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers";

const resourcesOf: Readonly<Record<Feature, () => EstateResource[]>> = {
  keys: () => [resource("archive", "Microsoft.KeyVault/vaults", "office-keys", { enableSoftDelete: true })],
  grant: () => [resource("archive", "Microsoft.Compute/disks", "old-disk", { diskState: "ActiveSAS" })],
  backup: () => [
    resource("archive", "Microsoft.RecoveryServices/vaults", "vault", {
      securitySettings: { softDeleteSettings: { softDeleteState: "Disabled" } },
    }),
    {
      ...resource("archive", `${CONTAINERS}/protectedItems`, "item", {
        friendlyName: "vm-1",
        sourceResourceId: resourceId("desk-1", "Microsoft.Compute/virtualMachines", "vm-1"),
      }),
      id: `${resourceId("archive", "Microsoft.RecoveryServices/vaults", "vault")}/backupFabrics/Azure/protectionContainers/iaasvm;desk-1;vm-1/protectedItems/vm;desk-1;vm-1`,
    },
  ],
  app: () => {
    const plan = resource("desk-1", "Microsoft.Web/serverFarms", "plan", {});
    return [
      plan,
      resource("desk-1", "Microsoft.Web/sites", "web", {
        serverFarmId: plan.id,
        virtualNetworkSubnetId: `${resourceId("office-net", "Microsoft.Network/virtualNetworks", "office")}/subnets/desks`,
      }),
    ];
  },
  readOnly: () => [],
};

export function troubledOffice(desks: number, features: readonly Feature[]): Estate {
  const office = officeEstate(desks);
  const lock = {
    id: `${groupId("desk-1")}/providers/Microsoft.Authorization/locks/still`,
    level: "ReadOnly",
  };
  return {
    ...office,
    resources: [...office.resources, ...features.flatMap((feature) => resourcesOf[feature]())],
    locks: [...(office.locks ?? []), ...(features.includes("readOnly") ? [{ ...lock, name: "still" }] : [])],
  };
}

/** What somebody else does between plan and teardown, and what is held for it at the end. */
export interface Intrusion {
  readonly call: ArmRequest;
  readonly holds: readonly [operation: string, code: string];
  /** What must still be there at the end. */
  readonly stays: string;
}

const apiVersion = "2024-05-01";

export function drawIntrusions(draw: () => number, desks: number): Intrusion[] {
  const desk = `desk-${desks}`;
  const newcomer = resourceId(desk, "Microsoft.Network/publicIPAddresses", "somebody-elses");
  const lock = `${groupId("office-net")}/providers/Microsoft.Authorization/locks/new`;
  const address = resourceId("archive", "Microsoft.Network/publicIPAddresses", "old-address");
  const intrusions: Intrusion[] = [
    {
      call: { method: "PUT", path: newcomer, apiVersion, body: { location: "westeurope", properties: {} } },
      holds: [`deleteGroup:${desk}`, "operation_unplanned"],
      stays: newcomer,
    },
    {
      call: { method: "PUT", path: lock, apiVersion, body: { properties: { level: "CanNotDelete" } } },
      holds: ["deleteGroup:office-net", "operation_locked"],
      stays: resourceId("office-net", "Microsoft.Network/virtualNetworks", "office"),
    },
    {
      call: { method: "PATCH", path: address, apiVersion, body: { properties: { idleTimeoutInMinutes: 9 } } },
      holds: ["deleteGroup:archive", "operation_changed"],
      stays: address,
    },
  ];
  return intrusions.filter(() => draw() < 0.2);
}
