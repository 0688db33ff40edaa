import type { Hono } from "hono";
import { ArmError } from "../arm-error.ts";
import { errors } from "../error-bodies.ts";
import { groupAt } from "../group-routes.ts";
import { guardWrite } from "../guards.ts";
import {
  answer,
  answerAccepted,
  demand,
  jsonBody,
  type RequestContext,
  type SimulatorEnvironment,
} from "../http.ts";
import { type JsonObject, textOf } from "../json.ts";
import type { Operation } from "../operations.ts";
import { operationsBase } from "../resource-routes.ts";
import type { StoredResource } from "../store.ts";
import type { TokenIssuer } from "../token-issuer.ts";
import type { World } from "../world.ts";
import { type ExportOrder, exportInto } from "./export-job.ts";

/** Virtual seconds of an export, as recorded. */
const SECONDS = 65;
const keyTypes = ["StorageAccessKey", "SharedAccessKey", "ManagedIdentity"];
const known = new Set([
  "storageKeyType",
  "storageKey",
  "storageUri",
  "administratorLogin",
  "administratorLoginPassword",
  "authenticationType",
  "networkIsolation",
]);

interface Export {
  readonly order: ExportOrder;
  readonly database: StoredResource;
  /** Once its time has come, until it is written. */
  writing?: Promise<void>;
}

/** Exports of SQL databases, by a service that writes into a blob and tells in its status only why it did not. */
export function registerSqlExportRoutes(
  app: Hono<SimulatorEnvironment>,
  world: World,
  tokens: TokenIssuer,
): void {
  const exports = new Map<string, Export>();

  app.post("/~/microsoft.sql/servers/:server/databases/:name/export", async (c) => {
    const database = databaseAt(world, c);
    guardWrite(world, c, database.key, "Microsoft.Sql/servers/databases/export/action");
    const order = orderOf(await jsonBody(c));
    if (world.operations.all().some((one) => exports.get(one.id)?.database === database && isRunning(one)))
      throw new ArmError(
        409,
        "ImportExportOperationInProgress",
        `There is an import or export operation in progress on the database '${database.name}'.`,
      );
    const operation = world.operations.start({ kind: "export", target: database.id, pollSeconds: SECONDS });
    const begun: Export = { order, database };
    exports.set(operation.id, begun);
    world.clock.after(SECONDS, () => {
      begun.writing = exportInto(world, tokens, database, order).then(
        () => world.operations.succeed(operation),
        (error: unknown) => world.operations.fail(operation, told(operation, error)),
      );
    });
    const accepted = answerAccepted(world, c, operation, {
      base: operationsBase(database, c.get("path").subscriptionId ?? ""),
      headers: "both",
      status: "importExportAzureAsyncOperation",
      result: "importExportOperationResults",
    });
    return named(accepted, operation, database, world);
  });

  const place = "/~/microsoft.sql/locations/:location";
  app.get(`${place}/importexportazureasyncoperation/:operation`, async (c) => {
    const { operation, writing } = exportAt(world, c, exports);
    await writing;
    const startTime = world.clock.iso(operation.startedAt);
    const { id: name, status, error } = operation;
    return answer(c, 200, {
      name,
      status,
      startTime,
      ...(error ? { error: { code: error.code, message: error.message } } : {}),
    });
  });
  app.get(`${place}/importexportoperationresults/:operation`, (c) => {
    const { operation, order, database } = exportAt(world, c, exports);
    if (operation.error) return answer(c, operation.error.status, operation.error.body);
    const body = resultOf(world, operation, order, database);
    return answer(c, isRunning(operation) ? 202 : 200, body);
  });
}

const isRunning = ({ status }: Operation): boolean => status === "InProgress";

function databaseAt(world: World, c: RequestContext): StoredResource {
  const path = c.get("path");
  const found = world.store.resources.get(path.key.replace(/\/export$/, ""));
  if (!found && path.group) groupAt(world, c);
  if (!found) throw errors.resourceNotFound({ ...path, types: path.types.slice(0, 2) });
  return found;
}

function orderOf(body: JsonObject): ExportOrder {
  const text = (name: string): string => textOf(body[name]) ?? "";
  const authenticationType = textOf(body.authenticationType) ?? "Sql";
  const password = textOf(body.administratorLoginPassword);
  const identity = authenticationType === "ManagedIdentity";
  const order = {
    storageKeyType: text("storageKeyType"),
    storageKey: text("storageKey"),
    storageUri: text("storageUri"),
    administratorLogin: text("administratorLogin"),
  };
  const missing = Object.values(order).includes("") || (identity ? password !== undefined : !password);
  if (
    missing ||
    !keyTypes.includes(order.storageKeyType) ||
    Object.keys(body).some((name) => !known.has(name))
  )
    throw new ArmError(400, "MissingImportExportInputParameters", "Missing ImportExport input parameters.");
  return { ...order, authenticationType, administratorLoginPassword: password };
}

/** The answer to the call names the operation after the server, too, and says what has begun. */
function named(accepted: Response, operation: Operation, database: StoredResource, world: World): Response {
  const server = database.id.split("/").at(-3);
  const headers = new Headers(accepted.headers);
  for (const name of ["location", "azure-asyncoperation"])
    headers.set(name, (headers.get(name) ?? "").replace(operation.id, `${operation.id}-${server}`));
  headers.set("content-type", "application/json; charset=utf-8");
  const startTime = world.clock.iso(operation.startedAt);
  return new Response(JSON.stringify({ operation: "Export", startTime }), { status: 202, headers });
}

function exportAt(
  world: World,
  c: RequestContext,
  exports: ReadonlyMap<string, Export>,
): Export & { readonly operation: Operation } {
  const path = c.get("path");
  demand(
    world,
    c,
    "Microsoft.Sql/locations/importExportAzureAsyncOperation/read",
    `/subscriptions/${path.subscriptionId}`,
  );
  const id = (path.names.at(-1) ?? "").slice(0, 36);
  const operation = world.operations.get(id);
  const found = exports.get(id);
  if (operation && found) return { ...found, operation };
  throw new ArmError(404, "ImportExportOperationIdNotFound", `Operation Id '${id}' was not found.`);
}

function told(operation: Operation, error: unknown): ArmError {
  if (!(error instanceof ArmError)) return new ArmError(500, "SimulatorFailure", String(error));
  const message = `The ImportExport operation with Request Id '${operation.id}' failed due to '${error.message}'.`;
  return new ArmError(error.status, error.code, message);
}

function resultOf(
  world: World,
  operation: Operation,
  { storageUri }: ExportOrder,
  database: StoredResource,
): JsonObject {
  return {
    properties: {
      requestId: operation.id,
      requestType: "ExportDatabase",
      queuedTime: world.clock.iso(operation.startedAt),
      lastModifiedTime: world.clock.iso(operation.endedAt ?? world.clock.now()),
      blobUri: storageUri,
      serverName: database.id.split("/").at(-3),
      databaseName: database.name,
      status: isRunning(operation) ? "Running, Progress = 5.00 %" : "Completed",
    },
    id: operation.id,
    name: operation.id,
    type: "Microsoft.Sql/servers/databases/importExportOperationResults",
  };
}
