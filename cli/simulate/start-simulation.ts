import { reasonOf } from "../../core/messages/reason-of.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { startAzureSimulator } from "../../simulator/azure-simulator.ts";
import { builtInEstates, loadEstate } from "../../simulator/load-estate.ts";
import { type DescribedSimulator, describeSimulator } from "./describe-simulator.ts";

export interface SimulationOptions {
  /** An inventory file, or the name of a built-in estate. */
  readonly estate: string;
  /** Port on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  /** Further names in the certificate. */
  readonly hosts: readonly string[];
  /** @default 1 */
  readonly speed?: number;
  /** Troubles at random, drawn from this seed. */
  readonly faults?: { readonly seed: number };
  readonly storageHost?: string;
}

/** Starts the simulator for other programs; what they need to know is described as text and as data. */
export async function startSimulation(options: SimulationOptions): Promise<{
  readonly described: DescribedSimulator;
  readonly close: () => Promise<void>;
}> {
  const { estate: name, ...rest } = options;
  const estates = await builtInEstates();
  const estate = await loadEstate(name).catch((cause: unknown) => {
    throw new SundownError("file_unreadable", {
      message: reasonOf(cause),
      place: name,
      remedy: `Name an inventory file, or one of the built-in estates: ${estates.join(", ")}.`,
      cause,
    });
  });
  const simulator = await startAzureSimulator({ estate, ...rest }).catch((cause: unknown) => {
    if (
      cause instanceof Error &&
      "code" in cause &&
      (cause.code === "EADDRINUSE" || cause.code === "EACCES")
    ) {
      throw new SundownError("port_unavailable", {
        message: `Port ${options.port} on 127.0.0.1 cannot be used: ${cause.code}.`,
        place: "--port",
        cause,
      });
    }
    throw cause;
  });
  return {
    described: describeSimulator(
      simulator,
      [estate.subscription, ...(estate.subscriptions ?? [])].filter((one) => one !== undefined),
    ),
    close: () => simulator.close(),
  };
}
