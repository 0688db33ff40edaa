import { z } from "zod";
import { parseArmId } from "../../core/arm-id.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { AzureConnection } from "../connection.ts";

const API_VERSION = "2023-05-01";
const services = ["blob", "file", "queue", "table"] as const;
const endpoint = z.string().nullish();
const accountSchema = z.looseObject({
  properties: z.looseObject({
    primaryEndpoints: z
      .looseObject({ blob: endpoint, file: endpoint, queue: endpoint, table: endpoint })
      .nullish(),
  }),
});

/** URLs without a slash at the end; a service that the account does not have is missing. */
export type StorageEndpoints = Partial<Record<(typeof services)[number], string>>;

/**
 * What services a storage account has, and where, by its own word; each is on the cloud's own storage, as tokens go
 * nowhere else. Two forms exist, as with blobs: `https://ACCOUNT.table.SUFFIX`, and `https://HOST:PORT/.table/ACCOUNT`
 * of a cloud whose storage suffix is itself a host and port.
 * @param id ARM id of the account
 * @throws SundownError source_unreadable
 */
export async function storageEndpoints(
  connection: AzureConnection,
  id: string,
  signal: AbortSignal,
): Promise<StorageEndpoints> {
  const unreadable = (reason: string): SundownError =>
    new SundownError("source_unreadable", { message: `${id} cannot be backed up: ${reason}`, place: id });
  const name = parseArmId(id)?.name;
  const suffix = connection.cloud.storageSuffix;
  if (name === undefined || suffix === undefined)
    throw unreadable("it is no storage account of a cloud with storage");
  const { status, body } = await connection.request({
    method: "GET",
    path: id,
    apiVersion: API_VERSION,
    signal,
  });
  const said = accountSchema.safeParse(body).data?.properties.primaryEndpoints;
  if (status !== 200) throw unreadable(`Azure answers ${status}`);
  return Object.fromEntries(
    services.flatMap((service) => {
      const url = said?.[service]?.replace(/\/$/, "");
      if (!url) return [];
      const boxed =
        service === "blob" ? `https://${suffix}/${name}` : `https://${suffix}/.${service}/${name}`;
      const expected = suffix.includes(":") ? boxed : `https://${name}.${service}.${suffix}`;
      if (url.toLowerCase() !== expected.toLowerCase())
        throw unreadable(`its ${service} service is at ${url}, not on ${suffix}`);
      return [[service, expected]];
    }),
  );
}
