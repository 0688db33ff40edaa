import { z } from "zod";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { type Called, callAndFollow } from "../call-and-follow.ts";
import type { AzureConnection } from "../connection.ts";
import { armError } from "../explain-failure.ts";

const API_VERSION = "2024-03-02";
/** Long enough for most disks; a longer copy asks again. Azure ends a forgotten one by itself then. */
const ACCESS_SECONDS = 4 * 60 * 60;

const text = z.string().nullish();
const diskSchema = z.looseObject({
  location: z.string(),
  tags: z.record(z.string(), z.string()).nullish(),
  sku: z.looseObject({ name: text }).nullish(),
  properties: z.looseObject({
    provisioningState: text,
    completionPercent: z.number().nullish(),
    diskState: text,
    uniqueId: text,
    timeCreated: text,
    LastOwnershipUpdateTime: text,
    networkAccessPolicy: text,
    publicNetworkAccess: text,
    encryptionSettingsCollection: z.looseObject({ enabled: z.boolean() }).nullish(),
  }),
});

/** A managed disk or a snapshot, as far as its copying is concerned. */
export type ExportableDisk = z.infer<typeof diskSchema>;

export interface DiskRequest {
  /** ARM id of a Microsoft.Compute/disks or snapshots. */
  readonly id: string;
  readonly signal: AbortSignal;
}

/** @throws SundownError source_unreadable; `undefined` when there is none */
export async function readDisk(
  connection: AzureConnection,
  { id, signal }: DiskRequest,
): Promise<ExportableDisk | undefined> {
  const answer = await connection.request({ method: "GET", path: id, apiVersion: API_VERSION, signal });
  if (answer.status === 404) return undefined;
  const disk = answer.status === 200 ? diskSchema.safeParse(answer.body).data : undefined;
  if (disk !== undefined) return disk;
  const reason = `Azure answers ${answer.status} ${armError(answer.body)?.code ?? ""}`.trim();
  throw new SundownError("source_unreadable", { message: `${id} cannot be read: ${reason}`, place: id });
}

/**
 * A full snapshot of a disk. Disks that know incremental ones only get such a one.
 * @see https://learn.microsoft.com/azure/virtual-machines/disks-incremental-snapshots
 * @throws SundownError disk_not_exportable
 */
export async function makeSnapshot(
  connection: AzureConnection,
  disk: ExportableDisk & { readonly id: string },
  { id, signal, tags }: DiskRequest & { readonly tags: Readonly<Record<string, string>> },
): Promise<void> {
  const incremental = /^(UltraSSD|PremiumV2)/i.test(disk.sku?.name ?? "");
  const body = {
    location: disk.location,
    tags,
    properties: { creationData: { createOption: "Copy", sourceResourceId: disk.id }, incremental },
  };
  demandDone(disk.id, await call(connection, "PUT", id, { body, signal }));
}

/** @throws SundownError disk_not_exportable */
export async function deleteSnapshot(connection: AzureConnection, request: DiskRequest): Promise<void> {
  demandDone(request.id, await call(connection, "DELETE", request.id, { signal: request.signal }));
}

const grantSchema = z.union([
  z.looseObject({ accessSAS: z.string() }),
  z
    .looseObject({ properties: z.looseObject({ output: z.looseObject({ accessSAS: z.string() }) }) })
    .transform(({ properties }) => properties.output),
]);

/**
 * A link by which everybody who has it may read the disk for a while. Whoever asks for it takes it back.
 * Seen in recorded traffic: snapshot-sas.
 * @throws SundownError disk_not_exportable
 */
export async function grantRead(connection: AzureConnection, { id, signal }: DiskRequest): Promise<string> {
  const body = { access: "Read", durationInSeconds: ACCESS_SECONDS };
  const answer = await call(connection, "POST", `${id}/beginGetAccess`, { body, signal });
  demandDone(id, answer);
  const url = grantSchema.safeParse(answer.body).data?.accessSAS;
  if (url?.startsWith("https://") && URL.canParse(url)) return url;
  // Whatever came instead is not shown: it may hold a signature.
  throw notExportable(id, "Azure's answer to beginGetAccess holds no link");
}

/** Takes every granted access back; fine when there is none. */
export async function endAccess(connection: AzureConnection, { id, signal }: DiskRequest): Promise<void> {
  demandDone(id, await call(connection, "POST", `${id}/endGetAccess`, { signal }));
}

function call(
  connection: AzureConnection,
  method: "POST" | "PUT" | "DELETE",
  path: string,
  rest: { readonly body?: unknown; readonly signal: AbortSignal },
): Promise<Called> {
  return callAndFollow(connection, { method, path, apiVersion: API_VERSION, ...rest });
}

function demandDone(id: string, called: Called): asserts called is Exclude<Called, { kind: "refused" }> {
  if (called.kind !== "refused") return;
  const { azureCode, message } = called.refusal;
  throw notExportable(id, `${azureCode}: ${message}`);
}

function notExportable(id: string, reason: string): SundownError {
  return new SundownError("disk_not_exportable", { message: `${id}: ${reason}`, place: id });
}
