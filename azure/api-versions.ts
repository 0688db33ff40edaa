import { ResourceManagementClient } from "@azure/arm-resources";
import { parseArmId } from "../core/arm-id.ts";
import { SundownError } from "../core/messages/sundown-error.ts";
import type { AzureConnection } from "./connection.ts";
import { explainSdkFailure } from "./explain-failure.ts";

export interface ApiVersions {
  /**
   * The newest api-version of a resource's type that is no preview (the newest preview where there is no other).
   * A child type that the provider does not list uses its parent's.
   * @throws SundownError azure_refused when the provider does not know the type
   */
  of(id: string): Promise<string>;
}

/** Looks api-versions up with the provider, once for each namespace. */
export function apiVersions(connection: AzureConnection, subscriptionId: string): ApiVersions {
  const client = new ResourceManagementClient(
    connection.credential,
    subscriptionId,
    connection.clientOptions,
  );
  const providers = new Map<string, Promise<ReadonlyMap<string, string>>>();

  const read = async (namespace: string): Promise<ReadonlyMap<string, string>> => {
    const provider = await client.providers.get(namespace).catch((error: unknown) => {
      throw explainSdkFailure(error, `provider ${namespace}`);
    });
    const versions = new Map<string, string>();
    for (const { resourceType, apiVersions: offered } of provider.resourceTypes ?? []) {
      const best = newest(offered ?? []);
      if (resourceType !== undefined && best !== undefined) versions.set(resourceType.toLowerCase(), best);
    }
    return versions;
  };

  return {
    async of(id) {
      const [namespace = "", ...types] = (parseArmId(id)?.type ?? "").toLowerCase().split("/");
      let known = providers.get(namespace);
      if (known === undefined) {
        known = read(namespace);
        providers.set(namespace, known);
      }
      const versions = await known;
      for (let depth = types.length; depth > 0; depth -= 1) {
        const version = versions.get(types.slice(0, depth).join("/"));
        if (version !== undefined) return version;
      }
      throw new SundownError("azure_refused", {
        message: `The provider ${namespace} knows no type ${types.join("/")}.`,
        place: id,
      });
    },
  };
}

/** Versions are dates with an optional suffix, so text order is time order. */
export function newest(versions: readonly string[]): string | undefined {
  const stable = versions.filter((version) => /^\d{4}-\d{2}-\d{2}$/.test(version));
  return (stable.length > 0 ? stable : [...versions]).toSorted().at(-1);
}
