import { z } from "zod";
import { idKey } from "../../core/arm-id.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { AzureConnection } from "../connection.ts";
import { readCollection } from "../read-collection.ts";

const API_VERSION = "2023-05-01";

const itemSchema = z.looseObject({
  id: z.string(),
  properties: z
    .looseObject({
      enabledProtocols: z.string().nullish(),
      deleted: z.boolean().nullish(),
      snapshotTime: z.string().nullish(),
    })
    .nullish(),
});
const sizeSchema = z.looseObject({ properties: z.looseObject({ shareUsageBytes: z.number() }) });

export interface FileShare {
  /** ARM id. */
  readonly id: string;
  readonly name: string;
  /** Whether it speaks SMB, as shares do that say nothing; else NFS. */
  readonly isSmb: boolean;
  readonly snapshots: number;
}

export interface AccountShares {
  readonly shares: readonly FileShare[];
  /** ARM ids of soft-deleted ones, which can still be restored. */
  readonly deleted: readonly string[];
}

/**
 * The file shares of a storage account, from Resource Manager: the service's own list wants more rights.
 * @param id ARM id of the account
 * @throws SundownError source_access_denied, source_unreadable
 */
export async function listShares(
  connection: AzureConnection,
  id: string,
  signal: AbortSignal,
): Promise<AccountShares> {
  const path = `${id}/fileServices/default/shares`;
  const { items, unreadable } = await readCollection(
    connection,
    `${path}?$expand=deleted,snapshots`,
    API_VERSION,
    signal,
  );
  if (unreadable !== undefined)
    throw new SundownError(
      unreadable.status === 401 || unreadable.status === 403 ? "source_access_denied" : "source_unreadable",
      {
        message:
          `${path} cannot be listed: Azure answers ${unreadable.status} ${unreadable.code ?? ""}`.trimEnd(),
        place: id,
        ...(unreadable.status === 403 ? { remedy: "Give the identity the role Reader on the account." } : {}),
      },
    );
  const listed = items.map((item) => {
    const { data } = itemSchema.safeParse(item);
    if (data !== undefined) return data;
    throw new SundownError("azure_answer_invalid", {
      message: `${item.id} has an unexpected shape`,
      place: id,
    });
  });
  const present = listed.filter(({ properties }) => properties?.deleted !== true);
  const snapshotsOf = (share: string): number =>
    present.filter((one) => one.properties?.snapshotTime && idKey(one.id) === idKey(share)).length;
  return {
    shares: present
      .filter(({ properties }) => !properties?.snapshotTime)
      .map((share) => ({
        id: share.id,
        name: share.id.slice(share.id.lastIndexOf("/") + 1),
        isSmb: (share.properties?.enabledProtocols ?? "SMB").toUpperCase() === "SMB",
        snapshots: snapshotsOf(share.id),
      })),
    deleted: listed.filter(({ properties }) => properties?.deleted === true).map((share) => share.id),
  };
}

/** How many bytes shares hold, about; `undefined` when that cannot be known of all of them. */
export async function bytesInShares(
  connection: AzureConnection,
  shares: readonly FileShare[],
  signal: AbortSignal,
): Promise<number | undefined> {
  let bytes = 0;
  for (const { id } of shares) {
    const path = `${id}?$expand=stats`;
    const { body } = await connection.request({ method: "GET", path, apiVersion: API_VERSION, signal });
    const size = sizeSchema.safeParse(body).data?.properties.shareUsageBytes;
    if (size === undefined) return undefined;
    bytes += size;
  }
  return bytes;
}
