import { z } from "zod";
import type { Billing, BillingReading, BillingScope } from "../../core/lifecycle/billing.ts";
import { isSundownError } from "../../core/messages/sundown-error.ts";
import type { AzureConnection } from "../connection.ts";
import { readCollection } from "../read-collection.ts";
import { unreadable } from "../unreadable.ts";

const API_VERSION = "2024-04-01";
/** Nothing that is decided waits for it. */
const PATIENCE_MS = 30_000;

const text = z.string().nullish();
const propertySchema = z.object({
  properties: z.object({
    billingAccountAgreementType: text,
    billingAccountId: text,
    billingAccountDisplayName: text,
    billingAccountType: text,
    billingProfileId: text,
    billingProfileDisplayName: text,
    invoiceSectionId: text,
    invoiceSectionDisplayName: text,
    customerId: text,
    customerDisplayName: text,
    enrollmentDetails: z.object({ enrollmentAccountId: text }).nullish(),
    isAccountAdmin: z.boolean().nullish(),
  }),
});
type Properties = z.infer<typeof propertySchema>["properties"];

const assignmentSchema = z.object({
  properties: z.object({ principalId: text, roleDefinitionId: z.string() }),
});
const definitionSchema = z.object({ properties: z.object({ roleName: z.string() }) });

/** Ids that come from an answer are called only where they name something of billing. */
const BILLING_ID = /^\/providers\/Microsoft\.Billing\/billingAccounts\/[^?#\s]+$/i;

/**
 * Who pays for a subscription, and which billing roles an identity has there. What may not be read is said; nothing
 * is decided by it but that a partner's subscription is the partner's to cancel.
 * @param principals object ids of the identity and of the groups it is known to be in
 * @see https://learn.microsoft.com/rest/api/billing/billing-property/get
 * @see https://learn.microsoft.com/rest/api/billing/billing-role-assignments/list-by-invoice-section
 */
export async function readBilling(
  connection: AzureConnection,
  subscriptionId: string,
  principals: readonly string[],
  signal?: AbortSignal,
): Promise<BillingReading> {
  const limit = AbortSignal.timeout(PATIENCE_MS);
  const both = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  try {
    return await read(connection, subscriptionId, new Set(principals.map((id) => id.toLowerCase())), both);
  } catch (error) {
    signal?.throwIfAborted();
    if (limit.aborted) return { notRead: `no answer within ${PATIENCE_MS / 1000} seconds` };
    if (isSundownError(error)) return { notRead: error.message };
    throw error;
  }
}

async function read(
  connection: AzureConnection,
  subscriptionId: string,
  principals: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<BillingReading> {
  const path = `/subscriptions/${subscriptionId}/providers/Microsoft.Billing/billingProperty/default`;
  const answer = await connection.request({ method: "GET", path, apiVersion: API_VERSION, signal });
  if (answer.status !== 200) {
    const { status, code } = unreadable(path, answer);
    return { notRead: `Azure answered ${status}${code === undefined ? "" : ` ${code}`}` };
  }
  const parsed = propertySchema.safeParse(answer.body);
  if (!parsed.success) return { notRead: "the answer has an unexpected shape" };
  const { properties } = parsed.data;
  const places = placesOf(properties);
  if (places.length === 0) return { notRead: "the answer names no billing account" };
  const scopes = places.map(
    async ({ id, ...place }): Promise<BillingScope> => ({
      ...place,
      roles: await readRoles(connection, id, principals, signal),
    }),
  );
  return {
    agreement: properties.billingAccountAgreementType ?? undefined,
    scopes: await Promise.all(scopes),
    isAccountAdmin: properties.isAccountAdmin === true,
  } satisfies Billing;
}

interface Place {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
}

/** By id where the name may be a person's, since plans are published: enrollment accounts, and accounts of one. */
function placesOf(found: Properties): Place[] {
  // Some answers give the whole id of the enrollment account, some its last part.
  const account = found.enrollmentDetails?.enrollmentAccountId?.split("/").at(-1);
  const isPerson = found.billingAccountType?.toLowerCase() === "individual";
  const all = [
    ["invoice section", found.invoiceSectionId, found.invoiceSectionDisplayName],
    ["customer", found.customerId, found.customerDisplayName],
    ["billing profile", found.billingProfileId, found.billingProfileDisplayName],
    [
      "enrollment account",
      account === undefined ? undefined : `${found.billingAccountId}/enrollmentAccounts/${account}`,
      undefined,
    ],
    ["billing account", found.billingAccountId, isPerson ? undefined : found.billingAccountDisplayName],
  ] as const;
  return all.flatMap(([kind, id, name]) =>
    typeof id === "string" && BILLING_ID.test(id)
      ? [{ kind, id, name: name ?? id.split("/").at(-1) ?? id }]
      : [],
  );
}

async function readRoles(
  connection: AzureConnection,
  id: string,
  principals: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<string[] | undefined> {
  const list = await readCollection(connection, `${id}/billingRoleAssignments`, API_VERSION, signal);
  if (list.unreadable !== undefined) return undefined;
  const roles = new Set<string>();
  for (const item of list.items) {
    const { principalId, roleDefinitionId } = assignmentSchema.safeParse(item).data?.properties ?? {};
    if (principalId == null || roleDefinitionId === undefined) continue;
    if (principals.has(principalId.toLowerCase())) roles.add(roleDefinitionId);
  }
  return Promise.all([...roles].map((role) => readRoleName(connection, role, signal)));
}

async function readRoleName(connection: AzureConnection, id: string, signal: AbortSignal): Promise<string> {
  const unnamed = `a role without a name (${id.split("/").at(-1) ?? id})`;
  if (!BILLING_ID.test(id)) return unnamed;
  const answer = await connection.request({ method: "GET", path: id, apiVersion: API_VERSION, signal });
  return definitionSchema.safeParse(answer.body).data?.properties.roleName ?? unnamed;
}
