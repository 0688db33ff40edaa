import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { SundownError } from "../../core/messages/sundown-error.ts";

const START_TIMEOUT_MS = 20_000;
const LISTENS = {
  blob: /Blob service successfully listens on (https:\/\/\S+:\d+)/,
  table: /Table service is successfully listening at (https:\/\/\S+:\d+)/,
};

export interface AzuriteOptions {
  /** @default "blob" */
  readonly service?: "blob" | "table";
  /** Names of its storage accounts with their keys. */
  readonly accounts: ReadonlyMap<string, string>;
  /** A folder to keep blobs in. @default in memory */
  readonly location?: string;
  readonly certificatePath: string;
  readonly keyPath: string;
}

export interface Azurite {
  /** `https://127.0.0.1:PORT`; the account is the first segment of a path. */
  readonly origin: string;
  stop(): Promise<void>;
}

/**
 * Starts the storage emulator's blob or table service as a process of its own, on a free port of 127.0.0.1.
 * Tokens are accepted as the emulator does it: it looks at their claims, not at the signature.
 */
export async function startAzurite(options: AzuriteOptions): Promise<Azurite> {
  const { service = "blob", accounts, location, certificatePath, keyPath } = options;
  // Only the program for all services says at which port it found a place for tables.
  const started = service === "blob" ? ["blob"] : ["blob", "queue", "table"];
  const addresses = started.flatMap((name) => [`--${name}Host`, "127.0.0.1", `--${name}Port`, "0"]);
  const flags = [...addresses, "--silent", "--skipApiVersionCheck"];
  const more = ["--disableTelemetry", "--oauth", "basic"];
  const memory = location === undefined ? ["--inMemoryPersistence"] : ["--location", location];
  const tls = ["--cert", certificatePath, "--key", keyPath];
  const AZURITE_ACCOUNTS = [...accounts].map(([name, key]) => `${name}:${key}`).join(";");
  const child = spawn(process.execPath, [emulatorMain(service), ...flags, ...more, ...memory, ...tls], {
    env: { ...process.env, AZURITE_ACCOUNTS },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  // A process that ends early must not leave an emulator behind.
  const endWithUs = () => void child.kill("SIGKILL");
  process.once("exit", endWithUs);
  const stop = async () => {
    process.off("exit", endWithUs);
    child.kill("SIGKILL");
    await exited;
  };
  let output = "";
  try {
    const origin = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("it takes too long")), START_TIMEOUT_MS);
      const read = (chunk: Buffer) => {
        output += chunk.toString();
        const found = LISTENS[service].exec(output)?.[1];
        if (found === undefined) return;
        clearTimeout(timer);
        resolve(found);
      };
      child.stdout.on("data", read);
      child.stderr.on("data", read);
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`it ended with ${code}`)));
    });
    return { origin, stop };
  } catch (cause) {
    await stop();
    throw new SundownError("demo_differs", {
      message: `The storage emulator does not start: ${String(cause)} ${output}`,
      cause,
    });
  }
}

/**
 * An optional peer of the package: too large for everybody who only plans.
 *
 * @throws SundownError storage_emulator_missing
 */
export function emulatorMain(service: "blob" | "table" = "blob"): string {
  try {
    return join(
      dirname(createRequire(import.meta.url).resolve("azurite/package.json")),
      service === "blob" ? "dist/src/blob/main.js" : "dist/src/azurite.js",
    );
  } catch (cause) {
    throw new SundownError("storage_emulator_missing", {
      message: "The demo keeps its backups in the storage emulator Azurite, which is not installed.",
      cause,
    });
  }
}
