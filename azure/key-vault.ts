import { z } from "zod";
import { parseArmId } from "../core/arm-id.ts";
import { SundownError } from "../core/messages/sundown-error.ts";
import type { AzureConnection } from "./connection.ts";
import { type DataPlane, listItems, openDataPlane } from "./data-plane.ts";

const API_VERSION = "7.4";

export const vaultCollections = ["secrets", "certificates", "keys"] as const;
type VaultCollection = (typeof vaultCollections)[number];

/** One version of something in a vault, without its value. */
export interface VaultVersion {
  readonly collection: VaultCollection;
  readonly name: string;
  readonly version: string;
  readonly enabled: boolean;
  /** Belongs to a certificate of the same name, and goes and comes with it. */
  readonly managed: boolean;
  /** When its attributes last changed, in seconds. */
  readonly updated: number;
}

export interface KeyVault {
  /** Every version of everything, soft-deleted things left out: those are not in the vault any more. */
  versions(collection: VaultCollection, signal?: AbortSignal): AsyncIterable<VaultVersion>;
  /** The version itself, unchecked. Of a secret it holds the value; of a key never more than the public part. */
  read(version: VaultVersion, signal?: AbortSignal): Promise<Readonly<Record<string, unknown>>>;
}

const listedSchema = z.looseObject({
  id: z.string().optional(),
  /** Keys have this in place of `id`. */
  kid: z.string().optional(),
  managed: z.boolean().nullish(),
  attributes: z.looseObject({ enabled: z.boolean().optional(), updated: z.number().optional() }).optional(),
});
const bundleSchema = z.record(z.string(), z.unknown());

/**
 * A key vault's own service.
 * @param id ARM id of the vault
 * @throws SundownError source_unreadable, source_access_denied
 */
export function openKeyVault(
  connection: Pick<AzureConnection, "cloud" | "credential">,
  id: string,
): KeyVault {
  const name = parseArmId(id)?.name ?? id;
  const plane = openDataPlane(connection, {
    name,
    suffix: connection.cloud.keyVaultSuffix,
    what: "key vault",
    remedy: (reason) => remedyFor(name, reason),
  });
  const query = `?api-version=${API_VERSION}`;
  const form = { item: listedSchema, list: "value", next: "nextLink" };
  return {
    async *versions(collection, signal) {
      for await (const { id: found, kid } of listItems(plane, `/${collection}${query}`, form, signal)) {
        const item = segmentsOf(plane, found ?? kid, collection)[0] ?? "";
        const versions = `/${collection}/${encodeURIComponent(item)}/versions${query}`;
        for await (const one of listItems(plane, versions, form, signal)) {
          const [, version = ""] = segmentsOf(plane, one.id ?? one.kid, collection);
          yield {
            collection,
            name: item,
            version,
            enabled: one.attributes?.enabled !== false,
            managed: one.managed === true,
            updated: one.attributes?.updated ?? 0,
          };
        }
      }
    },
    async read({ collection, name: item, version }, signal) {
      const path = `/${collection}/${encodeURIComponent(item)}/${encodeURIComponent(version)}`;
      const bundle = bundleSchema.safeParse(await plane.get(path + query, signal));
      if (bundle.success) return bundle.data;
      throw unreadable(plane, `the answer about ${collection}/${item} is no object`);
    },
  };
}

/** `["name", "version"]` of `https://VAULT/secrets/name/version`. */
function segmentsOf(plane: DataPlane, id: string | undefined, collection: VaultCollection): string[] {
  const [, rest] = id?.split(`/${collection}/`, 2) ?? [];
  if (rest === undefined || rest === "") throw unreadable(plane, `something in its ${collection} has no id`);
  return rest.split("/");
}

function unreadable({ url }: DataPlane, reason: string): SundownError {
  return new SundownError("source_unreadable", { message: `${url} cannot be read: ${reason}`, place: url });
}

/**
 * What to do about a refusal, by the code inside it.
 * @see https://learn.microsoft.com/azure/key-vault/general/rest-error-codes
 */
const ROLES = "the roles Key Vault Reader and Key Vault Secrets User";
const POLICY = "get and list for secrets, certificates and keys in its access policy";
const NETWORK = "Let this machine's network into it, or run where its private endpoint can be reached.";
const remedies: ReadonlyMap<string | undefined, string> = new Map([
  ["ForbiddenByRbac", `Give the identity ${ROLES} there, wait a few minutes and run again.`],
  ["AccessDenied", `Give the identity ${POLICY}, then run again.`],
  ["ForbiddenByPolicy", `Give the identity ${POLICY}, then run again.`],
  ["ForbiddenByFirewall", NETWORK],
  ["ForbiddenByConnection", NETWORK],
]);

const remedyFor = (name: string, reason: string | undefined): string =>
  remedies.get(reason) ?? `Give the identity ${ROLES} on ${name}, or ${POLICY}; then run again.`;
