import { groupIdOf, idKey } from "../arm-id.ts";
import type { Estate, Node } from "./estate.ts";

const mention = /\/subscriptions\/[^"'\\\s?#<>{}|,;]+/g;
/** `Microsoft.Network/virtualNetworks/hub/subnets/default` without what usually stands before it. */
const relative =
  /(?<![a-z0-9.-])(?:\/?resourcegroups\/([^/"'\s]+)\/)?(?:providers\/)?((?:[a-z0-9-]+\.)+[a-z0-9-]+\/[a-z0-9]+\/[^"'\\\s?#<>{}|,;]+)/g;

/** What goes on beyond the length of any id leads nowhere more. */
const LONGEST = 4096;

/**
 * The nodes whose ids a text is, contains, or leads below. Where the subscription is left out, a resource of the
 * same group is meant, or else the only one that has such a path.
 *
 * @param from The resource the text stands in; without it only full ids count.
 */
export function idsMentioned(text: string, estate: Estate, from?: Node): number[] {
  if (!text.includes("/")) return [];
  const lower = idKey(decoded(text));
  if (!lower.includes("/subscriptions/")) return from === undefined ? [] : relativeIds(lower, estate, from);
  const whole = lower.startsWith("/") ? resolve(lower, estate) : undefined;
  if (whole !== undefined) return [whole];
  const found = new Set<number>();
  for (const [match] of lower.matchAll(mention)) {
    const index = resolve(match, estate) ?? resolve(match.replace(/[^a-z0-9_]+$/, ""), estate);
    if (index !== undefined) found.add(index);
  }
  return [...found];
}

/** The node with this key, or else the nearest one above it: most references lead to a part of a resource. */
function resolve(text: string, estate: Estate): number | undefined {
  let key = text.length > LONGEST ? text.slice(0, LONGEST) : text;
  if (key.includes("//")) key = key.replaceAll(/\/{2,}/g, "/");
  if (key.endsWith("/")) key = key.slice(0, -1);
  // Nothing above a group or subscription is a resource.
  for (let segments = key.split("/").length; segments > 5; segments -= 1) {
    const found = estate.byKey.get(key);
    if (found !== undefined) return found;
    key = key.slice(0, key.lastIndexOf("/"));
  }
  return undefined;
}

function relativeIds(text: string, estate: Estate, from: Node): number[] {
  if (!text.includes(".")) return [];
  const found = new Set<number>();
  for (const [, group, long] of text.matchAll(relative)) {
    if (long === undefined) continue;
    const path = long.slice(0, LONGEST);
    const home =
      group === undefined ? from.group : `/subscriptions/${estate.subscriptionId}/resourcegroups/${group}`;
    const index = resolve(`${home ?? ""}/providers/${path}`, estate) ?? elsewhere(path, estate, group, from);
    if (index !== undefined) found.add(index);
  }
  return [...found];
}

function elsewhere(path: string, estate: Estate, group: string | undefined, from: Node): number | undefined {
  if (group !== undefined) return undefined;
  for (let rest = path; rest.split("/").length > 2; rest = rest.slice(0, rest.lastIndexOf("/"))) {
    const name = rest.slice(rest.lastIndexOf("/") + 1);
    const matches = (estate.byShortName.get(name) ?? []).filter((index) =>
      estate.nodes[index]?.key.endsWith(`/providers/${rest}`),
    );
    if (matches.length === 1 && groupIdOf(from.key) !== undefined) return matches[0];
    if (matches.length > 0) return undefined;
  }
  return undefined;
}

function decoded(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Parts of a resource in which references stand. Tags count: portals link with `hidden-link:` keys. */
export function referringParts(node: Node): [string, unknown][] {
  const { properties, identity, extendedLocation, scope, tags, sku, plan } = node.resource;
  return [
    ["properties", properties],
    ["identity", identity],
    ["extendedLocation", extendedLocation],
    ["scope", scope],
    ["tags", tags],
    ["sku", sku],
    ["plan", plan],
  ];
}
