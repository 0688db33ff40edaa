import type { Estate, EstateResource } from "../../simulator/estate.ts";

export const subscriptionId = "aaaaaaaa-0000-4000-8000-000000000001";
export const otherSubscriptionId = "bbbbbbbb-0000-4000-8000-000000000002";
export const subscription = `/subscriptions/${subscriptionId}`;
export const otherSubscription = `/subscriptions/${otherSubscriptionId}`;

/** The id of a resource: `idOf("net", "Microsoft.Network/virtualNetworks/subnets", "hub/default")`. */
export function idOf(group: string, type: string, name: string, under = subscription): string {
  const [namespace, ...types] = type.split("/");
  const names = name.split("/");
  const path = types.map((segment, index) => `${segment}/${names[index] ?? ""}`).join("/");
  return `${under}/resourceGroups/${group}/providers/${namespace}/${path}`;
}

/** A resource of an estate. */
export function resource(
  group: string,
  type: string,
  name: string,
  properties: Record<string, unknown> = {},
  rest: Partial<EstateResource> = {},
): EstateResource {
  return { id: idOf(group, type, name), location: "westeurope", properties, ...rest };
}

/** An estate with one subscription, and another beside it where roles are shared. */
export function estateOf(resources: EstateResource[], rest: Partial<Estate> = {}): Estate {
  return {
    subscription: { subscriptionId, displayName: "Doomed" },
    subscriptions: [{ subscriptionId: otherSubscriptionId, displayName: "Shared" }],
    managementGroups: [{ name: "corp", subscriptions: [subscriptionId, otherSubscriptionId] }],
    ...rest,
    resources,
  };
}
