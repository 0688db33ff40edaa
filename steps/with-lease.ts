import { hostname } from "node:os";
import { type BlobLease, leaseBlob } from "../azure/storage/blob-lease.ts";
import { blobLocation } from "../azure/storage/blob-location.ts";
import { storageFailure } from "../azure/storage/storage-failure.ts";
import type { Manifest } from "../core/manifest/manifest.ts";
import { SundownError } from "../core/messages/sundown-error.ts";
import type { RunLock } from "../engine/lock-file.ts";
import type { StepContext } from "./step-context.ts";

export interface LeaseOptions {
  readonly subscriptionId: string;
  readonly manifest: Manifest;
  readonly folder: string;
  /** The lock of this machine, whose lease id a run after a crash takes over. */
  readonly lock: RunLock;
}

/**
 * Does a piece of work while a lease keeps runs on other machines off the subscription. When the lease cannot be kept the
 * work is interrupted, for somebody else may have begun.
 * @throws SundownError run_locked, run_lease_unreachable, run_lease_lost
 */
export async function withLease<Result>(
  options: LeaseOptions,
  context: StepContext,
  work: (context: StepContext) => Promise<Result>,
): Promise<Result> {
  const lease = await holdLease(options, context);
  if (lease === undefined) return work(context);
  const lost = new AbortController();
  lease.lost.addEventListener("abort", () => lost.abort(leaseLost(lease.place)));
  try {
    const result = await work({ ...context, signal: AbortSignal.any([context.signal, lost.signal]) });
    lost.signal.throwIfAborted();
    return result;
  } finally {
    await lease.release();
  }
}

function leaseLost(place: string): SundownError {
  return new SundownError("run_lease_lost", { message: `The lease on ${place} could not be kept.`, place });
}

/**
 * A lease in the account the backups lie in: the manifest names the same one to everybody. Where there is none, or no
 * right to write there, that is told, and only this machine's lock holds.
 */
async function holdLease(
  { subscriptionId, manifest, folder, lock }: LeaseOptions,
  { azure, host, now }: StepContext,
): Promise<BlobLease | undefined> {
  const connection = await azure();
  const accountUrl = backupAccountOf(manifest, connection.cloud.storageSuffix);
  const onlyLocal = (why: string): undefined => {
    const message = `Only runs on this machine are kept off the subscription: ${why}.`;
    host.notify({ code: "run_lock_local", message, place: lock.path });
    return undefined;
  };
  if (accountUrl === undefined) return onlyLocal("no backup lies in a storage account of this cloud");
  const holder = JSON.stringify({ host: hostname(), pid: process.pid, since: now().toISOString(), folder });
  const leased = await leaseBlob(connection, {
    accountUrl,
    name: subscriptionId.toLowerCase(),
    leaseId: lock.leaseId,
    holder,
  }).catch((error: unknown) => {
    throw new SundownError("run_lease_unreachable", {
      message: `Whether another machine works on ${subscriptionId} cannot be read from ${accountUrl}: ${storageFailure(error).reason}`,
      place: accountUrl,
      cause: error,
    });
  });
  if (leased.kind === "leased") return leased.lease;
  if (leased.kind === "impossible") return onlyLocal(`${leased.place} cannot be leased (${leased.reason})`);
  const who = leased.holder === undefined ? "another run" : `another run, ${leased.holder}`;
  throw new SundownError("run_locked", {
    message: `Subscription ${subscriptionId} is being worked on by ${who} (lease on ${leased.place}).`,
    place: leased.place,
    remedy: "Wait for it, or end it. Of a run that died the lease ends by itself within a minute.",
  });
}

/** The first by its address: whoever reads the same manifest finds the same one. */
function backupAccountOf({ backups }: Manifest, storageSuffix: string | undefined): string | undefined {
  const urls = backups
    .flatMap((backup) => ("artifacts" in backup ? backup.artifacts : []))
    .map(({ url }) => url);
  const accounts = urls.flatMap((url) => blobLocation(url, storageSuffix)?.accountUrl ?? []);
  return accounts.toSorted()[0];
}
