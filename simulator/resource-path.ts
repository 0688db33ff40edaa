/**
 * Paths and ids of Azure Resource Manager, as the simulator reads them: slashes collapsed, compared without
 * regard to case. A resource id may hold several `/providers/` (extension resources); the last one counts.
 */
export interface ResourcePath {
  /** The path as written, slashes collapsed. */
  readonly id: string;
  /** The path for comparing. */
  readonly key: string;
  readonly subscriptionId: string | undefined;
  readonly group: string | undefined;
  /** What stands before the last `/providers/`: a group, a subscription, another resource, or "". */
  readonly scope: string;
  readonly namespace: string | undefined;
  /** Type segments after the namespace, as written. */
  readonly types: readonly string[];
  readonly names: readonly string[];
  /** True when the last type has no name: a list, or an action on what stands before. */
  readonly open: boolean;
}

/** Collapses repeated slashes and drops one at the end. */
function collapse(path: string): string {
  const collapsed = `/${path}`.replace(/\/{2,}/g, "/");
  return collapsed.length > 1 && collapsed.endsWith("/") ? collapsed.slice(0, -1) : collapsed;
}

/** The form in which ids are compared and stored in maps. */
export function keyOf(id: string): string {
  return collapse(id).toLowerCase();
}

export function parsePath(path: string): ResourcePath {
  const id = collapse(path);
  const segments = id.split("/").slice(1);
  const lower = segments.map((segment) => segment.toLowerCase());
  const subscriptionId = lower[0] === "subscriptions" ? segments[1] : undefined;
  const group = subscriptionId && lower[2] === "resourcegroups" ? segments[3] : undefined;
  const provider = lower.lastIndexOf("providers");
  const rest = provider < 0 ? [] : segments.slice(provider + 2);
  return {
    id,
    key: id.toLowerCase(),
    subscriptionId,
    group,
    scope: provider < 0 ? id : `/${segments.slice(0, provider).join("/")}`.replace(/^\/$/, ""),
    namespace: provider < 0 ? undefined : segments[provider + 1],
    types: rest.filter((_, index) => index % 2 === 0),
    names: rest.filter((_, index) => index % 2 === 1),
    open: rest.length % 2 === 1,
  };
}

/** `Microsoft.Network/virtualNetworks/subnets` of a parsed path, as written. */
export function typeOf(path: ResourcePath): string {
  return [path.namespace ?? "", ...path.types].join("/");
}

/** The key of what a resource lies in: its parent resource, else its scope (group, subscription, resource). */
export function parentKeyOf(key: string): string {
  const provider = key.lastIndexOf("/providers/");
  if (provider < 0) return key.split("/").slice(0, -2).join("/");
  const rest = key.slice(provider + "/providers/".length).split("/");
  return rest.length > 3 ? key.split("/").slice(0, -2).join("/") : key.slice(0, provider);
}

/** True when `key` is `container` or lies in it. */
export function isWithin(key: string, container: string): boolean {
  return key === container || key.startsWith(`${container}/`);
}

/** The key of the resource group a key lies in. */
export function groupKeyOf(key: string): string | undefined {
  const parts = key.split("/");
  return parts[1] === "subscriptions" && parts[3] === "resourcegroups" && parts[4]
    ? parts.slice(0, 5).join("/")
    : undefined;
}

export function subscriptionKeyOf(key: string): string | undefined {
  const parts = key.split("/");
  return parts[1] === "subscriptions" && parts[2] ? parts.slice(0, 3).join("/") : undefined;
}
