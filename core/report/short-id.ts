import { parseArmId } from "../arm-id.ts";

/** An ARM id as people say it: `rg-app/vnet1/subnet1`; groups and subscriptions by their name. */
export function shortId(id: string): string {
  const parsed = parseArmId(id);
  if (parsed === undefined) return id;
  if (parsed.parent === undefined || parsed.type === "Microsoft.Resources/resourceGroups") return parsed.name;
  return parsed.resourceGroup === undefined ? parsed.name : `${parsed.resourceGroup}/${parsed.name}`;
}

/** The last part of a type: `virtualNetworks/subnets`. */
export function shortType(type: string): string {
  return type.slice(type.indexOf("/") + 1);
}

/** The ids in a text as people say them; what follows an id in a sentence is none of it. */
export function shortenIds(text: string): string {
  return text.replaceAll(/\/subscriptions\/[0-9a-f-]{36}(?:[^\s"'`,]*[^\s"'`,.:;)…])?/gi, (id) =>
    shortId(id),
  );
}
