import type { AzureConnection } from "../../azure/connection.ts";
import { listResources } from "../../azure/list-resources.ts";
import { mapBounded } from "../../azure/map-bounded.ts";
import { serviceKindOf, serviceKinds } from "../../azure/services/service-kinds.ts";
import {
  listServiceStates,
  readServiceState,
  type ServiceState,
} from "../../azure/services/service-state.ts";
import { groupIdOf, idKey } from "../../core/arm-id.ts";
import { isSundownError } from "../../core/messages/sundown-error.ts";
import type { Plan, PlanResource } from "../../core/plan/plan.ts";
import { howToStop } from "./by-hand-types.ts";

/** What runs by itself and Sundown does not stop. */
export interface NotHandled {
  readonly id: string;
  readonly type: string;
  /** What a person can do, or why nobody can. */
  readonly how: string;
}

export interface FoundServices {
  readonly services: readonly ServiceState[];
  readonly notHandled: readonly NotHandled[];
  /** Whose state could not be read, and why. */
  readonly unread: readonly { readonly id: string; readonly because: string }[];
}

export const SERVICES_AT_ONCE = 16;
const MACHINE = "microsoft.compute/virtualmachines";
const SCALE_SET = "microsoft.compute/virtualmachinescalesets";

/** Looks at everything in the plan that runs by itself. */
export async function findServices(
  connection: AzureConnection,
  plan: Plan,
  signal: AbortSignal,
): Promise<FoundServices> {
  const unread: { id: string; because: string }[] = [];
  const read = async (id: string, look: () => Promise<readonly ServiceState[]>) => {
    try {
      return await look();
    } catch (error) {
      if (!isSundownError(error)) throw error;
      unread.push({ id, because: error.message });
      return [];
    }
  };
  const own = plan.resources.filter((resource) => isOwn(resource, plan));
  const looks = own.flatMap(({ id, type }) => {
    const kind = serviceKindOf(type);
    const below = serviceKinds.filter((each) => each.below?.parent === type.toLowerCase());
    return [
      // What is listed below its parent is found there, whether the plan knows it or not.
      ...(kind === undefined || kind.below !== undefined
        ? []
        : [
            async () => {
              const service = await readServiceState(connection, id, signal);
              return service === undefined ? [] : [service];
            },
          ]),
      ...below.map((each) => () => listServiceStates(connection, id, each, signal)),
    ].map((look) => ({ id, look }));
  });
  const found = await mapBounded(looks, SERVICES_AT_ONCE, ({ id, look }) => read(id, look));
  const services = found.flat();
  const manual = plan.resources.flatMap((resource) => byHand(resource, plan));
  const isThere =
    manual.length === 0
      ? () => false
      : existing(await listResources(connection, plan.subscription.id, { signal }));
  return {
    services: services.filter(({ cannot }) => cannot === undefined),
    notHandled: [
      ...services.flatMap(({ id, kind, cannot: how }) =>
        how === undefined ? [] : [{ id, type: kind.type, how }],
      ),
      ...manual.filter(({ id }) => isThere(id)),
    ],
    unread,
  };
}

/** Whether something is listed, or is part of what is: lists leave out most of what is nested. */
function existing(listed: readonly { readonly id: string }[]): (id: string) => boolean {
  const keys = new Set(listed.map(({ id }) => idKey(id)));
  return (id) => {
    for (let key = idKey(id); key !== ""; key = key.slice(0, key.lastIndexOf("/"))) {
      if (keys.has(key)) return true;
    }
    return false;
  };
}

/** What a manager keeps is stopped with it; the machines of a flexible scale set are stopped by themselves. */
function isOwn({ id, type, deletedBy, dependsOn }: PlanResource, plan: Plan): boolean {
  if (deletedBy !== "manager") return true;
  if (type.toLowerCase() !== MACHINE || managerOf(id, plan) !== undefined) return false;
  return dependsOn.some(({ on }) => on.toLowerCase().includes(`/providers/${SCALE_SET}/`));
}

function byHand(resource: PlanResource, plan: Plan): NotHandled[] {
  const { id, type } = resource;
  if (isOwn(resource, plan)) {
    const how = howToStop(type);
    return how === undefined ? [] : [{ id, type, how }];
  }
  const runs = serviceKindOf(type) !== undefined || howToStop(type) !== undefined;
  const manager = managerOf(id, plan);
  const isNamedThere = plan.resources.some(
    (other) =>
      manager !== undefined &&
      idKey(other.id) === idKey(manager) &&
      (serviceKindOf(other.type) !== undefined || howToStop(other.type) !== undefined),
  );
  return runs && !isNamedThere ? [{ id, type, how: "stop what manages it" }] : [];
}

const managerOf = (id: string, plan: Plan): string | undefined =>
  plan.resourceGroups.find((group) => idKey(group.id) === idKey(groupIdOf(id) ?? ""))?.managedBy;
