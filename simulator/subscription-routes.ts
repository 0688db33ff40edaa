import type { Hono } from "hono";
import { errors } from "./error-bodies.ts";
import { answer, demand, jsonBody, type RequestContext, type SimulatorEnvironment } from "./http.ts";
import { textOf } from "./json.ts";
import { subscriptionKeyOf } from "./resource-path.ts";
import { isListed } from "./store.ts";
import type { StoredSubscription } from "./subscriptions.ts";
import type { World } from "./world.ts";

/** Subscriptions and tenants: read, cancel, enable, rename. */
export function registerSubscriptionRoutes(app: Hono<SimulatorEnvironment>, world: World): void {
  app.get("/tenants", (c) =>
    answer(c, 200, {
      value: [
        {
          id: `/tenants/${world.tenantId}`,
          tenantId: world.tenantId,
          displayName: "Azure in a box",
          defaultDomain: "box.onmicrosoft.com",
          tenantCategory: "Home",
        },
      ],
    }),
  );

  app.get("/subscriptions", (c) => {
    const principal = c.get("principal").objectId;
    const seen = world.subscriptions
      .all()
      .filter((subscription) =>
        world.access.sees(principal, `/subscriptions/${subscription.id.toLowerCase()}`),
      );
    return answer(c, 200, {
      value: seen.map((subscription) => world.subscriptions.body(subscription)),
      count: { type: "Total", value: seen.length },
    });
  });

  app.get("/subscriptions/:subscription", (c) => {
    const subscription = subscriptionOf(world, c);
    demand(world, c, "Microsoft.Resources/subscriptions/read", c.get("path").key);
    return answer(c, 200, world.subscriptions.body(subscription));
  });

  app.get("/subscriptions/:subscription/locations", (c) =>
    answer(c, 200, {
      value: ["westeurope", "northeurope", "eastus"].map((name) => ({
        id: `${c.get("path").id}/${name}`,
        name,
        displayName: name,
        regionalDisplayName: name,
      })),
    }),
  );
  // A new subscription is nothing that a teardown needs: rather loud than half right.
  app.all("/~/microsoft.subscription/aliases/:name", (c) => {
    throw errors.unknownRoute(c.req.method, c.get("path").id);
  });
  registerLifecycle(app, world);
}

/** Cancel, enable, rename. */
function registerLifecycle(app: Hono<SimulatorEnvironment>, world: World): void {
  app.post("/~/microsoft.subscription/cancel", (c) => {
    const subscription = subscriptionOf(world, c);
    const scope = `/subscriptions/${subscription.id.toLowerCase()}`;
    const principal = c.get("principal");
    if (!world.access.isUnconditionedOwner(principal.objectId, scope)) {
      throw errors.authorizationFailed(principal, "Microsoft.Subscription/cancel/action", scope);
    }
    if (subscription.change !== "cancel" && world.subscriptions.isReadOnly(subscription)) {
      throw errors.disabledSubscription(subscription.id);
    }
    const left = countLeft(world, scope);
    const ignore = c.req.query("IgnoreResourceCheck")?.toLowerCase() === "true";
    if (subscription.change !== "cancel" && left > 0 && !ignore)
      throw errors.resourcesExist(subscription.id, left);
    world.subscriptions.cancel(subscription, left > 0);
    return answer(c, 200, { subscriptionId: subscription.id });
  });

  app.post("/~/microsoft.subscription/enable", (c) => {
    const subscription = subscriptionOf(world, c);
    demand(
      world,
      c,
      "Microsoft.Subscription/enable/action",
      `/subscriptions/${subscription.id.toLowerCase()}`,
    );
    world.subscriptions.enable(subscription);
    return answer(c, 200, { subscriptionId: subscription.id });
  });

  app.post("/~/microsoft.subscription/rename", async (c) => {
    const subscription = subscriptionOf(world, c);
    demand(
      world,
      c,
      "Microsoft.Subscription/rename/action",
      `/subscriptions/${subscription.id.toLowerCase()}`,
    );
    const name = textOf((await jsonBody(c)).subscriptionName);
    if (!name) throw errors.invalidBody("subscriptionName is required.");
    subscription.displayName = name;
    return answer(c, 200, { subscriptionId: subscription.id });
  });
}

function subscriptionOf(world: World, c: RequestContext): StoredSubscription {
  const id = c.get("path").subscriptionId ?? "";
  const subscription = world.subscriptions.get(id);
  if (!subscription) throw errors.subscriptionNotFound(id);
  return subscription;
}

/** Resources in the subscription, and ghosts: what is gone from the lists but still counts. */
function countLeft(world: World, subscriptionKey: string): number {
  let count = world.ghosts.countsIn(subscriptionKey);
  for (const resource of world.store.resources.values()) {
    if (isListed(resource) && subscriptionKeyOf(resource.key) === subscriptionKey) count++;
  }
  if (count > 0) return count;
  const since = (world.clock.now() - world.store.lastRemovalAt) / 1000;
  return (world.estate.ghosts ?? []).filter(
    (ghost) => subscriptionKeyOf(ghost.id.toLowerCase()) === subscriptionKey && since < ghost.seconds,
  ).length;
}
