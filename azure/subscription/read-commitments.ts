import { z } from "zod";
import { idKey } from "../../core/arm-id.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { AzureConnection } from "../connection.ts";
import { readCollection } from "../read-collection.ts";

type Commitment = NonNullable<Plan["observed"]["commitments"]>[number];

const LISTS = [
  { kind: "reservation", what: "Reservations", path: "/providers/Microsoft.Capacity/reservations" },
  { kind: "savings-plan", what: "Savings plans", path: "/providers/Microsoft.BillingBenefits/savingsPlans" },
] as const;
const API_VERSION = "2022-11-01";

const commitmentSchema = z.object({
  id: z.string(),
  properties: z.object({
    displayName: z.string().nullish(),
    billingScopeId: z.string().nullish(),
    appliedScopes: z.array(z.string()).nullish(),
    appliedScopeProperties: z.object({ subscriptionId: z.string().nullish() }).nullish(),
    expiryDate: z.string().nullish(),
    expiryDateTime: z.string().nullish(),
    renew: z.boolean().nullish(),
  }),
});

export interface Commitments {
  readonly commitments: readonly Commitment[];
  /** What could not be read, one sentence each. */
  readonly notRead: readonly string[];
}

/**
 * Reservations and savings plans that a subscription pays for or that hold for it alone. They belong to the tenant or
 * the billing account: the lists show what this identity may see there, so that none is no proof that there is none.
 * @see https://learn.microsoft.com/rest/api/reserved-vm-instances/reservation/list-all
 * @see https://learn.microsoft.com/rest/api/billingbenefits/savings-plan/list-all
 * @throws SundownError cloud_unreachable
 */
export async function readCommitments(
  connection: AzureConnection,
  subscriptionId: string,
  signal: AbortSignal,
): Promise<Commitments> {
  const commitments: Commitment[] = [];
  const notRead: string[] = [];
  for (const { kind, what, path } of LISTS) {
    const { items, unreadable } = await readCollection(connection, path, API_VERSION, signal);
    if (unreadable !== undefined) {
      const code = unreadable.code === undefined ? "" : ` ${unreadable.code}`;
      notRead.push(`${what}: Azure answered ${unreadable.status}${code}.`);
    }
    for (const item of items) {
      const parsed = commitmentSchema.safeParse(item);
      if (!parsed.success) notRead.push(`${what}: ${item.id} has an unexpected shape.`);
      else if (concerns(parsed.data.properties, subscriptionId)) commitments.push(shown(kind, parsed.data));
    }
  }
  return { commitments, notRead };
}

type Properties = z.infer<typeof commitmentSchema>["properties"];

function concerns(properties: Properties, subscriptionId: string): boolean {
  const { billingScopeId, appliedScopes, appliedScopeProperties } = properties;
  const scopes = [billingScopeId, appliedScopeProperties?.subscriptionId, ...(appliedScopes ?? [])];
  const wanted = idKey(subscriptionId);
  return scopes.some((scope) => typeof scope === "string" && idKey(scope).split("/").includes(wanted));
}

function shown(kind: Commitment["kind"], { id, properties }: z.infer<typeof commitmentSchema>): Commitment {
  const until = properties.expiryDateTime ?? properties.expiryDate;
  return {
    kind,
    id,
    name: properties.displayName ?? id.split("/").at(-1) ?? id,
    ...(until == null ? {} : { until }),
    ...(properties.renew == null ? {} : { renews: properties.renew }),
  };
}
