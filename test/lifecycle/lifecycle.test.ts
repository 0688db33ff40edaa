import { describe, expect, test } from "vitest";
import { continuingCharges } from "../../core/billing/continuing-charges.ts";
import { parseInventory } from "../../core/inventory/parse-inventory.ts";
import { daysUntil, lifecycleDates } from "../../core/lifecycle/dates.ts";
import { decideReactivation } from "../../core/lifecycle/decide-reactivation.ts";
import { offerOf } from "../../core/lifecycle/offers.ts";
import {
  canBecome,
  parseSubscriptionState,
  SUBSCRIPTION_STATES,
  type SubscriptionState,
} from "../../core/lifecycle/subscription-state.ts";
import { doomed } from "./world.ts";

test("dates follow from the moment of the cancel alone, over the end of a year and a leap day", () => {
  expect(lifecycleDates(new Date("2027-12-20T23:59:59Z"))).toEqual({
    cancelledAt: "2027-12-20T23:59:59.000Z",
    billingStoppedBy: "2027-12-21T00:09:59.000Z",
    billingPeriodEndsBy: "2028-01-20T23:59:59.000Z",
    earliestManualDelete: "2027-12-23T23:59:59.000Z",
    earliestManualDeletePartner: "2027-12-27T23:59:59.000Z",
    retentionMayEnd: "2028-01-19T23:59:59.000Z",
    reactivateUntil: "2028-03-19T23:59:59.000Z",
  });
  expect(lifecycleDates(new Date("2028-01-31T10:00:00Z")).billingPeriodEndsBy).toBe(
    "2028-02-29T10:00:00.000Z",
  );
  expect(daysUntil("2026-01-02T00:00:00Z", new Date("2026-01-01T12:00:00Z"))).toBe(1);
  expect(daysUntil("2026-01-01T00:00:00Z", new Date("2026-01-05T00:00:00Z"))).toBe(0);
});

test("states: all five, in any case, nothing else; Deleted is the end", () => {
  expect(SUBSCRIPTION_STATES.map((state) => parseSubscriptionState(state.toUpperCase()))).toEqual([
    ...SUBSCRIPTION_STATES,
  ]);
  expect(parseSubscriptionState("Suspended")).toBeUndefined();
  expect(parseSubscriptionState(undefined)).toBeUndefined();
  const ends = (wanted: SubscriptionState) =>
    SUBSCRIPTION_STATES.filter((state) => !canBecome(state, [wanted]));
  expect(ends("Enabled")).toEqual(["Deleted"]);
  expect(ends("Disabled")).toEqual(["Deleted"]);
  expect(ends("Deleted")).toEqual(["Enabled", "PastDue"]);
});

test.each([
  ["PayAsYouGo_2014-09-01", "owner", "owner"],
  ["EnterpriseAgreement_2014-09-01", "owner", "support"],
  ["MSDNDevTest_2014-09-01", "owner", "support"],
  ["CSP_2015-05-01", "person", "support"],
  ["CSP_MG_2017-12-01", "person", "support"],
  ["Default_2014-09-01", "person", "support"],
  ["constructor", "person", "support"],
  [undefined, "person", "support"],
])("offer %s: cancelled by %s, reactivated by %s", (quotaId, cancelledBy, reactivatedBy) => {
  expect(offerOf(quotaId)).toMatchObject({ cancelledBy, reactivatedBy });
});

test("one quotaId can stand for several offers", () => {
  expect(offerOf("MSDNDevTest_2014-09-01").names).toHaveLength(3);
});

describe("reactivation", () => {
  const decide = (state: string, quotaId: string, cancelled: string | undefined, now: string) =>
    decideReactivation({
      state,
      quotaId,
      cancelledAt: cancelled === undefined ? undefined : new Date(cancelled),
      now: new Date(now),
    }).kind;

  test.each([
    ["Disabled", "PayAsYouGo_2014-09-01", "2026-01-01", "2026-04-01", "enable"],
    ["Disabled", "PayAsYouGo_2014-09-01", "2026-01-01", "2026-04-02", "refuse"],
    ["Warned", "MSDN_2014-09-01", "2026-01-01", "2026-01-02", "support"],
    ["Warned", "PayAsYouGo_2014-09-01", undefined, "2030-01-01", "enable"],
    ["Enabled", "MSDN_2014-09-01", "2026-01-01", "2026-01-02", "already"],
    ["Deleted", "PayAsYouGo_2014-09-01", undefined, "2026-01-02", "refuse"],
    ["PastDue", "PayAsYouGo_2014-09-01", undefined, "2026-01-02", "refuse"],
    ["Odd", "PayAsYouGo_2014-09-01", undefined, "2026-01-02", "refuse"],
  ])("%s, %s, cancelled %s, now %s: %s", (state, quotaId, cancelled, now, kind) => {
    expect(decide(state, quotaId, cancelled, `${now}T00:00:00Z`)).toBe(kind);
  });
});

describe("what goes on billing", () => {
  const charges = (resources: Record<string, unknown>[], deletedResources: { id: string }[] = []) =>
    continuingCharges(parseInventory({ resources, deletedResources }, "x").inventory).map(
      ({ what, target }) => (target === undefined ? what : `${what} ${target.split("/").at(-1)}`),
    );
  const resource = (type: string, name: string, more: Record<string, unknown> = {}) => {
    const [namespace, ...types] = type.split("/");
    const path = types.map((part, index) => `${part}/${index === types.length - 1 ? name : "p"}`).join("/");
    return { id: `${doomed}/resourceGroups/g/providers/${namespace}/${path}`, type, name, ...more };
  };

  test("what an inventory cannot show is always listed", () => {
    expect(charges([resource("Microsoft.Compute/virtualMachines", "vm")])).toEqual([
      "reservations",
      "savings-plans",
      "support-plan",
    ]);
  });

  test("what can be seen is listed by type, in the same order from any order", () => {
    const seen = [
      resource("Microsoft.Network/expressRouteCircuits", "er"),
      resource("Microsoft.SaaS/resources", "saas"),
      resource("Microsoft.DomainRegistration/domains", "contoso.com"),
      resource("Microsoft.CertificateRegistration/certificateOrders", "cert"),
      resource("Microsoft.CognitiveServices/accounts/deployments", "ptu", {
        sku: { name: "GlobalProvisionedManaged" },
      }),
      resource("Microsoft.CognitiveServices/accounts/deployments", "std", { sku: { name: "Standard" } }),
      resource("Microsoft.Solutions/applications", "plain"),
      resource("Microsoft.Solutions/applications", "planned", { plan: { name: "x" } }),
    ];
    const deleted = [
      {
        id: `${doomed}/providers/Microsoft.CognitiveServices/locations/w/resourceGroups/g/deletedAccounts/ai`,
      },
    ];
    const expected = [
      "ai-provisioned-throughput ptu",
      "ai-soft-deleted ai",
      "certificate cert",
      "domain contoso.com",
      "expressroute-circuit er",
      "managed-application planned",
      "marketplace-subscription saas",
    ];
    expect(charges(seen, deleted).slice(3)).toEqual(expected);
    expect(charges(seen.toReversed(), deleted).slice(3)).toEqual(expected);
  });
});
