import type { Plan } from "../plan/plan.ts";

/** A storage account that some file says Pulumi's state is kept in. */
export interface StateAccount {
  readonly file: string;
  /** In small letters, as Azure has them. */
  readonly account: string;
}

const inUrl = /azblob:\/\/[^\s"'?#]+\?[^\s"'#]*?storage_account=([a-z0-9]{3,24})/gi;
const inEnvironment = /AZURE_STORAGE_ACCOUNT["']?\s*[:=]\s*["']?([a-z0-9]{3,24})/gi;

/**
 * Storage accounts that Pulumi.yaml (`backend.url`) or a workflow (`PULUMI_BACKEND_URL`, `AZURE_STORAGE_ACCOUNT`)
 * names as the place of the state (https://www.pulumi.com/docs/iac/concepts/state-and-backends/). Whatever is
 * computed while the workflow runs is not seen.
 */
export function stateAccounts(text: string, file: string): readonly StateAccount[] {
  const found = [...text.matchAll(inUrl), ...text.matchAll(inEnvironment)].map(([, account = ""]) =>
    account.toLowerCase(),
  );
  return [...new Set(found)].map((account) => ({ file, account }));
}

/** Names of the storage accounts that go with the subscription. */
export function doomedAccounts(plan: Pick<Plan, "resources">): ReadonlySet<string> {
  const ids = plan.resources
    .filter(({ type }) => type.toLowerCase() === "microsoft.storage/storageaccounts")
    .map(({ id }) => id.split("/").at(-1)?.toLowerCase() ?? "");
  return new Set(ids);
}
