import type { JsonObject } from "./json.ts";
import { objectOf, textOf } from "./json.ts";
import { embeddedChildren, type Use, usesOf } from "./references.ts";
import { groupKeyOf, keyOf, parentKeyOf, parsePath, typeOf } from "./resource-path.ts";

/** A resource as the simulator holds it. */
export interface StoredResource {
  readonly id: string;
  readonly key: string;
  readonly type: string;
  readonly name: string;
  readonly groupKey: string | undefined;
  /** The whole ARM body, without `id`, `name` and `type`. */
  body: JsonObject;
  /** Order of creation, for stable paging. */
  readonly sequence: number;
  readonly createdAt: number;
  /** Set while a delete runs. */
  deleting?: boolean;
  /** For a child that stands only in its parent's properties: the parent and the member. */
  readonly embeddedIn?: { readonly parent: string; readonly property: string };
}

export interface StoredGroup {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  body: JsonObject;
  state: "Succeeded" | "Deleting";
  /** Resources move into it or out of it. */
  moving?: boolean;
}

/** How long ago an estate's resources were made, in milliseconds. */
const estateAge = 30 * 86_400_000;

/** What was deleted but may still be shown by a list that lags. */
export interface Remnant {
  readonly resource: StoredResource;
  readonly removedAt: number;
}

/**
 * Everything that exists, by key. Looking up a resource, its children, its group or its users costs the
 * same however much there is.
 */
export class Store {
  readonly resources = new Map<string, StoredResource>();
  readonly groups = new Map<string, StoredGroup>();
  /** Recently deleted resources, oldest first. */
  readonly remnants: Remnant[] = [];
  lastRemovalAt = 0;
  readonly #lateGroups: { readonly group: StoredGroup; readonly removedAt: number }[] = [];
  readonly #children = new Map<string, Set<string>>();
  readonly #inGroup = new Map<string, Set<string>>();
  readonly #users = new Map<string, Set<string>>();
  readonly #used = new Map<string, Set<string>>();
  /** What each resource's body says about who uses what. */
  readonly #declared = new Map<string, readonly Use[]>();
  readonly #managedGroups = new Map<string, Set<string>>();
  readonly #now: () => number;
  #sequence = 0;
  /** False when the estate's own edges say what is in use. */
  readReferences = true;
  /** While the estate is loaded, what it holds counts as long there. */
  loading = false;

  constructor(now: () => number) {
    this.#now = now;
  }

