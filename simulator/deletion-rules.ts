import type { ArmError } from "./arm-error.ts";
import { errors } from "./error-bodies.ts";
import { listOf } from "./json.ts";
import { parentKeyOf } from "./resource-path.ts";
import type { StoredResource } from "./store.ts";
import { childMustGoFirst } from "./type-behaviour.ts";
import type { World } from "./world.ts";

/** Everything that goes when `key` goes: what lies below it, and the groups it manages with their contents. */
export function whatGoesWith(world: World, key: string): Set<string> {
  const all = new Set<string>();
  const queue = [key];
  for (let next = queue.pop(); next; next = queue.pop()) {
    for (const inner of world.store.subtree(next)) {
      if (all.has(inner)) continue;
      all.add(inner);
      for (const group of world.store.managedGroupsOf(inner)) queue.push(...world.store.inGroup(group));
    }
  }
  return all;
}

/** Resources of a group, and of the groups that they manage. */
export function whatGoesWithGroup(world: World, groupKey: string): Set<string> {
  const all = new Set<string>();
  for (const key of world.store.inGroup(groupKey)) {
    if (!all.has(key)) for (const inner of whatGoesWith(world, key)) all.add(inner);
  }
  return all;
}

/** Why this one resource cannot be deleted by itself, or `undefined`. `going` is what goes along. */
export function refusalOf(
  world: World,
  resource: StoredResource,
  going: ReadonlySet<string>,
): ArmError | undefined {
  return (
    nestedRefusal(world, resource) ??
    stateRefusal(world, resource, going) ??
    inUseRefusal(world, resource.key, going)
  );
}

/** Children that must be deleted by themselves first; only asked for the resource that is named. */
function nestedRefusal(world: World, resource: StoredResource): ArmError | undefined {
  const nested: string[] = [];
  for (const child of world.store.childrenOf(resource.key)) {
    const found = world.store.resources.get(child);
    if (found && !found.embeddedIn && childMustGoFirst(resource.type, found.type)) nested.push(found.id);
  }
  if (nested.length === 0) return undefined;
  return errors.nestedResources(
    nested.map((id) => id.slice(id.toLowerCase().lastIndexOf("/providers/") + "/providers/".length)),
  );
}

/** What the resource itself forbids, whoever uses it: each family has its own rules. */
export function stateRefusal(
  world: World,
  resource: StoredResource,
  going: ReadonlySet<string>,
): ArmError | undefined {
  for (const { refusal } of world.families) {
    const refused = refusal?.(world, resource, going);
    if (refused) return refused;
  }
  return undefined;
}

interface Hold {
  readonly held: string;
  readonly users: string[];
}

/** The first thing in `going` that something outside still uses. */
function holdOn(world: World, going: Iterable<string>, inside: ReadonlySet<string>): Hold | undefined {
  for (const held of going) {
    const users = world.store.usersOf(held).filter((user) => !inside.has(user));
    if (users.length > 0) return { held, users };
  }
  return undefined;
}

/** The refusal for a resource of which some part is in use from outside `going`. */
function inUseRefusal(world: World, key: string, going: ReadonlySet<string>): ArmError | undefined {
  const hold = holdOn(world, going, going);
  return hold ? inUseError(world, key, hold) : undefined;
}

/** The refusal for this very key if something outside `going` uses it; one in no list is named by its parent. */
export function outsideUseRefusal(
  world: World,
  key: string,
  going: ReadonlySet<string>,
): ArmError | undefined {
  const hold = holdOn(world, [key], going);
  return hold ? inUseError(world, world.store.exists(key) ? key : parentKeyOf(key), hold) : undefined;
}

/** The code Azure uses for a type in use, where traffic or documentation shows one. */
function inUseError(world: World, key: string, hold: Hold): ArmError {
  const resource = world.store.resources.get(key);
  const held = world.store.resources.get(hold.held);
  const users = hold.users.map((user) => world.store.resources.get(user)?.id ?? user);
  const owners = hold.users.map((user) => ownerId(world, user));
  const first = users[0] ?? "";
  const type = (held?.type ?? typeFromKey(hold.held)).toLowerCase();
  if (type === "microsoft.network/virtualnetworks/subnets") {
    return errors.subnetInUse(held?.name ?? hold.held.split("/").at(-1) ?? "", first);
  }
  if (!resource)
    return errors.badRequest(`'${hold.held}' is in use by ${users.join(", ")}.`, "ResourceInUse");
  switch (resource.type.toLowerCase()) {
    case "microsoft.network/networkinterfaces":
      return errors.nicInUse(resource.id, owners[0] ?? first);
    case "microsoft.network/networksecuritygroups":
      return errors.networkSecurityGroupInUse(resource.id, users);
    case "microsoft.network/publicipaddresses":
      return errors.publicAddressInUse(resource.id, first);
    case "microsoft.compute/disks":
      return errors.diskAttached(resource.name, owners[0] ?? first);
    case "microsoft.web/serverfarms":
      return errors.serverFarmInUse(
        resource.name,
        owners.map((owner) => owner.split("/").at(-1) ?? owner),
      );
    default:
      return errors.inUse(resource, networkCode(resource.type), users);
  }
}

function networkCode(type: string): string {
  const [namespace, name] = type.split("/");
  if (namespace?.toLowerCase() !== "microsoft.network" || !name) return "ResourceInUse";
  const singular = name.endsWith("s") ? name.slice(0, -1) : name;
  return `InUse${singular[0]?.toUpperCase()}${singular.slice(1)}CannotBeDeleted`;
}

/** A child that stands only in properties is named by its parent. */
function ownerId(world: World, key: string): string {
  const found = world.store.resources.get(key);
  if (!found?.embeddedIn) return found?.id ?? key;
  return world.store.resources.get(parentKeyOf(key))?.id ?? found.id;
}

function typeFromKey(key: string): string {
  const rest = key.slice(key.lastIndexOf("/providers/") + "/providers/".length).split("/");
  return [rest[0], ...listOf(rest.slice(1)).filter((_, index) => index % 2 === 0)].join("/");
}
