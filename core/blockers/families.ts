import { backupVaults } from "./backup-vaults.ts";
import { blueprintLocks } from "./blueprint-locks.ts";
import { denyAssignments } from "./deny-assignments.ts";
import { denyRules } from "./deny-rules.ts";
import { diskAccess } from "./disk-access.ts";
import type { Family } from "./family.ts";
import { geoPairs } from "./geo-pairs.ts";
import { immutableStorage } from "./immutable-storage.ts";
import { keptAssignments } from "./kept-assignments.ts";
import { locks } from "./locks.ts";
import { managedGroups } from "./managed-groups.ts";
import { networkIntegration } from "./network-integration.ts";
import { outsideSubscription } from "./outside-subscription.ts";
import { ownedElsewhere } from "./owned-elsewhere.ts";
import { privateLinkConnections } from "./private-link-connections.ts";
import { providerContracts } from "./provider-contracts.ts";
import { recoveryVaults } from "./recovery-vaults.ts";
import { replicatedVolumes } from "./replicated-volumes.ts";
import { selfMade } from "./self-made.ts";
import { softDelete } from "./soft-delete.ts";

/** All families. To add one: a file, a line here, a test. */
export const families: readonly Family[] = [
  backupVaults,
  blueprintLocks,
  denyAssignments,
  denyRules,
  diskAccess,
  geoPairs,
  immutableStorage,
  keptAssignments,
  locks,
  managedGroups,
  networkIntegration,
  outsideSubscription,
  ownedElsewhere,
  privateLinkConnections,
  providerContracts,
  recoveryVaults,
  replicatedVolumes,
  selfMade,
  softDelete,
];
