import { z } from "zod";
import type { AzureConnection } from "../connection.ts";

const API_VERSION = "2023-05-01";
const queueSchema = z.looseObject({
  properties: z.looseObject({ approximateMessageCount: z.int().nonnegative() }),
});

/**
 * About how many messages a storage queue holds, and never fewer; `undefined` when Azure does not say.
 * @param id ARM id of the queue
 */
export async function queueMessages(
  connection: AzureConnection,
  id: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { body } = await connection.request({ method: "GET", path: id, apiVersion: API_VERSION, signal });
  return queueSchema.safeParse(body).data?.properties.approximateMessageCount;
}
