import { groupIdOf, idKey, parseArmId } from "../arm-id.ts";
import type { Notice } from "../host.ts";
import { SundownError } from "../messages/sundown-error.ts";
import { checkValues } from "./check-values.ts";
import { cleanId, unseenCharacterIn } from "./clean-id.ts";
import type { Desk } from "./desk.ts";
import { findSubscription } from "./find-subscription.ts";
import {
  type Inventory,
  inventorySchema,
  type RawInventory,
  type Resource,
  type ResourceGroup,
} from "./inventory.ts";
import { mergeDuplicates } from "./merge-duplicates.ts";
import { noticeContradictions } from "./notice-contradictions.ts";

const GROUP_TYPE = "microsoft.resources/resourcegroups";
const SUBSCRIPTION_TYPE = "microsoft.resources/subscriptions";
const LISTS_WITH_IDS = [
  "locks",
  "roleDefinitions",
  "roleAssignments",
  "deployments",
  "dependents",
  "deletedResources",
  "policyAssignments",
  "denyAssignments",
] as const;

/**
 * Lets an inventory in: checks its shape, completes names, types and groups from the ids, merges what is listed
 * twice. Throws one coded error that names every problem, and drops nothing silently.
 *
 * @param source What the inventory was read from, for the messages.
 */
export function parseInventory(input: unknown, source: string): { inventory: Inventory; notices: Notice[] } {
  const desk: Desk = { source, problems: [], notices: [] };
  checkValues(input, desk);
  if (desk.problems.length > 0) throw rejected(desk);
  const parsed = inventorySchema.safeParse(input);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      desk.problems.push({ code: "inventory_invalid", place: placeOf(issue.path), message: issue.message });
    }
    throw rejected(desk);
  }

  const raw = cleanLists(parsed.data, desk);
  const entered = raw.resources.map((resource, index) =>
    enterResource(resource, `resources[${index}]`, desk),
  );
  const resources = mergeDuplicates(
    entered.filter((resource) => resource !== undefined && resource.type.toLowerCase() !== GROUP_TYPE),
    "resources",
    desk,
  );
  const asResources = entered.filter((resource) => resource?.type.toLowerCase() === GROUP_TYPE);
  const groups = enterGroups([...(raw.resourceGroups ?? []), ...asResources.map(groupFromResource)], desk);
  if (desk.problems.length > 0) throw rejected(desk);

  const ids = [...resources, ...groups, ...(raw.locks ?? [])].map((entry) => entry.id);
  const subscription = findSubscription(raw.subscription, ids, source);
  refuseElsewhere(
    { resourceGroups: groups, locks: raw.locks, deletedResources: raw.deletedResources },
    subscription.subscriptionId,
    desk,
  );
  if (desk.problems.length > 0) throw rejected(desk);
  const resourceGroups = completeGroups(groups, ids, subscription.subscriptionId);
  return { inventory: { ...raw, subscription, resources, resourceGroups }, notices: desk.notices };
}