  putGroup(id: string, body: JsonObject): StoredGroup {
    const key = keyOf(id);
    const old = this.groups.get(key);
    const group: StoredGroup = {
      id: old?.id ?? id,
      key,
      name: old?.name ?? id.split("/").at(-1) ?? id,
      body,
      state: old?.state ?? "Succeeded",
    };
    this.groups.set(key, group);
    const manager = textOf(body.managedBy);
    if (manager?.includes("/providers/")) addTo(this.#managedGroups, keyOf(manager), key);
    return group;
  }

  /** Keys of the groups that a resource manages: they go when it goes. */
  managedGroupsOf(manager: string): string[] {
    return [...(this.#managedGroups.get(manager) ?? [])].filter((group) => this.groups.has(group));
  }

  /** Adds or replaces a resource and notes what it uses; children in its properties become addressable. */
  putResource(id: string, body: JsonObject): StoredResource {
    const path = parsePath(id);
    const old = this.resources.get(path.key);
    const resource: StoredResource = {
      id: old?.id ?? path.id,
      key: path.key,
      type: textOf(body.type) ?? old?.type ?? typeOf(path),
      name: path.names.at(-1) ?? path.id,
      groupKey: groupKeyOf(path.key),
      body: withoutIdentity(body),
      sequence: old?.sequence ?? this.#sequence++,
      createdAt: old?.createdAt ?? this.#now() - (this.loading ? estateAge : 0),
    };
    this.#dropEmbedded(resource.key);
    this.#insert(resource);
    this.#embed(resource);
    this.#noteUses(resource);
    return resource;
  }

  /** A target that stands in no list (a subnet known only by reference) still counts as part of its parent. */
  addUse(user: string, target: string): void {
    addTo(this.#users, target, user);
    addTo(this.#used, user, target);
    this.#linkToParents(target);
  }

  removeResource(key: string): void {
    const resource = this.resources.get(key);
    if (!resource) return;
    this.resources.delete(key);
    if (resource.groupKey) dropFrom(this.#inGroup, resource.groupKey, key);
    for (let child = key; child.includes("/providers/"); child = parentKeyOf(child)) {
      if (this.#children.has(child) || this.resources.has(child)) break;
      dropFrom(this.#children, parentKeyOf(child), child);
    }
    this.#forgetUses(key);
    this.#takeOutOfParent(resource);
    this.lastRemovalAt = this.#now();
    if (!resource.embeddedIn) this.remnants.push({ resource, removedAt: this.lastRemovalAt });
  }

  /** Forgets what went longer ago than any list lags. */
  forgetRemnants(olderThan: number): void {
    let gone = 0;
    while ((this.remnants[gone]?.removedAt ?? Number.POSITIVE_INFINITY) < olderThan) gone++;
    if (gone > 0) this.remnants.splice(0, gone);
  }

  removeGroup(key: string): void {
    const group = this.groups.get(key);
    if (group) this.#lateGroups.push({ group, removedAt: this.#now() });
    this.groups.delete(key);
  }

  /** The groups there are, and those that were still there so many seconds ago. */
  groupsSince(seconds: number): StoredGroup[] {
    const since = this.#now() - seconds * 1000;
    const late = this.#lateGroups.filter(
      ({ group, removedAt }) => removedAt > since && !this.groups.has(group.key),
    );
    return [...this.groups.values(), ...late.map(({ group }) => group)];
  }

  /** Keys of everything in a resource or below it, itself first. */
  subtree(key: string): string[] {
    const all = [key];
    for (let index = 0; index < all.length; index++) {
      for (const child of this.#children.get(all[index] ?? "") ?? []) all.push(child);
    }
    return all;
  }

  childrenOf(key: string): ReadonlySet<string> {
    return this.#children.get(key) ?? new Set();
  }

  inGroup(groupKey: string): ReadonlySet<string> {
    return this.#inGroup.get(groupKey) ?? new Set();
  }

  /**
   * Keys that use this very key and exist. Where two refer to each other and nothing tells which way the
   * link goes, neither holds the other.
   */
  usersOf(key: string): string[] {
    const mutual = (user: string) => this.readReferences && this.#users.get(user)?.has(key) === true;
    return [...(this.#users.get(key) ?? [])].filter((user) => this.exists(user) && !mutual(user));
  }

  /** Keys that this key uses. */
  usedBy(key: string): string[] {
    return [...(this.#used.get(key) ?? [])];
  }

  exists(key: string): boolean {
    return this.resources.has(key);
  }

  #insert(resource: StoredResource): void {
    this.resources.set(resource.key, resource);
    if (resource.groupKey) addTo(this.#inGroup, resource.groupKey, resource.key);
    this.#linkToParents(resource.key);
  }

  #linkToParents(key: string): void {
    for (let child = key; child.includes("/providers/"); ) {
      const parent = parentKeyOf(child);
      addTo(this.#children, parent, child);
      child = parent;
    }
  }

  #embed(resource: StoredResource): void {
    for (const child of embeddedChildren(resource)) {
      if (this.resources.has(child.key)) continue;
      const path = parsePath(child.id);
      this.#insert({
        id: child.id,
        key: child.key,
        type: typeOf(path),
        name: path.names.at(-1) ?? child.id,
        groupKey: resource.groupKey,
        body: {},
        sequence: this.#sequence++,
        createdAt: resource.createdAt,
        embeddedIn: { parent: resource.key, property: child.property },
      });
    }
  }

  #dropEmbedded(parent: string): void {
    for (const child of this.childrenOf(parent)) {
      const resource = this.resources.get(child);
      if (resource?.embeddedIn?.parent !== parent) continue;
      this.resources.delete(child);
      if (resource.groupKey) dropFrom(this.#inGroup, resource.groupKey, child);
    }
  }

  #noteUses(resource: StoredResource): void {
    if (!this.readReferences) return;
    this.#forgetUses(resource.key);
    const uses = usesOf(resource);
    this.#declared.set(resource.key, uses);
    for (const { user, target } of uses) this.addUse(user, target);
  }

  /** Forgets what this resource says, also where it speaks of its users or for its own children. */
  #forgetUses(declarer: string): void {
    for (const { user, target } of this.#declared.get(declarer) ?? []) {
      dropFrom(this.#users, target, user);
      dropFrom(this.#used, user, target);
    }
    this.#declared.delete(declarer);
  }

  #takeOutOfParent(resource: StoredResource): void {
    const parent = this.resources.get(parentKeyOf(resource.key));
    if (!parent) return;
    const properties = objectOf(parent.body.properties);
    for (const child of embeddedChildren(parent)) {
      if (child.key !== resource.key) continue;
      const list = properties[child.property];
      if (!Array.isArray(list)) continue;
      properties[child.property] = list.filter((item) => {
        const { id, name } = objectOf(item);
        return textOf(id) ? keyOf(String(id)) !== resource.key : name !== resource.name;
      });
    }
  }
}

/** What exists as a resource and a cancel counts: not what stands only in properties, nor what only governs. */
export function isListed(resource: StoredResource): boolean {
  return !resource.embeddedIn && !isGoverning(resource);
}

/** Policies, locks, roles, stacks, blueprints, and what is set for a subscription as a whole. */
export function isGoverning({ type, groupKey }: StoredResource): boolean {
  return governing.test(type) || (groupKey === undefined && ofSubscription.test(type));
}

const governing = /^microsoft\.(?:authorization|blueprint)\/|^microsoft\.resources\/deploymentstacks$/i;
const ofSubscription =
  /^microsoft\.(?:managedservices|consumption)\/|^microsoft\.insights\/diagnosticsettings$/i;

function withoutIdentity(body: JsonObject): JsonObject {
  const { id: _id, name: _name, type: _type, apiVersion: _apiVersion, ...rest } = body;
  return rest;
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key);
  if (set) set.add(value);
  else map.set(key, new Set([value]));
}

function dropFrom(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key);
  set?.delete(value);
  if (set?.size === 0) map.delete(key);
}
