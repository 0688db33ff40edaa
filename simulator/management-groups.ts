export interface StoredManagementGroup {
  readonly name: string;
  displayName: string;
  /** Name of the group above; missing for the root. */
  parent: string | undefined;
  readonly subscriptions: Set<string>;
}

export const managementGroupPrefix = "/providers/microsoft.management/managementgroups/";

/** The tenant's management groups; the root group bears the tenant's id. */
export class ManagementGroups {
  readonly #groups = new Map<string, StoredManagementGroup>();
  readonly #root: string;

  constructor(tenantId: string) {
    this.#root = tenantId;
    this.put(tenantId, "Tenant Root Group", undefined);
  }

  put(name: string, displayName: string | undefined, parent: string | undefined): StoredManagementGroup {
    const key = name.toLowerCase();
    const old = this.#groups.get(key);
    const group: StoredManagementGroup = {
      name: old?.name ?? name,
      displayName: displayName ?? old?.displayName ?? name,
      parent: key === this.#root.toLowerCase() ? undefined : (parent ?? old?.parent ?? this.#root),
      subscriptions: old?.subscriptions ?? new Set(),
    };
    this.#groups.set(key, group);
    return group;
  }

  get(name: string): StoredManagementGroup | undefined {
    return this.#groups.get(name.toLowerCase());
  }

  delete(name: string): boolean {
    return this.#groups.delete(name.toLowerCase());
  }

  all(): StoredManagementGroup[] {
    return [...this.#groups.values()];
  }

  /** Puts a subscription below a group, taking it out of where it was. */
  place(subscriptionId: string, name: string): void {
    for (const group of this.#groups.values()) group.subscriptions.delete(subscriptionId.toLowerCase());
    (this.get(name) ?? this.get(this.#root))?.subscriptions.add(subscriptionId.toLowerCase());
  }

  get rootName(): string {
    return this.#root;
  }

  /** The group a subscription lies in. */
  holderOf(subscriptionId: string): StoredManagementGroup | undefined {
    return this.all().find((group) => group.subscriptions.has(subscriptionId.toLowerCase()));
  }

  /** Keys of the management groups above a subscription, nearest first. */
  aboveSubscription(subscriptionId: string): string[] {
    return this.above(this.holderOf(subscriptionId)?.name);
  }

  /** Keys of a management group and those above it. */
  above(name: string | undefined): string[] {
    const keys: string[] = [];
    for (
      let group = name ? this.get(name) : undefined;
      group;
      group = group.parent ? this.get(group.parent) : undefined
    ) {
      const key = `${managementGroupPrefix}${group.name.toLowerCase()}`;
      if (keys.includes(key)) break;
      keys.push(key);
    }
    return keys;
  }
}
