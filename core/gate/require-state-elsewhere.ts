import { SundownError } from "../messages/sundown-error.ts";
import type { Plan } from "../plan/plan.ts";
import { doomedAccounts, stateAccounts } from "./state-accounts.ts";

/** Where Pulumi's state is kept, as far as it is known. */
export interface StateBackend {
  /** Pulumi's own address of it, `azblob://CONTAINER?storage_account=NAME`. */
  readonly backend: string;
  /** `AZURE_STORAGE_ACCOUNT`, which counts where the address names no account. */
  readonly account?: string | undefined;
}

/**
 * The state must outlive what it describes: Pulumi writes it after each delete.
 *
 * @throws SundownError `state_in_doomed_subscription`
 */
export function requireStateElsewhere(
  plan: Pick<Plan, "resources">,
  { backend, account }: StateBackend,
): void {
  if (!/^azblob:/i.test(backend)) return;
  const [named] = stateAccounts(backend, "");
  const used = (named?.account ?? account)?.toLowerCase();
  if (used === undefined || !doomedAccounts(plan).has(used)) return;
  throw new SundownError("state_in_doomed_subscription", {
    message: `Pulumi's state is kept in the storage account ${used}, which the plan deletes.`,
    place: backend,
  });
}
