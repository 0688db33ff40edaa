import type { Resource } from "../inventory/inventory.ts";
import type { Estate, Node } from "./estate.ts";
import { textAt } from "./read-property.ts";

/** A value that Azure gave one resource, and by which others refer to it. */
interface OwnValue {
  readonly target: number;
  /** The property it stands in: `customerId`. */
  readonly what: string;
  /** Who grants an identity something may well be needed by it: such an edge is a guess about order. */
  readonly tentative: boolean;
}

/** By type: where the values stand by which others refer to a resource instead of by its id. */
const places: Readonly<Record<string, readonly string[]>> = {
  "microsoft.operationalinsights/workspaces": ["properties.customerId"],
  "microsoft.insights/components": ["properties.AppId"],
};
/** What is granted to an identity is granted to its principal; whatever its type. */
const identities = ["properties.principalId", "properties.clientId", "identity.principalId"];
/** Whom a grant is for is not what it is. */
const grant = "microsoft.authorization/roleassignments";
const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The values by which one resource can be told, in lower case, each with its path. */
export function ownValuesIn({ type, ...resource }: Resource): (readonly [value: string, path: string])[] {
  const key = type.toLowerCase();
  if (key === grant) return [];
  return [...(places[key] ?? []), ...identities].flatMap((path) => {
    const value = textAt(resource, path);
    return value !== undefined && guid.test(value) ? [[value.toLowerCase(), path] as const] : [];
  });
}

export type OwnValues = ReadonlyMap<string, readonly OwnValue[]>;

export function ownValuesOf(estate: Estate): OwnValues {
  const values = new Map<string, OwnValue[]>();
  for (const { index, resource } of estate.nodes) {
    for (const [value, path] of ownValuesIn(resource)) {
      const what = path.slice(path.lastIndexOf(".") + 1);
      const entry = { target: index, what, tentative: identities.includes(path) };
      const others = values.get(value);
      if (others === undefined) values.set(value, [entry]);
      else others.push(entry);
    }
  }
  return values;
}

/** The resource that a whole text tells by a value of its own; none where several have it. */
export function resourceWithValue(text: string, { index }: Node, values: OwnValues): OwnValue | undefined {
  if (values.size === 0 || !guid.test(text)) return undefined;
  const [only, other] = values.get(text.toLowerCase()) ?? [];
  return other === undefined && only?.target !== index ? only : undefined;
}
