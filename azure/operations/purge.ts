import { setTimeout as sleep } from "node:timers/promises";
import { idKey, parseArmId, subscriptionIdOf } from "../../core/arm-id.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { isRecord } from "../is-record.ts";
import { readCollection } from "../read-collection.ts";
import type { Action, ActionContext } from "./action.ts";
import { isGone } from "./is-gone.ts";

interface SoftDeleted {
  /** Where a subscription's soft-deleted things of this service are listed. */
  readonly list: string;
  readonly apiVersion: string;
  /** The property of a listed thing that names what it was. */
  readonly was: string;
  readonly method: "POST" | "DELETE";
  readonly suffix: string;
}

/** By the type of the live resource; documentation: "purge" of each service's REST reference. */
const SERVICES: Readonly<Record<string, SoftDeleted>> = {
  "microsoft.keyvault/vaults": {
    list: "Microsoft.KeyVault/deletedVaults",
    apiVersion: "2023-07-01",
    was: "vaultId",
    method: "POST",
    suffix: "/purge",
  },
  "microsoft.keyvault/managedhsms": {
    list: "Microsoft.KeyVault/deletedManagedHSMs",
    apiVersion: "2023-07-01",
    was: "mhsmId",
    method: "POST",
    suffix: "/purge",
  },
  "microsoft.appconfiguration/configurationstores": {
    list: "Microsoft.AppConfiguration/deletedConfigurationStores",
    apiVersion: "2023-03-01",
    was: "configurationStoreId",
    method: "POST",
    suffix: "/purge",
  },
  "microsoft.cognitiveservices/accounts": {
    list: "Microsoft.CognitiveServices/deletedAccounts",
    apiVersion: "2023-05-01",
    was: "",
    method: "DELETE",
    suffix: "",
  },
  "microsoft.apimanagement/service": {
    list: "Microsoft.ApiManagement/deletedservices",
    apiVersion: "2022-08-01",
    was: "serviceId",
    method: "DELETE",
    suffix: "",
  },
};

/** Services that purge by the delete itself: of the live resource, or of the id it had while its group is there. */
const BY_DELETE: Readonly<Record<string, { readonly query: string; readonly apiVersion: string }>> = {
  "microsoft.machinelearningservices/workspaces": { query: "forceToPurge=true", apiVersion: "2024-04-01" },
};

function byDelete(target: string): (typeof BY_DELETE)[string] | undefined {
  return BY_DELETE[parseArmId(target)?.type.toLowerCase() ?? ""];
}

/** The target is the live resource, or what stands in the list of soft-deleted ones. */
function serviceOf(target: string): { readonly service: SoftDeleted; readonly isListed: boolean } {
  const type = parseArmId(target)?.type.toLowerCase() ?? "";
  const live = SERVICES[type];
  if (live !== undefined) return { service: live, isListed: false };
  const words = target.toLowerCase().split("/");
  const listed = Object.values(SERVICES).find(({ list }) =>
    list
      .toLowerCase()
      .split("/")
      .every((word) => words.includes(word)),
  );
  if (listed !== undefined) return { service: listed, isListed: true };
  throw new SundownError("operation_unknown_action", {
    message: `Nothing is known about purging ${target}.`,
    place: target,
  });
}

/** The id of the soft-deleted thing: the target itself, or what is listed as what the target once was. */
async function deletedId({ connection, operation, signal }: ActionContext): Promise<string | undefined> {
  const { service, isListed } = serviceOf(operation.target);
  if (isListed) return operation.target;
  const scope = `/subscriptions/${subscriptionIdOf(operation.target)}/providers`;
  const { items, unreadable } = await readCollection(
    connection,
    `${scope}/${service.list}`,
    service.apiVersion,
    signal,
  );
  if (unreadable !== undefined && unreadable.status !== 404) {
    throw new SundownError("azure_refused", {
      message: `The soft-deleted things at ${service.list} cannot be listed (${unreadable.code ?? unreadable.status}).`,
      place: operation.target,
      data: { status: unreadable.status },
    });
  }
  const wanted = idKey(operation.target);
  const target = parseArmId(operation.target);
  return items.find(({ id, properties }) => {
    const was = isRecord(properties) ? properties[service.was] : undefined;
    if (typeof was === "string") return idKey(was) === wanted;
    const lastName = id.slice(id.lastIndexOf("/") + 1).toLowerCase();
    const group = `/resourcegroups/${target?.resourceGroup?.toLowerCase()}/`;
    return lastName === target?.name.toLowerCase() && id.toLowerCase().includes(group);
  })?.id;
}

/** What was deleted a moment ago may not be in the list of deleted things yet. */
const LIST_PAUSES_MS = [0, 1000, 3000, 6000, 10_000];

/** Removes a soft-deleted thing for good: it frees its name and ends what it still costs. */
export const purge: Action = {
  isHidden: true,
  async request(context) {
    const { target } = context.operation;
    const direct = byDelete(target);
    if (direct !== undefined)
      return { method: "DELETE", path: `${target}?${direct.query}`, apiVersion: direct.apiVersion };
    const { service } = serviceOf(context.operation.target);
    for (const pause of LIST_PAUSES_MS) {
      if (pause > 0) await sleep(pause, undefined, { signal: context.signal });
      const id = await deletedId(context);
      if (id !== undefined) {
        return { method: service.method, path: `${id}${service.suffix}`, apiVersion: service.apiVersion };
      }
    }
    return undefined;
  },
  async isDone(context) {
    const { target } = context.operation;
    const direct = byDelete(target);
    if (direct !== undefined) return isGone(context.connection, target, direct.apiVersion, context.signal);
    const id = await deletedId(context);
    if (id === undefined) return true;
    const { service } = serviceOf(context.operation.target);
    return isGone(context.connection, id, service.apiVersion, context.signal);
  },
};
