import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { startAzureSimulator } from "../../simulator/azure-simulator.ts";
import type { Estate } from "../../simulator/estate.ts";
import { writeDecommission } from "../pulumi/decommission-folder.ts";
import { estatePlan } from "../pulumi/estate-plan.ts";
import { findPulumi, makePulumiProject } from "../pulumi/pulumi-project.ts";
import { groupId, resourceId, subscriptionId } from "../pulumi/small-plan.ts";

/**
 * Adopts and destroys with the `pulumi` command on PATH; no figures where there is none. Every one of the resources is
 * registered (`sundown:full`), the simulator's time runs a thousand times as fast, and a stand-in takes the place of
 * the azure-native plugin. `pulumi.upSeconds.N` and `pulumi.destroySeconds.N` are real seconds for N resources.
 */
export async function pulumiBench(count = 1200): Promise<Record<string, number>> {
  if (findPulumi() === undefined) {
    process.stderr.write("pulumi: left out, there is no `pulumi` on PATH\n");
    return {};
  }
  const estate = benchEstate(count);
  const azure = await startAzureSimulator({ estate, speed: 1000 });
  const project = await makePulumiProject(azure.environment());
  try {
    const folder = join(project.folder, "decommission", "bench");
    await mkdir(folder, { recursive: true });
    const { approved, stack } = await writeDecommission(estatePlan(estate), folder);
    const timed = async (...args: string[]): Promise<number> => {
      const begin = performance.now();
      const { code, stdout, stderr } = await project.pulumi(...args);
      if (code !== 0) throw new Error(`pulumi ${args[0]} failed: ${stdout}${stderr}`);
      return (performance.now() - begin) / 1000;
    };
    await timed("stack", "init", stack);
    const settings = ["plan=decommission/bench", `approved=${approved}`, "full=true"];
    const config = settings.flatMap((setting) => ["--config", `sundown:${setting}`]);
    const flags = ["--yes", "--skip-preview", "--parallel", "32"];
    return {
      [`pulumi.upSeconds.${count}`]: await timed("up", ...flags, ...config),
      [`pulumi.destroySeconds.${count}`]: await timed("destroy", ...flags),
    };
  } finally {
    await project.remove();
    await azure.close();
  }
}

/** Groups of twelve, each with machines on a network of its own. */
function benchEstate(count: number): Estate {
  const location = "westeurope";
  const names = Array.from({ length: Math.round(count / 12) }, (_, index) => `rg-${index + 1}`);
  return {
    subscription: { subscriptionId, displayName: "Contoso Large" },
    resourceGroups: names.map((name) => ({ id: groupId(name), name, location })),
    resources: names.flatMap((group) => {
      const network = resourceId(group, "Microsoft.Network/virtualNetworks/net");
      const subnet = { id: `${network}/subnets/default` };
      const storage = resourceId(group, `Microsoft.Storage/storageAccounts/${group.replace("-", "")}`);
      return [
        { id: network, location, properties: { addressSpace: { addressPrefixes: ["10.0.0.0/16"] } } },
        { ...subnet, properties: { addressPrefix: "10.0.0.0/24" } },
        { id: storage, location, kind: "StorageV2", sku: { name: "Standard_LRS" }, properties: {} },
        ...["a", "b", "c"].flatMap((name) => {
          const nic = { id: resourceId(group, `Microsoft.Network/networkInterfaces/nic-${name}`) };
          const disk = { id: resourceId(group, `Microsoft.Compute/disks/disk-${name}`) };
          const ipConfigurations = [{ name: "ip", properties: { subnet } }];
          return [
            { ...nic, location, properties: { ipConfigurations } },
            { ...disk, location, properties: { creationData: { createOption: "Empty" }, diskSizeGB: 128 } },
            {
              id: resourceId(group, `Microsoft.Compute/virtualMachines/vm-${name}`),
              location,
              properties: {
                networkProfile: { networkInterfaces: [nic] },
                storageProfile: { osDisk: { managedDisk: disk } },
              },
            },
          ];
        }),
      ];
    }),
  };
}
