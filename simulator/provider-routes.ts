import type { Hono } from "hono";
import { answer, demand, type SimulatorEnvironment } from "./http.ts";
import { subscriptionKeyOf } from "./resource-path.ts";
import type { World } from "./world.ts";

const usualVersion = "2023-01-01";

/** Versions that clients are known to ask for, where one common version would not do. */
const versions: Record<string, readonly string[]> = {
  "microsoft.authorization/locks": ["2020-05-01", "2016-09-01"],
  "microsoft.authorization/roleassignments": ["2022-04-01"],
  "microsoft.authorization/roledefinitions": ["2022-04-01"],
};

/** Types every subscription knows, besides those the estate holds. */
const alwaysThere = [
  "Microsoft.Authorization/locks",
  "Microsoft.Authorization/roleAssignments",
  "Microsoft.Authorization/roleDefinitions",
  "Microsoft.Compute/disks",
  "Microsoft.Compute/snapshots",
  "Microsoft.Compute/virtualMachines",
  "Microsoft.KeyVault/vaults",
  "Microsoft.ManagedIdentity/userAssignedIdentities",
  "Microsoft.Network/networkInterfaces",
  "Microsoft.Network/networkSecurityGroups",
  "Microsoft.Network/publicIPAddresses",
  "Microsoft.Network/virtualNetworks",
  "Microsoft.RecoveryServices/vaults",
  "Microsoft.Resources/deployments",
  "Microsoft.Resources/resourceGroups",
  "Microsoft.Sql/servers",
  "Microsoft.Storage/storageAccounts",
  "Microsoft.Web/serverFarms",
  "Microsoft.Web/sites",
];

interface Provider {
  readonly namespace: string;
  readonly types: Map<string, { name: string; versions: Set<string> }>;
}

/** Resource providers with their types, each once, and the api-versions they take. */
export function registerProviderRoutes(app: Hono<SimulatorEnvironment>, world: World): void {
  app.get("/subscriptions/:subscription/providers", (c) => {
    const subscription = c.get("path").subscriptionId ?? "";
    return answer(c, 200, {
      value: [...providersOf(world, subscription).values()].map((provider) =>
        providerBody(world, provider, subscription),
      ),
    });
  });

  app.get("/~/:namespace", (c) => {
    const path = c.get("path");
    const known = providersOf(world, path.subscriptionId ?? "").get(path.namespace?.toLowerCase() ?? "");
    const provider = known ?? { namespace: path.namespace ?? "", types: new Map() };
    return answer(c, 200, providerBody(world, provider, path.subscriptionId ?? ""));
  });

  app.post("/~/:namespace/register", (c) => {
    const { namespace = "", subscriptionId = "" } = c.get("path");
    demand(world, c, `${namespace}/register/action`, `/subscriptions/${subscriptionId.toLowerCase()}`);
    world.registrations.register(subscriptionId, namespace);
    const known = providersOf(world, subscriptionId).get(namespace.toLowerCase());
    return answer(c, 200, providerBody(world, known ?? { namespace, types: new Map() }, subscriptionId));
  });
}

function providersOf(world: World, subscriptionId: string): Map<string, Provider> {
  const providers = new Map<string, Provider>();
  const note = (type: string, version?: string) => {
    const [namespace = "", ...rest] = type.split("/");
    const name = rest.join("/");
    const provider = providers.get(namespace.toLowerCase()) ?? { namespace, types: new Map() };
    providers.set(namespace.toLowerCase(), provider);
    const entry = provider.types.get(name.toLowerCase()) ?? { name, versions: new Set<string>() };
    provider.types.set(name.toLowerCase(), entry);
    if (version) entry.versions.add(version);
  };
  for (const type of alwaysThere) note(type);
  for (const resource of world.estate.resources) {
    const stored = world.store.resources.get(resource.id.toLowerCase());
    if (stored && subscriptionKeyOf(stored.key) === `/subscriptions/${subscriptionId.toLowerCase()}`) {
      note(stored.type, resource.apiVersion);
    }
  }
  for (const resource of world.store.resources.values()) if (!resource.embeddedIn) note(resource.type);
  return providers;
}

function providerBody(world: World, provider: Provider, subscriptionId: string): object {
  return {
    id: `/subscriptions/${subscriptionId}/providers/${provider.namespace}`,
    namespace: provider.namespace,
    registrationState: world.registrations.stateOf(subscriptionId, provider.namespace),
    registrationPolicy: "RegistrationRequired",
    resourceTypes: [...provider.types.values()].map((type) => {
      const special = versions[`${provider.namespace}/${type.name}`.toLowerCase()];
      const all = [...new Set([...(special ?? [usualVersion]), ...type.versions])].toSorted().toReversed();
      return {
        resourceType: type.name,
        locations: [],
        apiVersions: all,
        defaultApiVersion: all[0],
        capabilities: "None",
      };
    }),
  };
}
