import {
  BlobSASPermissions,
  generateBlobSASQueryParameters,
  SASProtocol,
  type UserDelegationKey,
} from "@azure/storage-blob";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { blobLocation } from "./blob-location.ts";
import { blobService, type StorageConnection } from "./blob-service.ts";
import { causeOf, storageFailure } from "./storage-failure.ts";

/** Clocks differ: a link that begins now may not be good yet where it is used. */
const CLOCK_SKEW_MS = 15 * 60 * 1000;

export interface WriteLinkOptions {
  readonly now: Date;
  readonly milliseconds: number;
  readonly signal: AbortSignal;
}

/**
 * What lets somebody else write one blob and read it back, and nothing else, for a while: a signature by a user
 * delegation key, so no key of the account is needed.
 * @returns the query of the link, a secret
 * @see https://learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas
 * @throws SundownError backup_target_unwritable
 */
export async function blobWriteLink(
  connection: StorageConnection,
  url: string,
  { now, milliseconds, signal }: WriteLinkOptions,
): Promise<string> {
  const { accountUrl, account, container, blob } = blobLocation(url, connection.cloud.storageSuffix) ?? {};
  if (accountUrl === undefined || account === undefined || container === undefined || blob === undefined)
    throw new TypeError(`${url} is no blob of ${connection.cloud.name}`);
  const startsOn = new Date(now.getTime() - CLOCK_SKEW_MS);
  const expiresOn = new Date(now.getTime() + milliseconds);
  let key: UserDelegationKey;
  try {
    key = await blobService(connection, accountUrl).getUserDelegationKey(startsOn, expiresOn, {
      abortSignal: signal,
    });
  } catch (error) {
    throw new SundownError("backup_target_unwritable", {
      message: `${accountUrl} gives no key to sign a link with: ${storageFailure(error).reason}`,
      place: accountUrl,
      remedy: "Give the identity the role Storage Blob Delegator on that account; then run again.",
      cause: causeOf(error),
    });
  }
  return generateBlobSASQueryParameters(
    {
      containerName: container,
      blobName: blob,
      permissions: BlobSASPermissions.parse("rw"),
      startsOn,
      expiresOn,
      protocol: SASProtocol.Https,
    },
    key,
    account,
  ).toString();
}
