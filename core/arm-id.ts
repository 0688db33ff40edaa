/**
 * ARM resource ids: `/subscriptions/S[/resourceGroups/G][/providers/NS/type/name[/type/name…]]`.
 * ARM compares ids without regard to case and answers with the stored case, so every map in Sundown is keyed
 * by {@link idKey} while messages and plans keep the id as it was read.
 */

/** The form ids are compared in: lower case, no trailing slash. */
export function idKey(id: string): string {
  return (id.endsWith("/") ? id.slice(0, -1) : id).toLowerCase();
}

export interface ArmId {
  readonly subscriptionId?: string;
  readonly resourceGroup?: string;
  /** `Microsoft.Network/virtualNetworks/subnets`; of an extension resource, that of its last `/providers/`. */
  readonly type: string;
  /** `vnet1/subnet1`: one segment for each segment of the type after the namespace. */
  readonly name: string;
  /** The id one level up within the same provider, or what an extension resource is attached to. */
  readonly parent?: string;
}

const GROUP_TYPE = "Microsoft.Resources/resourceGroups";
const SUBSCRIPTION_TYPE = "Microsoft.Resources/subscriptions";

/** Takes an id apart; `undefined` when it is not one. Never throws: ids come from outside. */
export function parseArmId(id: string): ArmId | undefined {
  const segments = id.split("/");
  if (segments[0] !== "" || segments.length < 3) return undefined;
  segments.shift();
  if (segments.at(-1) === "") segments.pop();
  if (segments.some((segment) => segment === "")) return undefined;

  const lower = segments.map((segment) => segment.toLowerCase());
  const providers = lower.lastIndexOf("providers");
  const head = providers < 0 ? segments : segments.slice(0, providers);
  const subscriptionId = lower[0] === "subscriptions" ? segments[1] : undefined;
  const resourceGroup =
    lower[0] === "subscriptions" && lower[2] === "resourcegroups" ? segments[3] : undefined;
  const where = {
    ...(subscriptionId === undefined ? {} : { subscriptionId }),
    ...(resourceGroup === undefined ? {} : { resourceGroup }),
  };

  if (providers < 0) {
    if (subscriptionId === undefined) return undefined;
    if (segments.length === 2) return { ...where, type: SUBSCRIPTION_TYPE, name: subscriptionId };
    if (segments.length !== 4 || resourceGroup === undefined) return undefined;
    return { ...where, type: GROUP_TYPE, name: resourceGroup, parent: `/subscriptions/${subscriptionId}` };
  }

  const own = segments.slice(providers + 1);
  if (own.length < 3 || own.length % 2 === 0) return undefined;
  const types = own.filter((_, index) => index % 2 === 1);
  const names = own.filter((_, index) => index > 0 && index % 2 === 0);
  const parent = own.length > 3 ? segments.slice(0, -2) : head;
  return {
    ...where,
    type: [own[0], ...types].join("/"),
    name: names.join("/"),
    ...(parent.length === 0 ? {} : { parent: `/${parent.join("/")}` }),
  };
}

/** Whether `id` is `scope` itself or lies below it. */
export function isWithin(id: string, scope: string): boolean {
  const inner = idKey(id);
  const outer = idKey(scope);
  return inner === outer || inner.startsWith(outer === "" ? "/" : `${outer}/`);
}

/** The id of the resource group an id lies in, or `undefined` at subscription scope and above. */
export function groupIdOf(id: string): string | undefined {
  return /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i.exec(id)?.[0];
}

/** The id of the subscription an id lies in. */
export function subscriptionIdOf(id: string): string | undefined {
  return /^\/subscriptions\/([^/]+)/i.exec(id)?.[1];
}

/** Whether a text is a subscription's id: a GUID, in either case. */
export function isSubscriptionId(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
