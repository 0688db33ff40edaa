import { idKey, isWithin } from "../core/arm-id.ts";
import { directionOf } from "../core/dependencies/back-references.ts";
import { walkStrings } from "../core/dependencies/walk-strings.ts";
import type { RawInventory } from "../core/inventory/inventory.ts";
import { isRecord } from "./is-record.ts";

export type Dependent = NonNullable<RawInventory["dependents"]>[number];

/** One row about something outside the subscription; checked before it gets here. */
export interface OutsideThing {
  readonly id: string;
  readonly type?: string | null | undefined;
  readonly managedBy?: string | null | undefined;
  readonly identity?: unknown;
  readonly properties?: unknown;
}

/** What exists in the subscription, to tell a reference that breaks from one that is broken already. */
export interface OwnThings {
  readonly subscriptionId: string;
  /** By {@link idKey}: resources, groups and the subscription itself. */
  readonly ids: ReadonlySet<string>;
}

/**
 * What something elsewhere needs here: each id of this subscription that stands in it, once. Left out is what only
 * says who uses it (a private endpoint of ours on an account of theirs) and what leads to nothing any more.
 */
export function dependentsIn(thing: OutsideThing, own: OwnThings): Dependent[] {
  const type = (thing.type ?? "").toLowerCase();
  const found = new Map<string, Dependent>();
  const look = (id: string, root: string, value: unknown): void => {
    walkStrings(value, root, (text, path) => {
      if (isExclusion(path) || directionOf(type, path) !== "away") return;
      for (const on of idsIn(text)) {
        const key = `${idKey(id)} ${idKey(on)}`;
        if (!isOwn(on, own) || found.has(key)) continue;
        found.set(key, { id, on, kind: kindOf(type, path), detail: path });
      }
    });
  };
  const { peerings, rest } = splitPeerings(type, thing.properties);
  for (const { id, properties } of peerings) {
    look(id, "properties.virtualNetworkPeerings[].properties", properties);
  }
  look(thing.id, "properties", rest);
  look(thing.id, "identity", thing.identity);
  look(thing.id, "managedBy", thing.managedBy);
  return [...found.values()];
}

/** The text itself, or the ids in it: workbooks, dashboards and workflows are texts that hold ids. */
function idsIn(text: string): readonly string[] {
  if (/^\/subscriptions\/[^"'\s]*$/i.test(text)) return [text];
  return [...text.matchAll(/\/subscriptions\/[^"'\\\s?#<>{}|,;()[\]]+/gi)].map(([id]) => id);
}

/** A network lists its peerings; each is a thing of its own, with an id that says which one breaks. */
function splitPeerings(
  type: string,
  properties: unknown,
): { peerings: { id: string; properties: unknown }[]; rest: unknown } {
  if (type !== "microsoft.network/virtualnetworks" || !isRecord(properties)) {
    return { peerings: [], rest: properties };
  }
  const { virtualNetworkPeerings, ...rest } = properties;
  const listed: unknown[] = Array.isArray(virtualNetworkPeerings) ? virtualNetworkPeerings : [];
  const peerings = listed.flatMap((peering) =>
    isRecord(peering) && typeof peering.id === "string"
      ? [{ id: peering.id, properties: peering.properties }]
      : [],
  );
  return peerings.length === listed.length ? { peerings, rest } : { peerings: [], rest: properties };
}

/** Scopes that a policy leaves out lose nothing when they go. */
function isExclusion(path: string): boolean {
  return /\.notScopes(?:\[\])?$/i.test(path);
}

function isOwn(text: string, { subscriptionId, ids }: OwnThings): boolean {
  if (!isWithin(text, `/subscriptions/${subscriptionId}`)) return false;
  const key = idKey(text);
  if (ids.has(key)) return true;
  // Most references lead to a part of a resource; what only its group is left of is gone already.
  for (let above = key; above.split("/").length > 8; ) {
    above = above.slice(0, above.lastIndexOf("/"));
    if (ids.has(above)) return true;
  }
  return false;
}

function kindOf(type: string, path: string): Dependent["kind"] {
  if (/remoteVirtualNetwork/i.test(path)) return "peering";
  if (type === "microsoft.network/privateendpoints" && /privateLinkServiceId$/i.test(path)) {
    return "privateEndpoint";
  }
  if (/^microsoft\.network\/(?:private)?dnszones\/[a-z]+$/.test(type) && /targetResource/i.test(path)) {
    return "dnsRecord";
  }
  return type === "microsoft.insights/diagnosticsettings" ? "diagnosticSetting" : "reference";
}
