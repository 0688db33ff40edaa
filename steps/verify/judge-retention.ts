import { blobLocation } from "../../azure/storage/blob-location.ts";
import type { StorageConnection } from "../../azure/storage/blob-service.ts";
import { type ContainerPolicy, containerRetention } from "../../azure/storage/container-retention.ts";
import type { ArtifactIdentity } from "../../azure/storage/read-artifact.ts";
import { DAY_MS } from "../../core/day.ts";
import type { MessageCode } from "../../core/messages/registry.ts";
import { readOnce } from "../../core/read-once.ts";

export interface RetentionOptions {
  /** A container's time-based policy by ARM's word, where that can be read; asked at most once for each container. */
  readonly containerPolicy?: (account: string, container: string) => Promise<ContainerPolicy | undefined>;
  /** @default the machine's clock */
  readonly now?: () => Date;
  readonly signal?: AbortSignal;
}

interface JudgedRetention {
  readonly immutableUntil?: Date;
  readonly immutabilityMode?: string;
  /** Absent when the artifact is protected, and until when is known. */
  readonly warning?: { readonly code: MessageCode; readonly message: string };
}

/** Tells how long an artifact stays as it is: by its own retention policy, or by that of its container. */
export type RetentionJudge = (url: string, identity: ArtifactIdentity) => Promise<JudgedRetention>;

/** Asks about each container once, for however many artifacts in it. */
export function retentionJudge(azure: StorageConnection, options: RetentionOptions): RetentionJudge {
  const now = options.now ?? (() => new Date());
  const placeOf = (url: string) => blobLocation(url, azure.cloud.storageSuffix);
  const keyOf = (url: string): string => `${placeOf(url)?.accountUrl}/${placeOf(url)?.container}`;
  const retentionOf = readOnce(keyOf, (url: string) => containerRetention(azure, url, options.signal));
  const policyOf = readOnce(keyOf, async (url: string) => {
    const { account = "", container = "" } = placeOf(url) ?? {};
    return options.containerPolicy?.(account, container);
  });
  return async (url, identity) => {
    const { immutableUntil, immutabilityMode, createdOn } = identity;
    if (immutableUntil !== undefined && immutableUntil > now())
      return { immutableUntil, ...(immutabilityMode === undefined ? {} : { immutabilityMode }) };
    const of = await retentionOf(url);
    if (of?.hasPolicy !== true)
      return {
        warning: notImmutable(url, identity, of?.hasLegalHold === true || identity.legalHold === true),
      };
    const policy = await policyOf(url);
    if (policy === undefined || createdOn === undefined) return { warning: notVisible(url) };
    const until = new Date(createdOn.getTime() + policy.days * DAY_MS);
    return until > now()
      ? { immutableUntil: until, immutabilityMode: policy.mode }
      : { warning: notImmutable(url, { immutableUntil: until }, of.hasLegalHold) };
  };
}

function notImmutable(
  url: string,
  { immutableUntil }: Pick<ArtifactIdentity, "immutableUntil">,
  hasLegalHold: boolean,
): NonNullable<JudgedRetention["warning"]> {
  // A legal hold has no end, but whoever may set it may clear it.
  const only = hasLegalHold ? ", only by a legal hold" : "";
  const message =
    immutableUntil === undefined
      ? `${url} is not protected by a time-based retention policy${only}`
      : `${url} is not protected by a time-based retention policy any more${only}: it ended ${immutableUntil.toISOString()}`;
  return { code: "artifact_not_immutable", message };
}

function notVisible(url: string): NonNullable<JudgedRetention["warning"]> {
  return {
    code: "artifact_retention_not_visible",
    message: `${url} is protected by its container's retention policy; until when, and whether it is locked, cannot be seen with this identity`,
  };
}
