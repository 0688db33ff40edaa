import tls from "node:tls";
import { connect } from "../../azure/connect.ts";
import { readInventory } from "../../azure/read-inventory.ts";
import { parseInventory } from "../../core/inventory/parse-inventory.ts";
import { startAzureSimulator } from "../../simulator/azure-simulator.ts";
import { parseEstate } from "../../simulator/estate.ts";
import { largeEstate } from "./large-estate.ts";

/** `inventory.callsPer1k`: calls to Azure for an inventory, per 1,000 resources, of a subscription of 5,000. */
export async function inventoryBench(size = 5000): Promise<Record<string, number>> {
  const { inventory } = parseInventory(largeEstate(size), "bench");
  const estate = parseEstate(inventory, "bench");
  const simulator = await startAzureSimulator({ estate });
  try {
    tls.setDefaultCACertificates([...tls.getCACertificates("default"), simulator.certificate]);
    let calls = 0;
    const connection = await connect(simulator.environment(), { onCall: () => (calls += 1) });
    const read = await readInventory(connection, inventory.subscription?.subscriptionId ?? "");
    return { "inventory.callsPer1k": (calls * 1000) / read.resources.length };
  } finally {
    await simulator.close();
  }
}
