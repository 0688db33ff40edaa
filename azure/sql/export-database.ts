import { z } from "zod";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { type Called, callAndFollow, followCalled } from "../call-and-follow.ts";
import type { AzureConnection } from "../connection.ts";
import { armError } from "../explain-failure.ts";
import type { Polling } from "../follow-operation.ts";
import { explainExport } from "./explain-export.ts";
import type { SqlLogin } from "./sql-login.ts";

const API_VERSION = "2025-01-01";

const databaseSchema = z.looseObject({ properties: z.looseObject({ status: z.string() }) });

export interface DatabaseRequest {
  /** ARM id of a Microsoft.Sql/servers/databases. */
  readonly id: string;
  readonly signal: AbortSignal;
}

/**
 * What state a database is in, in Azure's words: `Online`, `Paused`…
 * @throws SundownError source_unreadable
 */
export async function databaseStatus(
  connection: AzureConnection,
  { id, signal }: DatabaseRequest,
): Promise<string> {
  const answer = await connection.request({ method: "GET", path: id, apiVersion: API_VERSION, signal });
  const database = answer.status === 200 ? databaseSchema.safeParse(answer.body).data : undefined;
  if (database !== undefined) return database.properties.status;
  const reason = `Azure answers ${answer.status} ${armError(answer.body)?.code ?? "without a status"}`;
  throw new SundownError("source_unreadable", { message: `${id} cannot be read: ${reason}`, place: id });
}

export interface ExportRequest extends DatabaseRequest {
  readonly login: SqlLogin;
  /** Of the new blob; without a query. */
  readonly blobUrl: string;
  /** Query of a link that may write and read that blob; a managed identity needs none. */
  readonly link?: string;
  readonly onPolling: (polling: Polling) => Promise<void>;
}

/**
 * Lets Azure write a database as a BACPAC into a blob, and waits for the end. Everything secret goes in the body of
 * this one call to Resource Manager; redirects are not followed.
 * @see https://learn.microsoft.com/rest/api/sql/databases/export
 * Seen in recorded traffic: `sp=rw` of the one blob is enough, with the question mark before it.
 * @throws SundownError sql_export_failed and the others of `explainExport`; backup_target_conflict
 */
export async function exportDatabase(connection: AzureConnection, request: ExportRequest): Promise<void> {
  const { id, signal, onPolling } = request;
  const called = await callAndFollow(connection, {
    method: "POST",
    path: `${id}/export`,
    apiVersion: API_VERSION,
    body: { storageUri: request.blobUrl, ...credentialsOf(request) },
    signal,
    onPolling,
  });
  if (!demandEnded(id, called, secretsOf(request)))
    throw new SundownError("sql_export_failed", {
      message: `${id}: Azure does not know the export any more that it has begun`,
      place: id,
    });
}

export interface FollowedExport extends DatabaseRequest {
  /** Azure may repeat what the earlier run has sent: it is needed here to keep it out of an error's words. */
  readonly login: SqlLogin;
  readonly polling: Polling;
}

/**
 * Waits for the end of an export that an earlier run has begun.
 * @returns whether it has ended well; `false` when Azure does not know it any more
 * @throws SundownError as `exportDatabase`
 */
export async function followExport(
  connection: AzureConnection,
  { id, login, signal, polling }: FollowedExport,
): Promise<boolean> {
  return demandEnded(id, await followCalled(connection, polling, { signal }), secretsOf({ login }));
}

function credentialsOf({ login, link = "" }: ExportRequest): Readonly<Record<string, string>> {
  if ("identity" in login)
    return {
      storageKeyType: "ManagedIdentity",
      storageKey: login.identity,
      administratorLogin: login.identity,
      authenticationType: "ManagedIdentity",
    };
  return {
    storageKeyType: "SharedAccessKey",
    storageKey: `?${link}`,
    administratorLogin: login.name,
    administratorLoginPassword: login.password(),
    authenticationType: "Sql",
  };
}

function secretsOf({ login, link = "" }: Pick<ExportRequest, "login" | "link">): string[] {
  return ["identity" in login ? "" : login.password(), link];
}

function demandEnded(id: string, called: Called, secrets: readonly string[]): boolean {
  if (called.kind !== "refused") return called.kind === "done";
  throw explainExport(id, called.refusal, secrets);
}
