import type { AccessControl } from "./access-control.ts";
import type { Estate } from "./estate.ts";
import type { FamilyRules } from "./families/family-rules.ts";
import type { FaultQueue } from "./fault-queue.ts";
import type { FileShare } from "./file-shares.ts";
import type { Ghosts } from "./ghosts.ts";
import type { Locks } from "./locks.ts";
import type { ManagementGroups } from "./management-groups.ts";
import type { Operations } from "./operations.ts";
import type { Registrations } from "./registrations.ts";
import type { RequestLog } from "./request-log.ts";
import type { Roles } from "./roles.ts";
import type { Store } from "./store.ts";
import type { Subscriptions } from "./subscriptions.ts";
import type { Throttle } from "./throttle.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** Virtual seconds by which reads lag behind the truth. */
export interface Lags {
  /** ARM lists of resources. */
  readonly lists: number;
  /** Resource Graph. */
  readonly graph: number;
  /** The list of role definitions, before it starts to flicker. */
  readonly roles: number;
}

export interface Identity {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly objectId: string;
  readonly displayName: string;
}

/** Everything the simulator's parts share. */
export interface World {
  readonly clock: VirtualClock;
  /** Virtual time of the start, in milliseconds. */
  readonly startedAt: number;
  readonly families: readonly FamilyRules[];
  readonly store: Store;
  readonly operations: Operations;
  readonly subscriptions: Subscriptions;
  readonly managementGroups: ManagementGroups;
  readonly locks: Locks;
  readonly roles: Roles;
  readonly access: AccessControl;
  readonly registrations: Registrations;
  readonly throttle: Throttle;
  readonly faults: FaultQueue;
  readonly ghosts: Ghosts;
  /** By how much the Date header of every answer is off. */
  readonly dateSkewSeconds: number;
  readonly log: RequestLog;
  readonly estate: Estate;
  readonly lags: Lags;
  readonly tenantId: string;
  readonly identities: readonly Identity[];
  readonly storageHost: string | undefined;
  readonly pageSize: number;
  readonly emptyPages: boolean;
  /** When given, only federated tokens with one of these subjects are accepted. */
  readonly federatedSubjects: readonly string[] | undefined;
  /** Soft-deleted things, by key of the deleted resource. */
  readonly deleted: Map<string, DeletedThing>;
  /** What file shares hold, by key of the share. */
  readonly fileShares: ReadonlyMap<string, FileShare>;
  /** State of machines that were stopped or started, by key. */
  readonly power: Map<string, "running" | "deallocated">;
}

export interface DeletedThing {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly location: string;
  readonly deletionDate: string;
  readonly scheduledPurgeDate: string;
  readonly purgeProtection: boolean;
}