function placeOf(path: readonly PropertyKey[]): string {
  const text = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`)).join("");
  return text.startsWith(".") ? text.slice(1) : text;
}

function rejected(desk: Desk): SundownError {
  const [first, ...others] = desk.problems;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  const code = first?.code ?? "inventory_invalid";
  return new SundownError(code, {
    message: `${first?.place || "the inventory"}: ${first?.message}${more}`,
    place: first?.place ? `${desk.source}: ${first.place}` : desk.source,
    data: { problems: desk.problems },
  });
}

/** The id in its kept form, or a problem and `undefined`. */
function enterId(raw: string, place: string, desk: Desk): string | undefined {
  const id = cleanId(raw);
  if (id === undefined) {
    const unseen = unseenCharacterIn(raw);
    const what =
      unseen === undefined
        ? "is not an ARM id"
        : `holds ${unseen}, which cannot be seen and which no Azure name has`;
    desk.problems.push({ code: "id_malformed", place, message: `"${raw}" ${what}` });
  } else if (raw.includes("%")) {
    desk.notices.push({ code: "id_encoded", message: `${raw} is read as ${id}`, place: id });
  }
  return id;
}

function enterResource(
  raw: RawInventory["resources"][number],
  place: string,
  desk: Desk,
): Resource | undefined {
  const id = enterId(raw.id, `${place}.id`, desk);
  const arm = id === undefined ? undefined : parseArmId(id);
  if (id === undefined || arm === undefined) return undefined;
  if (arm.type.toLowerCase() === SUBSCRIPTION_TYPE) {
    desk.problems.push({
      code: "id_malformed",
      place: `${place}.id`,
      message: `"${raw.id}" is a subscription, not a resource`,
    });
    return undefined;
  }
  noticeContradictions(raw, id, arm, desk);
  const { resourceGroup: _, ...rest } = raw;
  return { ...rest, id, name: arm.name, type: arm.type };
}

function groupFromResource(
  resource: Resource | undefined,
): NonNullable<RawInventory["resourceGroups"]>[number] {
  const { id = "", name, location, managedBy, tags, properties } = resource ?? {};
  return {
    id,
    ...(name === undefined ? {} : { name }),
    ...(location === undefined ? {} : { location }),
    ...(managedBy === undefined ? {} : { managedBy }),
    ...(tags === undefined ? {} : { tags }),
    ...(properties === undefined ? {} : { properties }),
  };
}

function enterGroups(raw: NonNullable<RawInventory["resourceGroups"]>, desk: Desk): ResourceGroup[] {
  const groups: ResourceGroup[] = [];
  for (const [index, group] of raw.entries()) {
    const place = `resourceGroups[${index}]`;
    const id = enterId(group.id, `${place}.id`, desk);
    const arm = id === undefined ? undefined : parseArmId(id);
    if (id === undefined || arm === undefined) continue;
    if (arm.type.toLowerCase() === GROUP_TYPE) {
      noticeContradictions(group, id, arm, desk);
      groups.push({ ...group, id, name: arm.name });
    } else {
      const message = `"${group.id}" is not the id of a resource group`;
      desk.problems.push({ code: "id_malformed", place: `${place}.id`, message });
    }
  }
  return mergeDuplicates(groups, "resourceGroups", desk);
}

/** Resources elsewhere are held; a group, lock or leftover of another subscription has no place in this one's inventory. */
function refuseElsewhere(
  lists: Readonly<Record<string, readonly { readonly id: string }[] | undefined>>,
  subscription: string,
  desk: Desk,
): void {
  const own = `/subscriptions/${subscription.toLowerCase()}/`;
  for (const [list, entries = []] of Object.entries(lists)) {
    for (const { id } of entries) {
      if (`${idKey(id)}/`.startsWith(own)) continue;
      const message = `it lies outside the subscription ${subscription}`;
      desk.problems.push({ code: "inventory_invalid", place: `${list}: ${id}`, message });
    }
  }
}

/** Groups that no list names but ids lie in exist all the same. */
function completeGroups(
  groups: readonly ResourceGroup[],
  ids: readonly string[],
  subscription: string,
): ResourceGroup[] {
  const known = new Map(groups.map((group) => [idKey(group.id), group]));
  const own = `/subscriptions/${subscription.toLowerCase()}/`;
  const derived = new Map<string, string>();
  for (const id of ids) {
    const group = groupIdOf(id);
    if (group === undefined) continue;
    const key = idKey(group);
    if (!key.startsWith(own) || known.has(key)) continue;
    const other = derived.get(key);
    if (other === undefined || group < other) derived.set(key, group);
  }
  const added = [...derived.values()].map((id) => ({ id, name: id.slice(id.lastIndexOf("/") + 1) }));
  return [...groups, ...added].toSorted((left, right) => (idKey(left.id) < idKey(right.id) ? -1 : 1));
}

/** Every other list with ids: cleaned the same way, so that all compare alike later. */
function cleanLists(raw: RawInventory, desk: Desk): RawInventory {
  const cleaned: Record<string, unknown> = {};
  for (const list of LISTS_WITH_IDS) {
    const entries: readonly { readonly id: string }[] | undefined = raw[list];
    if (entries === undefined) continue;
    cleaned[list] = entries.map((entry, index) => ({
      ...entry,
      id: enterId(entry.id, `${list}[${index}].id`, desk) ?? entry.id,
    }));
  }
  return { ...raw, ...cleaned };
}
