import { randomBytes } from "node:crypto";
import { type Azurite, type AzuriteOptions, startAzurite as start } from "../../cli/demo/azurite.ts";

export type { Azurite };

/** Starts the emulator with the named accounts. They are reached with any token for https://storage.azure.com. */
export function startAzurite(
  options: Omit<AzuriteOptions, "accounts"> & { readonly accounts: readonly string[] },
): Promise<Azurite> {
  const key = () => randomBytes(32).toString("base64");
  return start({ ...options, accounts: new Map(options.accounts.map((name) => [name, key()])) });
}
