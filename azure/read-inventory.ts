import type { Inventory } from "../core/inventory/inventory.ts";
import { parseInventory } from "../core/inventory/parse-inventory.ts";
import type { AzureConnection } from "./connection.ts";
import { countCalls } from "./count-calls.ts";
import { readAccess } from "./read-access.ts";
import { readChildren } from "./read-children.ts";
import { readDependents } from "./read-dependents.ts";
import { readDeployments } from "./read-deployments.ts";
import { readLeftovers } from "./read-leftovers.ts";
import { readResources } from "./read-resources.ts";
import { readSubscription } from "./read-subscription.ts";
import { savedForm } from "./saved-form.ts";

export interface ReadInventoryOptions {
  readonly signal?: AbortSignal;
  /** Told what is being read, for a person to follow. */
  readonly onProgress?: (title: string) => void;
}

/**
 * Reads everything a plan needs. What this identity may not see is written in `reading.unreadable`; where a plan
 * would be wrong without it (subscription, groups, resources, locks) reading stops instead. No secrets come along.
 * @throws SundownError subscription_not_found, not_permitted, paging_repeated, azure_refused, cloud_unreachable
 */
export async function readInventory(
  connection: AzureConnection,
  subscriptionId: string,
  options: ReadInventoryOptions = {},
): Promise<Inventory> {
  const counted = countCalls(connection);
  const { signal, onProgress = () => {} } = options;
  onProgress(`reading subscription ${subscriptionId}`);
  const subscription = await readSubscription(counted.for("subscription"), subscriptionId, signal);
  signal?.throwIfAborted();
  onProgress("reading groups, resources, locks and roles");
  const reads = [
    readResources(counted, subscriptionId, signal),
    readAccess(counted.for("locks and roles"), subscriptionId),
  ] as const;
  // Nothing goes on reading behind a failure.
  await Promise.allSettled(reads);
  const [resources, access] = await Promise.all(reads);
  signal?.throwIfAborted();
  onProgress("reading what lists do not show");
  const children = await readChildren(
    counted.for("hidden children"),
    subscriptionId,
    resources.resources,
    signal,
  );
  const history = await readDeployments(counted.for("deployments"), subscriptionId, resources, signal);
  const leftovers = await readLeftovers(
    counted.for("policies and leftovers"),
    subscriptionId,
    resources.groups,
    signal,
  );
  signal?.throwIfAborted();
  onProgress("asking who else in the tenant needs something here");
  const elsewhere = await readDependents(counted.for("dependents"), subscriptionId, resources, signal);
  const parts = [resources, access, children, history, leftovers, elsewhere];

  const { inventory } = parseInventory(
    {
      subscription,
      resourceGroups: resources.groups,
      resources: [...resources.resources, ...children.resources, ...leftovers.resources],
      locks: access.locks,
      roleDefinitions: access.roleDefinitions,
      roleAssignments: access.roleAssignments,
      dependents: elsewhere.dependents,
      deployments: history.deployments,
      deletedResources: leftovers.deletedResources,
      policyAssignments: leftovers.policyAssignments,
      denyAssignments: leftovers.denyAssignments,
      reading: {
        cloud: connection.cloud.name,
        calls: counted.calls(),
        callsFor: counted.callsFor(),
        ...resources.counts,
        dependents: elsewhere.seen,
        leftOut: [children, history, leftovers, elsewhere].flatMap(({ leftOut }) => leftOut),
        unreadable: parts.flatMap(({ unreadable }) => unreadable),
      },
    },
    `subscription ${subscriptionId}`,
  );
  return savedForm(inventory);
}
