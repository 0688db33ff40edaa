import { InvalidArgumentError } from "commander";
import type { DeclareVerb } from "../door.ts";

interface SimulateFlags {
  readonly estate: string;
  readonly port: number;
  readonly speed?: number;
  readonly host?: readonly string[];
  readonly faults?: number;
  readonly storageHost?: string;
}

export const declareSimulate: DeclareVerb = (program, door) => {
  const command = program
    .command("simulate")
    .summary("serve Azure in a box to any client")
    .description(
      "Serves an estate as an Azure of its own, over HTTPS with a certificate it makes: sign-in, Resource " +
        "Manager and Resource Graph for Azure SDKs, the az CLI and Go clients. Ctrl-C ends it.",
    )
    .requiredOption(
      "--estate <file|name>",
      "an inventory file, or the name of a built-in estate (demo, small)",
    )
    .option("--port <n>", "port on 127.0.0.1; 0 takes a free one", toPort, 8443)
    .option("--speed <x>", "how many times faster than real time its clock runs", toSpeed)
    .option("--host <name...>", "further names in the certificate")
    .option("--faults <seed>", "draw troubles at random: throttling, lost answers, stale lists", toSeed)
    .option("--storage-host <host:port>", "where blobs of the estate's storage accounts are served (Azurite)")
    .addHelpText("after", "\nExample:\n  sundown simulate --estate demo --port 8443 --speed 60")
    .action((flags: SimulateFlags) =>
      door.run(command, {
        async perform() {
          const { startSimulation } = await import("../simulate/start-simulation.ts");
          return startSimulation({
            estate: flags.estate,
            port: flags.port,
            hosts: flags.host ?? [],
            ...(flags.speed === undefined ? {} : { speed: flags.speed }),
            ...(flags.faults === undefined ? {} : { faults: { seed: flags.faults } }),
            ...(flags.storageHost === undefined ? {} : { storageHost: flags.storageHost }),
          });
        },
        // The running server is no part of what is printed.
        render: ({ described }) => described.text,
        verbatim: true,
        document: ({ described }) => described.document,
        async serve({ close }, { context }) {
          await new Promise<void>((resolve) => {
            if (context.signal.aborted) resolve();
            context.signal.addEventListener("abort", () => resolve(), { once: true });
          });
          await close();
        },
      }),
    );
};

function toPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError("Expected a port, 0 to 65535.");
  return port;
}

function toSeed(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("Expected a whole number.");
  return Number(text);
}

function toSpeed(text: string): number {
  const speed = Number(text);
  if (!Number.isFinite(speed) || speed <= 0) throw new InvalidArgumentError("Expected a number above 0.");
  return speed;
}
