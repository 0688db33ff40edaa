import { isListed } from "./store.ts";
import type { World } from "./world.ts";

/** What really exists in the box, whatever lists show. */
export interface SimulatorState {
  readonly now: string;
  readonly subscriptions: readonly {
    readonly subscriptionId: string;
    readonly displayName: string;
    /** The true state; readers see a change only after a while (`visibleState`). */
    readonly state: string;
    readonly visibleState: string;
    readonly cancelledAt: string | undefined;
    readonly managementGroup: string | undefined;
  }[];
  readonly resourceGroups: readonly { readonly id: string; readonly state: string }[];
  /** Ids of resources, without those that stand only in their parent's properties, policies, locks and roles. */
  readonly resources: readonly string[];
  readonly locks: readonly string[];
  readonly roleDefinitions: readonly { readonly id: string; readonly assignableScopes: unknown }[];
  readonly roleAssignments: readonly string[];
  readonly deletedResources: readonly string[];
  readonly operations: readonly {
    readonly id: string;
    readonly kind: string;
    readonly target: string;
    readonly status: string;
    readonly error: string | undefined;
  }[];
  /** Virtual machines by id that were stopped or started here. */
  readonly power: Readonly<Record<string, string>>;
}

export function stateOf(world: World): SimulatorState {
  world.clock.run();
  return {
    now: world.clock.iso(),
    subscriptions: world.subscriptions.all().map((subscription) => ({
      subscriptionId: subscription.id,
      displayName: subscription.displayName,
      state: subscription.state,
      visibleState: world.subscriptions.visibleState(subscription),
      cancelledAt:
        subscription.cancelledAt === undefined ? undefined : world.clock.iso(subscription.cancelledAt),
      managementGroup: world.managementGroups.holderOf(subscription.id)?.name,
    })),
    resourceGroups: [...world.store.groups.values()].map(({ id, state }) => ({ id, state })),
    resources: [...world.store.resources.values()].filter(isListed).map(({ id }) => id),
    locks: world.locks.all().map(({ id }) => id),
    roleDefinitions: world.roles
      .definitions()
      .filter((role) => !role.builtIn)
      .map((role) => ({ id: role.id, assignableScopes: role.properties.assignableScopes })),
    roleAssignments: world.roles.assignments().map(({ id }) => id),
    deletedResources: [...world.deleted.values()].map(({ id }) => id),
    operations: world.operations
      .all()
      .map(({ id, kind, target, status, error }) => ({ id, kind, target, status, error: error?.code })),
    power: Object.fromEntries(
      [...world.power].map(([key, power]) => [world.store.resources.get(key)?.id ?? key, power]),
    ),
  };
}
