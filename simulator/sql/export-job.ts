import { ArmError } from "../arm-error.ts";
import { type JsonObject, objectOf, textOf } from "../json.ts";
import { resourceBody } from "../resource-body.ts";
import { keyOf, parentKeyOf } from "../resource-path.ts";
import { serviceBody } from "../service-states.ts";
import type { StoredResource } from "../store.ts";
import type { TokenIssuer } from "../token-issuer.ts";
import type { World } from "../world.ts";
import { bacpacOf } from "./bacpac.ts";

/** What was asked of the service that exports databases, once its fields were checked. */
export interface ExportOrder {
  readonly storageKeyType: string;
  readonly storageKey: string;
  readonly storageUri: string;
  readonly administratorLogin: string;
  readonly administratorLoginPassword: string | undefined;
  readonly authenticationType: string;
}

/**
 * Writes the BACPAC.
 * @throws ArmError with the reason in words only, as the status of the operation tells it
 */
export async function exportInto(
  world: World,
  tokens: TokenIssuer,
  database: StoredResource,
  order: ExportOrder,
): Promise<void> {
  const server = world.store.resources.get(parentKeyOf(database.key));
  letIn(world, server, order);
  const { status } = objectOf(serviceBody(world, database).properties);
  if (status !== "Online")
    throw failed(
      `Database '${database.name}' on server '${server?.name}' is not currently available. Please retry the connection later.`,
    );
  const rows = textOf(contentsOf(world, database.key).rows) ?? "";
  await put(world, tokens, order, bacpacOf(database.name, rows));
}

function letIn(world: World, server: StoredResource | undefined, order: ExportOrder): void {
  if (!server || isClosed(world, server))
    throw failed(
      `The Azure SQL Server firewall did not allow the operation to connect. To resolve this, please select the "Allow All Azure" checkbox in the Sql Server's configuration blade.`,
    );
  const refused = failed(`Login failed for user '${order.administratorLogin}'.`);
  const body = resourceBody(world, server);
  if (order.authenticationType === "ManagedIdentity") {
    const assigned = Object.keys(objectOf(objectOf(body.identity).userAssignedIdentities));
    if (!assigned.some((id) => keyOf(id) === keyOf(order.administratorLogin))) throw refused;
    return;
  }
  const { administratorLogin } = objectOf(body.properties);
  const password = contentsOf(world, server.key).administratorPassword;
  if (administratorLogin !== undefined && administratorLogin !== order.administratorLogin) throw refused;
  if (password !== undefined && password !== order.administratorLoginPassword) throw refused;
}

/** "Allow Azure services" is a firewall rule that begins at 0.0.0.0. */
function isClosed(world: World, server: StoredResource): boolean {
  if (objectOf(server.body.properties).publicNetworkAccess === "Disabled") return true;
  return ![...world.store.childrenOf(server.key)]
    .map((key) => world.store.resources.get(key))
    .some(
      (child) =>
        child?.type.toLowerCase() === "microsoft.sql/servers/firewallrules" &&
        objectOf(child.body.properties).startIpAddress === "0.0.0.0",
    );
}

async function put(
  world: World,
  tokens: TokenIssuer,
  { storageUri, storageKeyType, storageKey }: ExportOrder,
  bacpac: Buffer,
): Promise<void> {
  const unreachable = failed(
    "The storage account cannot be accessed. Please check the storage account name and key and try again.",
  );
  const url = URL.canParse(storageUri) ? new URL(storageUri) : undefined;
  if (url?.protocol !== "https:" || url.host !== world.storageHost || url.search !== "") throw unreachable;
  const headers: Record<string, string> = { "x-ms-version": "2021-12-02" };
  const [identity] = world.identities;
  if (storageKeyType === "SharedAccessKey") url.search = storageKey;
  else if (storageKeyType === "ManagedIdentity" && identity) {
    const { access_token: token } = await tokens.issue(identity, "https://storage.azure.com/.default");
    headers.authorization = `Bearer ${token}`;
  } else throw unreachable;
  const seen = await fetch(url, { method: "HEAD", headers });
  if (seen.ok) throw failed("The ImportExport operation failed because the storage blob already exists.");
  if (seen.status !== 404) throw unreachable;
  const written = await fetch(url, {
    method: "PUT",
    headers: { ...headers, "x-ms-blob-type": "BlockBlob", "if-none-match": "*" },
    body: new Uint8Array(bacpac),
  });
  if (!written.ok) throw unreachable;
}

function contentsOf(world: World, key: string): JsonObject {
  const found = Object.entries(world.estate.contents ?? {}).find(([id]) => keyOf(id) === key);
  return objectOf(found?.[1]);
}

const failed = (message: string): ArmError => new ArmError(400, "ImportExportJobError", message);
