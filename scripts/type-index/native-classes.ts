import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** A resource class of @pulumi/azure-native, as its published files show it. */
export interface NativeClass {
  /** `azure-native:network:Subnet`. */
  readonly token: string;
  readonly module: string;
  readonly name: string;
  readonly apiVersion: string | undefined;
  /** Lower case: namespaces that the class and its aliases speak of, the oldest first. */
  readonly namespaces: readonly string[];
  /** Other names it has had. */
  readonly formerNames: readonly string[];
  /** Parameters of its URL beside the subscription, lower case. */
  readonly parameters: ReadonlySet<string>;
  /** Whether the name parameters are sure (from its getter) or guessed from what it requires. */
  readonly isSure: boolean;
  readonly writable: ReadonlySet<string>;
  readonly readOnly: ReadonlySet<string>;
  /** Property → the type its declaration gives, `outputs.network.SubResourceResponse[]`. */
  readonly types: ReadonlyMap<string, string>;
}

/** Module names that are not the provider's own; found by comparing with real ids. */
const providerOf: Readonly<Record<string, string>> = {
  webpubsub: "signalrservice",
  azuremonitorworkspace: "monitor",
  cosmosdb: "documentdb",
  redis: "cache",
  applicationinsights: "insights",
  iothub: "devices",
  dns: "network",
  privatedns: "network",
  trafficmanager: "network",
  frontdoor: "network",
};

export async function readNativeClasses(root: string): Promise<NativeClass[]> {
  const classes: NativeClass[] = [];
  for (const entry of await readdir(root, { withFileTypes: true })) {
    if (!entry.isDirectory() || ["types", "scripts", "node_modules"].includes(entry.name)) continue;
    const files = await readdir(join(root, entry.name));
    for (const file of files.filter(
      (name) => name.endsWith(".js") && !/^(?:get|list|index)[A-Z.]/.test(name),
    )) {
      const found = await readClass(join(root, entry.name), file, files);
      if (found !== undefined) classes.push(found);
    }
  }
  return classes.toSorted((left, right) => (left.token < right.token ? -1 : 1));
}

async function readClass(
  folder: string,
  file: string,
  files: readonly string[],
): Promise<NativeClass | undefined> {
  const code = await readFile(join(folder, file), "utf8");
  const token = /static __pulumiType = '([^']+)'/.exec(code)?.[1];
  const [, module = "", name = ""] = token?.split(":") ?? [];
  if (token === undefined) return undefined;
  const declaration = await readFile(join(folder, file.replace(/\.js$/, ".d.ts")), "utf8");
  const getter = `get${name}.d.ts`;
  const getterText = files.includes(getter) ? await readFile(join(folder, getter), "utf8") : undefined;
  const aliases = [...code.matchAll(/type: "azure-native:([a-z0-9]+)(?:\/(v\w+))?:(\w+)"/gi)].map(
    ([, aliasModule = "", version = "v9999", aliasName = ""]) => ({ aliasModule, version, aliasName }),
  );
  const oldest = aliases.toSorted((left, right) => (left.version < right.version ? -1 : 1));
  const modules = [...new Set([...oldest.map(({ aliasModule }) => aliasModule), module])];
  const inputs = [...code.matchAll(/resourceInputs\["(\w+)"\] = (undefined \/\*out\*\/)?/g)];
  const writable = new Set(
    inputs.filter(([, , out]) => out === undefined).map(([, property = ""]) => property),
  );
  const readOnly = new Set(
    inputs.map(([, property = ""]) => property).filter((property) => !writable.has(property)),
  );
  const fromGetter = getterText === undefined ? undefined : requiredMembers(getterText, `Get${name}Args`);
  const required = [...code.matchAll(/args\?\.(\w+) === undefined && !opts\.urn/g)].map(
    ([, property = ""]) => property,
  );
  return {
    token,
    module,
    name,
    apiVersion: /Uses Azure REST API version (\d{4}-\d{2}-\d{2}(?:-\w+)?)/.exec(code)?.[1],
    namespaces: [...new Set(modules.map((each) => `microsoft.${providerOf[each] ?? each}`))],
    formerNames: [...new Set(aliases.map(({ aliasName }) => aliasName))].filter((former) => former !== name),
    parameters: new Set((fromGetter ?? required).map((parameter) => parameter.toLowerCase())),
    isSure: fromGetter !== undefined,
    writable,
    readOnly,
    types: new Map(
      [...declaration.matchAll(/^ {4}readonly (\w+)!?: pulumi\.Output<(.+)>;$/gm)].map(
        ([, property = "", type = ""]) => [property, type],
      ),
    ),
  };
}

function requiredMembers(text: string, interfaceName: string): string[] | undefined {
  const body = new RegExp(`interface ${interfaceName} \\{([\\s\\S]*?)^\\}`, "m").exec(text)?.[1];
  if (body === undefined) return undefined;
  return [...body.matchAll(/^ {4}(\w+): /gm)].map(([, member = ""]) => member);
}
