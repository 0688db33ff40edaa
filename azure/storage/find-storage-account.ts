import { ResourceGraphClient } from "@azure/arm-resourcegraph";
import { ResourceManagementClient } from "@azure/arm-resources";
import { z } from "zod";
import { subscriptionIdOf } from "../../core/arm-id.ts";
import { collectPages } from "../collect-pages.ts";
import type { AzureConnection } from "../connection.ts";
import { explainSdkFailure } from "../explain-failure.ts";

const TYPE = "Microsoft.Storage/storageAccounts";

/**
 * Names of all storage accounts in one subscription, in lower case, from ARM's own list. Account names are unique
 * in a cloud, so a name that is missing here is an account somewhere else.
 */
export async function storageAccountsIn(
  connection: AzureConnection,
  subscriptionId: string,
): Promise<ReadonlySet<string>> {
  const client = new ResourceManagementClient(
    connection.credential,
    subscriptionId,
    connection.clientOptions,
  );
  const pager = client.resources.list({ filter: `resourceType eq '${TYPE}'` });
  const accounts = await collectPages(pager, `storage accounts of ${subscriptionId}`);
  return new Set(
    accounts.flatMap(({ name, type }) =>
      name !== undefined && type?.toLowerCase() === TYPE.toLowerCase() ? [name.toLowerCase()] : [],
    ),
  );
}

const rowsSchema = z.array(z.looseObject({ id: z.string(), name: z.string(), type: z.string() }));
const subscriptionSchema = z.looseObject({ state: z.string() });

/** Where an account lies, as far as this identity can see. */
export interface AccountWhereabouts {
  /** ARM id. */
  readonly id: string;
  readonly subscriptionId: string;
  /** Enabled | Warned | PastDue | Disabled | Deleted; `undefined` where it cannot be read. */
  readonly state: string | undefined;
}

/**
 * Asks Resource Graph over every subscription that the identity can see. `undefined` when none of them shows the
 * account; a new account takes minutes to appear there.
 */
export async function findStorageAccount(
  connection: AzureConnection,
  account: string,
): Promise<AccountWhereabouts | undefined> {
  const client = new ResourceGraphClient(connection.credential, connection.clientOptions);
  const answer = await client
    .resources({
      query: `Resources | where type =~ '${TYPE}' and name =~ '${account.replaceAll(/[^a-zA-Z0-9]/g, "")}' | project id, name, type`,
      options: { resultFormat: "objectArray" },
    })
    .catch((error: unknown) => {
      throw explainSdkFailure(error, "Resource Graph");
    });
  const rows = rowsSchema.safeParse(answer.data);
  const row = rows.data?.find(
    ({ name, type }) =>
      name.toLowerCase() === account.toLowerCase() && type.toLowerCase() === TYPE.toLowerCase(),
  );
  const subscriptionId = row === undefined ? undefined : subscriptionIdOf(row.id);
  if (row === undefined || subscriptionId === undefined) return undefined;
  const { status, body } = await connection.request({
    method: "GET",
    path: `/subscriptions/${subscriptionId}`,
    apiVersion: "2022-12-01",
  });
  return {
    id: row.id,
    subscriptionId,
    state: status === 200 ? subscriptionSchema.safeParse(body).data?.state : undefined,
  };
}
