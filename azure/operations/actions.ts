import type { Action } from "./action.ts";
import { breakPairing } from "./break-pairing.ts";
import { deleteResource } from "./delete.ts";
import { deleteGroup } from "./delete-group.ts";
import { disconnectNetwork } from "./disconnect-network.ts";
import { endAccess } from "./end-access.ts";
import { breakReplication, deleteReplication } from "./end-replication.ts";
import { purge } from "./purge.ts";
import { stopProtection } from "./stop-protection.ts";
import { unlock } from "./unlock.ts";

/** By the plan's word for it. To add an action: a file, a line here, a test. */
const actions: Readonly<Record<string, Action>> = {
  delete: deleteResource,
  deleteGroup,
  unlock,
  stopProtection,
  breakPairing,
  disconnectNetwork,
  endAccess,
  breakReplication,
  deleteReplication,
  purge,
};

/** `undefined` for an action this version does not know: a plan may be newer than the program. */
export function actionNamed(name: string): Action | undefined {
  return Object.hasOwn(actions, name) ? actions[name] : undefined;
}
