import { backupVaults } from "./backup-vaults.ts";
import { blueprints } from "./blueprints.ts";
import { deploymentStacks } from "./deployment-stacks.ts";
import { diskAccess } from "./disk-access.ts";
import type { FamilyRules } from "./family-rules.ts";
import { geoPairs } from "./geo-pairs.ts";
import { immutableStorage } from "./immutable-storage.ts";
import { lighthouse } from "./lighthouse.ts";
import { networkIntegration } from "./network-integration.ts";
import { policies } from "./policies.ts";
import { privateLinks } from "./private-links.ts";
import { providerContracts } from "./provider-contracts.ts";
import { recoveryVaults } from "./recovery-vaults.ts";
import { replicatedVolumes } from "./replicated-volumes.ts";
import { selfMade } from "./self-made.ts";
import { softDelete } from "./soft-delete.ts";
import { virtualClusters } from "./virtual-clusters.ts";

/** Every family. To add one: a file, a line here, a rule in BEHAVIOUR.md, a scenario in test/families. */
export const families: readonly FamilyRules[] = [
  backupVaults,
  blueprints,
  deploymentStacks,
  diskAccess,
  geoPairs,
  immutableStorage,
  lighthouse,
  networkIntegration,
  policies,
  privateLinks,
  providerContracts,
  recoveryVaults,
  replicatedVolumes,
  selfMade,
  softDelete,
  virtualClusters,
];
