import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** The URL that creates a resource, as an `@azure/arm-*` package spells it. */
export interface ArmPath {
  /** `Microsoft.Network/virtualNetworks/subnets`. */
  readonly type: string;
  readonly scope: "resourceGroup" | "subscription" | "managementGroup" | "tenant" | "any";
  /** Lower case, without the subscription's. */
  readonly parameters: ReadonlySet<string>;
  /** Names in the path that are fixed (`default`), lower case. */
  readonly fixedNames: readonly string[];
  /** `Microsoft.Web/sites` is created by `webApps.createOrUpdate`: what azure-native calls its class. */
  readonly className: string | undefined;
}

const styles: readonly RegExp[] = [
  /path:\s*["']([^"']+)["'],\s*httpMethod:\s*["']PUT["']/g,
  /httpMethod:\s*["']PUT["'],\s*path:\s*["']([^"']+)["']/g,
  /expandUrlTemplate\)?\(\s*["'`]([^"'`]+)["'`](?:(?!expandUrlTemplate|\.(?:get|delete|post|patch|head)\()[\s\S]){0,4000}?\.put\(/g,
];

/** Every PUT path of an unpacked package, once each. */
export async function readArmPaths(folder: string): Promise<ArmPath[]> {
  const root = await firstFolder(folder, ["dist/commonjs", "dist-esm", "esm", "dist", "lib"]);
  if (root === undefined) return [];
  const paths = new Map<string, ArmPath>();
  for (const file of await readdir(join(folder, root), { recursive: true })) {
    if (!file.endsWith(".js") || file.endsWith(".min.js") || /(?:^|\/)models?\//.test(file)) continue;
    const code = await readFile(join(folder, root, file), "utf8");
    for (const match of styles.flatMap((style) => [...code.matchAll(style)])) {
      const parsed = parsePath(match[1] ?? "", classNameOf(file, code.slice(0, match.index)));
      if (parsed !== undefined) paths.set(`${match[1]?.toLowerCase()} ${parsed.className}`, parsed);
    }
  }
  return [...paths.values()];
}

async function firstFolder(folder: string, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const entries = await readdir(join(folder, name)).catch(() => []);
    if (entries.length > 0) return name;
  }
  return undefined;
}

/** azure-native calls a class after the operation that creates it: group in the singular, method without its verb. */
function classNameOf(file: string, before: string): string | undefined {
  const method = [
    ...before.slice(-6000).matchAll(/(?:function|const|var) _?(\w+?)(?:Send|OperationSpec)(?:\$\w+)?\b/g),
  ].at(-1)?.[1];
  const fromFile =
    /(?:^|\/)api\/(\w+)\/operations\.js$/.exec(file)?.[1] ?? /(?:^|\/)operations\/(\w+)\.js$/.exec(file)?.[1];
  const group =
    fromFile ??
    [...before.matchAll(/class (\w+?)(?:Impl)? \{|var (\w+) = \/\*\* @class/g)]
      .at(-1)
      ?.slice(1)
      .find(Boolean);
  if (method === undefined || group === undefined) return undefined;
  const object = method.replace(
    /^(?:begin)?(?:createOrUpdate|createUpdate|createOrReplace|createAndReplace|create|update|put|set|add|replace|upsert)/i,
    "",
  );
  return `${group.replace(/Operations$/, "")} ${object}`;
}

function parsePath(raw: string, className: string | undefined): ArmPath | undefined {
  const path = `/${raw}`
    .replace(/^\/+/, "/")
    .replace(/\{[?&][^}]*\}/g, "")
    .replace(/\{\+/g, "{")
    .replace(/\/$/, "");
  const start = path.toLowerCase().lastIndexOf("/providers/");
  if (start < 0) return undefined;
  const own = path.slice(start + "/providers/".length).split("/");
  if (own.length < 3 || own.length % 2 === 0) return undefined;
  const types = own.filter((_, index) => index % 2 === 1);
  const names = own.filter((_, index) => index > 0 && index % 2 === 0);
  if ([own[0] ?? "", ...types].some((segment) => segment.includes("{"))) return undefined;
  const head = path.slice(0, start).toLowerCase();
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name.toLowerCase());
  return {
    type: [own[0], ...types].join("/"),
    scope: scopeOf(head),
    parameters: new Set(parameters.filter((name) => name !== "subscriptionid")),
    className,
    fixedNames: names.filter((name) => !name.includes("{")).map((name) => name.toLowerCase()),
  };
}

function scopeOf(head: string): ArmPath["scope"] {
  if (head === "") return "tenant";
  if (/^\/subscriptions\/\{subscriptionid\}$/.test(head)) return "subscription";
  if (/^\/subscriptions\/\{subscriptionid\}\/resourcegroups\/\{\w+\}$/.test(head)) return "resourceGroup";
  if (head.startsWith("/providers/microsoft.management/managementgroups/")) return "managementGroup";
  return "any";
}
