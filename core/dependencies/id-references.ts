import { idKey } from "../arm-id.ts";
import type { Estate, Node } from "./estate.ts";

const mention = /\/subscriptions\/[^"'\\\s?#<>{}|,;]+/gi;

/** The nodes whose ids a text is, contains, or leads below. */
export function idsMentioned(text: string, estate: Estate): number[] {
  if (!/\/subscriptions\//i.test(text)) return [];
  const whole = text.startsWith("/") ? resolve(text, estate) : undefined;
  if (whole !== undefined) return [whole];
  const found = new Set<number>();
  for (const [match] of text.matchAll(mention)) {
    const index = resolve(match, estate);
    if (index !== undefined) found.add(index);
  }
  return [...found];
}

/** The node with this id, or else the nearest one above it: most references lead to a part of a resource. */
function resolve(text: string, estate: Estate): number | undefined {
  let key = idKey(decoded(text));
  // Nothing above a group or subscription is a resource.
  for (let segments = key.split("/").length; segments > 5; segments -= 1) {
    const found = estate.byKey.get(key);
    if (found !== undefined) return found;
    key = key.slice(0, key.lastIndexOf("/"));
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
