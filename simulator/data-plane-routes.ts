import type { Hono } from "hono";
import { errors } from "./error-bodies.ts";
import { answer, originOf, type RequestContext, type SimulatorEnvironment } from "./http.ts";
import { isObject, type JsonObject, listOf, objectOf, textOf } from "./json.ts";
import { pageOf } from "./paging.ts";
import { keyOf, parsePath, typeOf } from "./resource-path.ts";
import type { TokenIssuer } from "./token-issuer.ts";
import type { World } from "./world.ts";

const vaultType = "microsoft.keyvault/vaults";
const storeType = "microsoft.appconfiguration/configurationstores";
/** As many as a vault gives in one page. */
const vaultPage = 25;
const settingsPage = 100;

/** H2 to H5: what vaults and stores hold, below `/NAME/`, as they answer at their own addresses. */
export function registerDataPlaneRoutes(
  app: Hono<SimulatorEnvironment>,
  world: World,
  tokens: TokenIssuer,
): void {
  for (const collection of ["secrets", "keys", "certificates"]) {
    app.get(`/:vault/${collection}`, (c) => {
      const found = versionsIn(world, tokens, c, collection);
      const latest = new Map(found.map((item) => [item.name.toLowerCase(), item]));
      return page(c, [...latest.values()], vaultPage, (item) => listed(c, collection, item, false));
    });
    app.get(`/:vault/${collection}/:name/versions`, (c) => {
      const found = named(c, versionsIn(world, tokens, c, collection));
      return page(c, found, vaultPage, (item) => listed(c, collection, item, true));
    });
    app.get(`/:vault/${collection}/:name/:version`, (c) => {
      const found = named(c, versionsIn(world, tokens, c, collection));
      const item = found.find(({ version }) => version === c.req.param("version"));
      if (!item) throw errors.notInVault(c.req.param("name"));
      if (collection === "secrets" && item.body.enabled === false) throw errors.secretDisabled();
      return answer(c, 200, whole(c, collection, item));
    });
  }
  app.get("/:store/kv", (c) => {
    const contents = contentsOf(world, tokens, c, storeType, c.req.param("store"));
    const settings = listOf(contents.settings).filter(isObject);
    return page(
      c,
      settings.map((body) => ({ body })),
      settingsPage,
      ({ body }) => body,
      { relative: true, list: "items", link: "@nextLink" },
    );
  });
}

interface Versioned {
  readonly name: string;
  readonly version: string;
  readonly body: JsonObject;
}

function versionsIn(world: World, tokens: TokenIssuer, c: RequestContext, collection: string): Versioned[] {
  const contents = contentsOf(world, tokens, c, vaultType, c.req.param("vault") ?? "");
  return listOf(contents[collection])
    .filter(isObject)
    .filter(({ deleted }) => deleted !== true)
    .map((body, index) => ({
      name: textOf(body.name) ?? "",
      version: textOf(body.version) ?? String(index + 1).padStart(32, "0"),
      body,
    }));
}

function named(c: RequestContext, items: readonly Versioned[]): Versioned[] {
  const wanted = c.req.param("name") ?? "";
  const found = items.filter(({ name }) => name.toLowerCase() === wanted);
  if (found.length === 0) throw errors.notInVault(wanted);
  return found;
}

/** What the service of this name holds, for whoever has a token and is not refused. */
function contentsOf(
  world: World,
  tokens: TokenIssuer,
  c: RequestContext,
  type: string,
  name: string,
): JsonObject {
  const principal = tokens.recognise((c.req.header("authorization") ?? "").replace(/^bearer\s+/i, ""));
  if (!principal) throw errors.noTokenForVault(originOf(c), world.tenantId);
  c.get("entry").principal = principal.clientId;
  const found = Object.entries(world.estate.contents ?? {}).find(([id]) => {
    const path = parsePath(id);
    return typeOf(path).toLowerCase() === type && path.names.at(-1)?.toLowerCase() === name;
  });
  const stands = [...world.store.resources.values()].some(
    (one) => one.type.toLowerCase() === type && one.name.toLowerCase() === name,
  );
  if (!stands) throw errors.notInVault(name);
  const contents = found && world.store.resources.has(keyOf(found[0])) ? objectOf(found[1]) : {};
  const reason = textOf(contents.refuses);
  if (reason) throw errors.refusedByVault(reason);
  return contents;
}

function attributesOf({ enabled, exportable }: JsonObject): JsonObject {
  return {
    enabled: enabled !== false,
    created: 1_700_000_000,
    updated: 1_700_000_000,
    recoveryLevel: "Recoverable+Purgeable",
    ...(exportable === undefined ? {} : { exportable }),
  };
}

function listed(
  c: RequestContext,
  collection: string,
  { name, version, body }: Versioned,
  full: boolean,
): JsonObject {
  const id = `${originOf(c)}/${c.req.param("vault")}/${collection}/${name}${full ? `/${version}` : ""}`;
  const { contentType, tags, managed } = body;
  return {
    [collection === "keys" ? "kid" : "id"]: id,
    attributes: attributesOf(body),
    ...(contentType === undefined ? {} : { contentType }),
    ...(tags === undefined ? {} : { tags }),
    ...(managed === true ? { managed } : {}),
  };
}

function whole(c: RequestContext, collection: string, item: Versioned): JsonObject {
  const { kid, ...bundle } = listed(c, collection, item, true);
  const { value, key, cer, policy } = item.body;
  if (collection === "secrets") return { value, ...bundle };
  if (collection === "keys") return { ...bundle, key: { ...objectOf(key), kid } };
  return { ...bundle, cer, policy };
}

function page<Item>(
  c: RequestContext,
  items: readonly Item[],
  size: number,
  body: (item: Item) => JsonObject,
  form: { readonly relative?: boolean; readonly list?: string; readonly link?: string } = {},
): Response {
  const numbered = items.map((item, sequence) => ({ item, sequence }));
  const found = pageOf(c, numbered, { size });
  const link = form.relative === true ? found.nextLink?.slice(originOf(c).length) : found.nextLink;
  return answer(c, 200, {
    [form.list ?? "value"]: found.items.map(({ item }) => body(item)),
    ...(link === undefined ? {} : { [form.link ?? "nextLink"]: link }),
  });
}
