import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { NativeClass } from "./native-classes.ts";

/** Interface → member → its type, as written. Keys are `network.SubResourceResponse`. */
type Interfaces = ReadonlyMap<string, ReadonlyMap<string, string>>;

export interface ReferencePaths {
  /** Paths at which a resource can be given the id of another one. */
  readonly writable: readonly string[];
  /** Paths that Azure fills in and below which ids stand: mostly of resources that use this one. */
  readonly readOnly: readonly string[];
}

export interface PropertyTypes {
  readonly inputs: Interfaces;
  readonly outputs: Interfaces;
}

export async function readPropertyTypes(root: string): Promise<PropertyTypes> {
  const [inputs, outputs] = await Promise.all(
    ["input", "output"].map(async (name) =>
      parseInterfaces(await readFile(join(root, "types", `${name}.d.ts`), "utf8")),
    ),
  );
  return { inputs: inputs ?? new Map(), outputs: outputs ?? new Map() };
}

function parseInterfaces(text: string): Interfaces {
  const interfaces = new Map<string, Map<string, string>>();
  let namespace = "";
  let members: Map<string, string> | undefined;
  for (const line of text.split("\n")) {
    const opened = /^export declare namespace (\w+) \{/.exec(line)?.[1];
    const started = /^ {4}interface (\w+) \{/.exec(line)?.[1];
    const member = /^ {8}(\w+)\??: (.+);$/.exec(line);
    if (opened !== undefined) namespace = opened;
    else if (started !== undefined) {
      members = new Map();
      interfaces.set(`${namespace}.${started}`, members);
    } else if (member !== null) members?.set(member[1] ?? "", member[2] ?? "");
  }
  return interfaces;
}

/** Ids of people, tenants, keys and the like: they look like references and are none. */
const noReference =
  /^(?:tenant|principal|client|object|subscription|app|application|customer|instance|correlation|unique|operation|workspaceCustomer|etag|vm|group|user|device|partition|account|billing|offer|plan|sku|image|template|rule|internal|job|run|key|secret|policy|publisher|product|order|session|activity|request|message|service|site|tracking|project|schema|dataset)?(?:Guid|Id|Ids)$/;
const idLike = /(?:^id|Id|Ids|ResourceUri|ArmUri|Reference|^scopes?|Resource|^managedBy)$/;

/** Where in a class's properties ids of other resources stand; paths as {@link ReferencePaths} says, lower case. */
export function referencePathsOf(native: NativeClass, types: PropertyTypes): ReferencePaths {
  const writable = new Set<string>();
  const readOnly = new Set<string>();
  const visit = (
    path: string,
    name: string,
    type: string,
    isWritable: boolean,
    above: readonly string[],
    ids: readonly string[],
  ): void => {
    const nested = [...type.matchAll(/outputs\.([\w.]+)/g)].map(([, each = ""]) => each);
    if (!isWritable) {
      if (mayHoldId(name, type, types, new Set())) readOnly.add(path.toLowerCase());
      return;
    }
    if (nested.length === 0) {
      if (isReference(name, type, above.length > 0)) writable.add(path.toLowerCase());
      return;
    }
    for (const each of nested) {
      if (above.includes(each) || above.length > 6) continue;
      const input = types.inputs.get(each.replace(/Response$/, "Args"));
      const output = types.outputs.get(each) ?? new Map<string, string>();
      // The second resource on the way is a reference that is shown in full: only its id is.
      const shown = ids.length > 1 ? [...output].filter(([member]) => member === "id") : [...output];
      const further = output.has("id") ? [...ids, each] : ids;
      for (const [member, memberType] of shown) {
        visit(`${path}.${member}`, member, memberType, input?.has(member) ?? true, [...above, each], further);
      }
    }
  };
  for (const [property, type] of native.types) {
    if (["id", "name", "type", "systemData", "identity", "azureApiVersion"].includes(property)) continue;
    visit(property, property, type, native.writable.has(property), [], []);
  }
  return { writable: [...writable].toSorted(), readOnly: [...readOnly].toSorted() };
}

function isReference(name: string, type: string, isNested: boolean): boolean {
  if (!/\bstring\b/.test(type)) return false;
  if (name === "id") return isNested;
  return idLike.test(name) && !noReference.test(name);
}

function mayHoldId(name: string, type: string, types: PropertyTypes, seen: Set<string>): boolean {
  if (/\bstring\b/.test(type) && !type.includes("outputs."))
    return name === "id" || isReference(name, type, true);
  for (const [, each = ""] of type.matchAll(/outputs\.([\w.]+)/g)) {
    if (seen.has(each)) continue;
    seen.add(each);
    for (const [member, memberType] of types.outputs.get(each) ?? []) {
      if (mayHoldId(member, memberType, types, seen)) return true;
    }
  }
  return false;
}
