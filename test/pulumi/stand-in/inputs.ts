import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const folder = dirname(createRequire(import.meta.url).resolve("@pulumi/azure-native/package.json"));

const known = new Map<string, string[]>();

/** The inputs that a type cannot do without: the members of its `…Args` that have no question mark. */
export function requiredInputs(token: string): string[] {
  const names = known.get(token) ?? readRequired(token);
  known.set(token, names);
  return names;
}

function readRequired(token: string): string[] {
  const [, module = "", name = ""] = token.split(":");
  const file = readdirSync(join(folder, module)).find(
    (each) => each.toLowerCase() === `${name}.d.ts`.toLowerCase(),
  );
  if (file === undefined) throw new Error(`there is no type ${token}`);
  const text = readFileSync(join(folder, module, file), "utf8");
  const args = new RegExp(`export interface ${name}Args \\{([\\s\\S]*?)\\n\\}`).exec(text)?.[1] ?? "";
  return [...args.matchAll(/^ {4}(\w+): /gm)].flatMap((match) => match[1] ?? []);
}

/**
 * The inputs of a resource as the provider's Read makes them: the parents' names out of the id, the rest out of the
 * live state with `properties` flattened. What is empty is dropped, as the real one does.
 */
export function liveInputs(
  id: string,
  state: Readonly<Record<string, unknown>>,
  required: readonly string[],
): Record<string, unknown> {
  const { id: _id, etag: _etag, type: _type, properties, ...top } = state;
  const inputs: Record<string, unknown> = { ...namesIn(id) };
  // Some types keep their properties together (key vaults).
  if (required.includes("properties") && properties !== undefined) inputs.properties = properties;
  for (const [key, value] of Object.entries({ ...top, ...(isRecord(properties) ? properties : {}) })) {
    if (key !== "name" && value !== undefined && value !== null && value !== "" && !isEmpty(value))
      inputs[key] = value;
  }
  // Some parameters have names of their own (`privateZoneName`): the parents' names, from the nearest up.
  const parents = id
    .split("/")
    .slice(0, -2)
    .filter((_, index) => index % 2 === 0 && index > 6);
  for (const name of required) {
    if (name.endsWith("Name") && inputs[name] === undefined) inputs[name] = parents.pop();
  }
  return inputs;
}

/** `…/resourceGroups/G/…/virtualNetworks/V/subnets/S`: resourceGroupName G, virtualNetworkName V, subnetName S. */
function namesIn(id: string): Record<string, string> {
  const segments = id.split("/").slice(1);
  const names: Record<string, string> = {};
  for (let index = 0; index + 1 < segments.length; index += 2) {
    const kind = segments[index] ?? "";
    const name = segments[index + 1] ?? "";
    const singular = kind
      .replace(/ies$/, "y")
      .replace(/(ss)es$/, "$1")
      .replace(/s$/, "");
    names[`${singular}Name`] = name;
    // `storageAccounts` is `accountName` to the API: the last word alone is a parameter's name as well.
    const lastWord = /[A-Z]?[a-z0-9]+$/.exec(singular)?.[0]?.toLowerCase();
    if (lastWord !== undefined) names[`${lastWord}Name`] ??= name;
  }
  return names;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
