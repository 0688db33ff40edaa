import { z } from "zod";
import { groupIdOf, subscriptionIdOf } from "../arm-id.ts";
import { hiddenApiVersions } from "./hidden-api-versions.ts";
import { typeIndexText } from "./type-index.generated.ts";

const entrySchema = z.object({
  t: z.array(
    z.object({
      t: z.string(),
      v: z.string().optional(),
      s: z.string().optional(),
      n: z.string().optional(),
      k: z.string().optional(),
    }),
  ),
  w: z.string().optional(),
  r: z.string().optional(),
});

interface Choice {
  readonly token: string;
  readonly apiVersion: string | undefined;
  readonly scope: string | undefined;
  readonly name: string | undefined;
  readonly kind: string | undefined;
}

/** What the index knows about an ARM type. */
interface TypeFacts {
  readonly choices: readonly Choice[];
  readonly writable: ReadonlySet<string>;
  readonly readOnly: readonly string[];
}

/** How azure-native adopts a resource. */
export interface NativeType {
  /** `azure-native:network:Subnet`. */
  readonly token: string;
  readonly apiVersion: string | undefined;
}

let index: ReadonlyMap<string, TypeFacts> | undefined;

/** Parsed at first use: only planning needs it. */
function factsOf(type: string): TypeFacts | undefined {
  index ??= parseIndex();
  return index.get(type.toLowerCase());
}

function parseIndex(): ReadonlyMap<string, TypeFacts> {
  const entries = z.record(z.string(), entrySchema).parse(JSON.parse(typeIndexText));
  return new Map(
    Object.entries(entries).map(([type, { t, w, r }]) => [
      type.toLowerCase(),
      {
        choices: t.map(({ t: token, v, s, n, k }) => ({
          token: `azure-native:${token}`,
          apiVersion: v,
          scope: s,
          name: n,
          kind: k,
        })),
        writable: new Set(w?.split(" ")),
        readOnly: r?.split(" ") ?? [],
      },
    ]),
  );
}

/**
 * The azure-native type of a resource; `undefined` where none is sure, so that its group's delete covers it.
 * Where one ARM type has several, scope, name or kind decide.
 */
export function nativeTypeOf(id: string, type: string, kind?: string | null): NativeType | undefined {
  const choices = factsOf(type)?.choices ?? [];
  const scope = scopeOf(id);
  const name = id.slice(id.lastIndexOf("/") + 1).toLowerCase();
  const fitting = choices.filter(
    (choice) =>
      (choice.name === undefined || choice.name === name) &&
      (choice.kind === undefined || choice.kind === kind?.toLowerCase()),
  );
  return (
    fitting.find((choice) => choice.scope === scope) ??
    fitting.find(({ scope: any }) => any === undefined || any === "any")
  );
}

/**
 * The api-version to call a type with: that of its own list, or the one of azure-native where all its classes agree.
 * A fact of the type and not of the inventory, which may have been written with any.
 */
export function apiVersionOf(type: string): string | undefined {
  const hidden = hiddenApiVersions[type.toLowerCase()];
  if (hidden !== undefined) return hidden;
  const versions = new Set(factsOf(type)?.choices.map(({ apiVersion }) => apiVersion));
  return versions.size === 1 ? [...versions][0] : undefined;
}

/** Whether Azure fills in what stands at a path: it then mostly says who uses the resource. */
export function isReadOnlyPath(type: string, path: string): boolean {
  const readOnly = factsOf(type)?.readOnly ?? [];
  if (readOnly.length === 0) return false;
  const flat = flatten(path);
  return readOnly.some((entry) => flat === entry || flat.startsWith(`${entry}.`));
}

/** Whether a path is known as one at which a resource is given the id of another one. */
export function isWritableReference(type: string, path: string): boolean {
  return factsOf(type)?.writable.has(flatten(path)) ?? false;
}

/** The npm package flattens `properties` and has its own spelling; what is left compares. */
function flatten(path: string): string {
  return path
    .toLowerCase()
    .replaceAll("[]", "")
    .split(".")
    .filter((segment) => segment !== "properties")
    .join(".")
    .replaceAll(/[-_]/g, "");
}

function scopeOf(id: string): string {
  const head = id.slice(0, id.toLowerCase().lastIndexOf("/providers/"));
  if (head === "") return "tenant";
  if (head.toLowerCase() === groupIdOf(id)?.toLowerCase()) return "resourceGroup";
  const subscription = subscriptionIdOf(id);
  if (subscription !== undefined && head.toLowerCase() === `/subscriptions/${subscription}`.toLowerCase())
    return "subscription";
  return /^\/providers\/microsoft\.management\/managementgroups\/[^/]+$/i.test(head)
    ? "managementGroup"
    : "any";
}
