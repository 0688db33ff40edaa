import type { Hono } from "hono";
import { errors } from "./error-bodies.ts";
import {
  answer,
  answerAccepted,
  answerEmpty,
  demand,
  type RequestContext,
  type SimulatorEnvironment,
} from "./http.ts";
import type { DeletedThing, World } from "./world.ts";

const purgeSeconds = 4;

/** Soft-deleted key vaults and AI accounts: list, read, purge. */
export function registerDeletedVaultRoutes(app: Hono<SimulatorEnvironment>, world: World): void {
  registerKind(app, world, {
    namespace: "Microsoft.KeyVault",
    type: "microsoft.keyvault/vaults",
    list: "deletedVaults",
  });
  registerKind(app, world, {
    namespace: "Microsoft.CognitiveServices",
    type: "microsoft.cognitiveservices/accounts",
    list: "deletedAccounts",
  });

  const vault = "/~/microsoft.keyvault/locations/:location/deletedvaults/:name";
  app.get(vault, (c) =>
    answer(
      c,
      200,
      deletedBody("Microsoft.KeyVault", "deletedVaults", deletedAt(world, c, "microsoft.keyvault/vaults")),
    ),
  );
  app.post(`${vault}/purge`, (c) =>
    purge(
      world,
      c,
      deletedAt(world, c, "microsoft.keyvault/vaults"),
      "Microsoft.KeyVault/locations/deletedVaults/purge/action",
    ),
  );

  const account =
    "/~/microsoft.cognitiveservices/locations/:location/resourcegroups/:group/deletedaccounts/:name";
  app.get(account, (c) =>
    answer(
      c,
      200,
      deletedBody(
        "Microsoft.CognitiveServices",
        "deletedAccounts",
        deletedAt(world, c, "microsoft.cognitiveservices/accounts"),
      ),
    ),
  );
  app.delete(account, (c) => {
    const name = c.req.path.split("/").at(-1) ?? "";
    if (!find(world, "microsoft.cognitiveservices/accounts", name)) return answerEmpty(c, 204);
    return purge(
      world,
      c,
      deletedAt(world, c, "microsoft.cognitiveservices/accounts"),
      "Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts/delete",
    );
  });
}

interface Kind {
  readonly namespace: string;
  readonly type: string;
  readonly list: string;
}

function registerKind(app: Hono<SimulatorEnvironment>, world: World, { namespace, type, list }: Kind): void {
  app.get(`/~/${namespace.toLowerCase()}/${list.toLowerCase()}`, (c) => {
    const subscription = `/subscriptions/${c.get("path").subscriptionId?.toLowerCase()}/`;
    const found = [...world.deleted].filter(
      ([key, thing]) => key.startsWith(subscription) && thing.type.toLowerCase() === type,
    );
    return answer(c, 200, { value: found.map(([, thing]) => deletedBody(namespace, list, thing)) });
  });
}

function find(world: World, type: string, name: string): [string, DeletedThing] | undefined {
  return [...world.deleted].find(
    ([, thing]) => thing.type.toLowerCase() === type && thing.name.toLowerCase() === name.toLowerCase(),
  );
}

function deletedAt(world: World, c: RequestContext, type: string): DeletedThing {
  const path = c.get("path");
  const name = (path.open ? path.names.at(-1) : path.id.split("/").at(-1)) ?? "";
  const found = find(world, type, name);
  if (!found) throw errors.notFound(`The deleted resource '${name}'`);
  return found[1];
}

function deletedBody(namespace: string, list: string, thing: DeletedThing): object {
  const subscription = thing.id.split("/").slice(0, 3).join("/");
  return {
    id: `${subscription}/providers/${namespace}/locations/${thing.location}/${list}/${thing.name}`,
    name: thing.name,
    type: `${namespace}/${list}`,
    location: thing.location,
    properties: {
      vaultId: thing.id,
      location: thing.location,
      deletionDate: thing.deletionDate,
      scheduledPurgeDate: thing.scheduledPurgeDate,
      purgeProtectionEnabled: thing.purgeProtection,
    },
  };
}

function purge(world: World, c: RequestContext, thing: DeletedThing, action: string): Response {
  const path = c.get("path");
  demand(world, c, action, `/subscriptions/${path.subscriptionId?.toLowerCase()}`);
  if (thing.purgeProtection) throw errors.purgeProtected(thing.name);
  const operation = world.operations.start({ kind: "purge", target: thing.id });
  world.clock.after(purgeSeconds, () => {
    world.deleted.delete(thing.id.toLowerCase());
    world.operations.succeed(operation, { status: "Succeeded" });
  });
  return answerAccepted(world, c, operation, {
    base: `/subscriptions/${path.subscriptionId}/providers/${path.namespace}/locations/${thing.location}`,
    headers: "location",
  });
}
