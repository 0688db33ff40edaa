import { z } from "zod";
import { isSundownError } from "../../core/messages/sundown-error.ts";
import type { AzureConnection } from "../connection.ts";
import { blobLocation } from "./blob-location.ts";
import { blobService, type StorageConnection } from "./blob-service.ts";
import { findStorageAccount } from "./find-storage-account.ts";
import { storageFailure } from "./storage-failure.ts";

/** What protects everything in a container, by the container's own word. */
export interface ContainerRetention {
  readonly hasPolicy: boolean;
  readonly hasLegalHold: boolean;
}

/**
 * Asks the container that a blob lies in, with the rights that reading the blob needs. It tells that there is a
 * time-based policy, not which one: that only ARM knows. `undefined` where it does not answer, and for other hosts.
 * @see https://learn.microsoft.com/rest/api/storageservices/get-container-properties
 */
export async function containerRetention(
  connection: StorageConnection,
  url: string,
  signal?: AbortSignal,
): Promise<ContainerRetention | undefined> {
  const location = blobLocation(url, connection.cloud.storageSuffix);
  if (location?.container === undefined || location.blob === undefined) return undefined;
  const container = blobService(connection, location.accountUrl).getContainerClient(location.container);
  try {
    const answer = await container.getProperties(signal === undefined ? {} : { abortSignal: signal });
    return {
      hasPolicy: answer.hasImmutabilityPolicy === true,
      hasLegalHold: answer.hasLegalHold === true,
    };
  } catch (error) {
    // An abort passes through; whatever else went wrong, nothing is known.
    storageFailure(error);
    return undefined;
  }
}

const API_VERSION = "2023-05-01";
const policySchema = z.looseObject({
  properties: z.looseObject({
    immutabilityPeriodSinceCreationInDays: z.int().nonnegative(),
    state: z.enum(["Locked", "Unlocked"]),
  }),
});

export interface ContainerPolicy {
  /** Days after its creation for which a blob cannot be changed or deleted. */
  readonly days: number;
  /** `locked` cannot be shortened any more, `unlocked` can. */
  readonly mode: "locked" | "unlocked";
}

/**
 * The time-based policy of a container, as ARM tells it; `undefined` where this identity does not see it.
 * @see https://learn.microsoft.com/rest/api/storagerp/blob-containers/get-immutability-policy
 */
export async function containerPolicy(
  connection: AzureConnection,
  account: string,
  container: string,
): Promise<ContainerPolicy | undefined> {
  try {
    const found = await findStorageAccount(connection, account);
    if (found === undefined) return undefined;
    const path = `${found.id}/blobServices/default/containers/${container}/immutabilityPolicies/default`;
    const { status, body } = await connection.request({ method: "GET", path, apiVersion: API_VERSION });
    const policy = status === 200 ? policySchema.safeParse(body).data?.properties : undefined;
    if (policy === undefined) return undefined;
    const mode = policy.state === "Locked" ? "locked" : "unlocked";
    return { days: policy.immutabilityPeriodSinceCreationInDays, mode };
  } catch (error) {
    if (isSundownError(error)) return undefined;
    throw error;
  }
}
