import { z } from "zod";
import { parseArmId } from "../../core/arm-id.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { AzureConnection } from "../connection.ts";
import { accountUrlOf, blobLocation } from "./blob-location.ts";

const API_VERSION = "2023-05-01";
const accountSchema = z.looseObject({
  properties: z.looseObject({
    primaryEndpoints: z.looseObject({ blob: z.string().optional() }).nullish(),
  }),
});

/**
 * The URL of a storage account's blob service, by the account's own word where that is on the cloud's storage.
 * @param id ARM id of the account
 * @throws SundownError source_unreadable
 */
export async function blobEndpointOf(connection: AzureConnection, id: string): Promise<string> {
  const { storageSuffix } = connection.cloud;
  const name = parseArmId(id)?.name;
  const unreadable = (reason: string): SundownError =>
    new SundownError("source_unreadable", { message: `${id} cannot be backed up: ${reason}`, place: id });
  if (name === undefined) throw unreadable("it is no storage account's id");
  if (storageSuffix === undefined) throw unreadable(`the cloud ${connection.cloud.name} names no storage`);
  const { status, body } = await connection.request({ method: "GET", path: id, apiVersion: API_VERSION });
  if (status !== 200) throw unreadable(`Azure answers ${status}`);
  const said = accountSchema.safeParse(body).data?.properties.primaryEndpoints?.blob;
  const location = said === undefined ? undefined : blobLocation(said, storageSuffix);
  return location?.account === name ? location.accountUrl : accountUrlOf(name, storageSuffix);
}
