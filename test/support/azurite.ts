import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export interface Azurite {
  /** `https://127.0.0.1:PORT`, path-style: the account is the first segment. */
  readonly origin: string;
  stop(): Promise<void>;
}

export interface AzuriteOptions {
  /** Names of the storage accounts it has. They are reached with any token for https://storage.azure.com. */
  readonly accounts: readonly string[];
  readonly certificatePath: string;
  readonly keyPath: string;
  /** A folder to keep blobs in; without one they are kept in memory. */
  readonly location?: string;
}

const START_TIMEOUT_MS = 20_000;
const require = createRequire(import.meta.url);
const main = join(dirname(require.resolve("azurite/package.json")), "dist/src/blob/main.js");

/** Starts the official emulator's blob service as a process of its own, on a free port of 127.0.0.1. */
export async function startAzurite(options: AzuriteOptions): Promise<Azurite> {
  const accounts = options.accounts.map((name) => `${name}:${randomBytes(32).toString("base64")}`).join(";");
  const child = spawn(
    process.execPath,
    [
      main,
      ...["--blobHost", "127.0.0.1", "--blobPort", "0", "--silent", "--skipApiVersionCheck"],
      ...[
        "--disableTelemetry",
        "--oauth",
        "basic",
        "--cert",
        options.certificatePath,
        "--key",
        options.keyPath,
      ],
      ...(options.location === undefined ? ["--inMemoryPersistence"] : ["--location", options.location]),
    ],
    { env: { ...process.env, AZURITE_ACCOUNTS: accounts }, stdio: ["ignore", "pipe", "pipe"] },
  );
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  // A test run that ends in its set-up must not leave an emulator behind.
  const killWithUs = (): void => void child.kill("SIGKILL");
  process.once("exit", killWithUs);
  const stop = async (): Promise<void> => {
    process.off("exit", killWithUs);
    child.kill("SIGKILL");
    await exited;
  };
  try {
    const origin = await new Promise<string>((resolve, reject) => {
      let output = "";
      const timer = setTimeout(
        () => reject(new Error(`Azurite does not start: ${output}`)),
        START_TIMEOUT_MS,
      );
      const read = (chunk: Buffer): void => {
        output += chunk.toString();
        const found = /successfully listens on (https:\/\/\S+:\d+)/.exec(output)?.[1];
        if (found === undefined) return;
        clearTimeout(timer);
        resolve(found);
      };
      child.stdout.on("data", read);
      child.stderr.on("data", read);
      child.once("exit", (code) => reject(new Error(`Azurite ended with ${code}: ${output}`)));
    });
    return { origin, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
