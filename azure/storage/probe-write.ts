import { blobService, type StorageConnection } from "./blob-service.ts";
import { storageFailure } from "./storage-failure.ts";

/** What a storage account answers to a write that cannot succeed. */
export type WriteProbe = "writable" | "readOnly" | { readonly unknown: string };

/** No blob has this entity tag, so a write on its condition changes nothing. */
const NEVER = '"sundown-looks-only"';

/**
 * Whether an account still takes writes, found out without writing: a write is made on a condition that is never met.
 * An account that takes writes says that the condition is not met; one of a disabled subscription refuses before it
 * looks at conditions.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/specifying-conditional-headers-for-blob-service-operations
 * @see https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes (AccountIsDisabled)
 */
export async function probeWrite(
  connection: StorageConnection,
  accountUrl: string,
  signal: AbortSignal,
): Promise<WriteProbe> {
  const service = blobService(connection, accountUrl);
  try {
    const first = await service.listContainers({ abortSignal: signal }).next();
    if (first.done === true) return { unknown: "it holds no container to look at" };
    const blob = service.getContainerClient(first.value.name).getBlockBlobClient("sundown-looks-only");
    await blob.upload("", 0, { abortSignal: signal, conditions: { ifMatch: NEVER } });
    return { unknown: "it did not keep to the condition" };
  } catch (error) {
    const { status, reason } = storageFailure(error);
    if (status === 412) return "writable";
    return reason.startsWith("AccountIsDisabled") ? "readOnly" : { unknown: reason };
  }
}
