import { canonicalJson, sha256 } from "../digest.ts";

/** The part of a listed resource that tells whose it is. */
export interface OwnedResource {
  /** When Azure says it was made (`$expand=createdTime`); ISO 8601. */
  readonly createdTime?: string | undefined;
  readonly managedBy?: string | null | undefined;
  readonly identity?: unknown;
  readonly tags?: Readonly<Record<string, unknown>> | null | undefined;
}

/** Who a resource is and whose, in few bytes: a journal holds one for each resource of a subscription. */
export interface OwnershipMark {
  /** Empty where Azure does not say. */
  readonly made: string;
  /** Empty without a manager. */
  readonly manager: string;
  readonly hands: string;
}

/** Azure's own tags, which come and go by themselves. */
const AZURES_OWN = /^(?:hidden-|ms-resource-usage$|link:)/i;

export function ownershipMark({ createdTime, managedBy, identity, tags }: OwnedResource): OwnershipMark {
  const kept = Object.entries(tags ?? {}).filter(([name]) => !AZURES_OWN.test(name));
  return {
    made: createdTime ?? "",
    manager: managedBy ? short(managedBy.toLowerCase()) : "",
    hands: short(canonicalJson({ identity: lowered(identity ?? null), tags: Object.fromEntries(kept) })),
  };
}

/**
 * What happened to a resource between two readings. Losing its manager is none of it: a disk loses its machine when
 * that is deleted.
 */
export function changeOfHands(
  before: OwnershipMark,
  now: OwnershipMark,
): "recreated" | "changedHands" | undefined {
  if (before.made !== "" && now.made !== "" && before.made !== now.made) return "recreated";
  if (now.manager !== "" && now.manager !== before.manager) return "changedHands";
  return now.hands === before.hands ? undefined : "changedHands";
}

function short(text: string): string {
  return sha256(text).slice(0, 12);
}

/** Ids in an identity are keys as often as values, and Azure changes their case between two readings. */
function lowered(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).toLowerCase());
}
