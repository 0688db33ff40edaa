/** What a quotaId says about the offer. It is not one-to-one: one quotaId can stand for several offers. */
export interface Offer {
  /** Offers it may be, as Azure's documentation names them. */
  readonly names: readonly string[];
  /** Who cancels: an owner by the API, or a person (a partner, or nobody knows). */
  readonly cancelledBy: "owner" | "person";
  /** Who reactivates within ninety days: an owner by the API, or support. */
  readonly reactivatedBy: "owner" | "support";
  readonly manualDeleteAfterDays: 3 | 7;
}

const owner = (...names: string[]): Offer => ({
  names,
  cancelledBy: "owner",
  reactivatedBy: "support",
  manualDeleteAfterDays: 3,
});

const partner = (...names: string[]): Offer => ({
  names,
  cancelledBy: "person",
  reactivatedBy: "support",
  manualDeleteAfterDays: 7,
});

/**
 * By the part of the quotaId before its date.
 * @see https://learn.microsoft.com/azure/cost-management-billing/costs/understand-cost-mgt-data
 */
const OFFERS: Readonly<Record<string, Offer>> = {
  payasyougo: { ...owner("Pay-as-you-go"), reactivatedBy: "owner" },
  freetrial: owner("Free trial"),
  enterpriseagreement: owner("Enterprise Agreement", "Microsoft Customer Agreement: Azure plan"),
  msdndevtest: owner(
    "Enterprise Dev/Test",
    "Microsoft Customer Agreement: Azure plan for Dev/Test",
    "Pay-as-you-go Dev/Test",
  ),
  msdn: owner("Visual Studio subscription"),
  mpn: owner("Microsoft Partner Network"),
  azureinopen: owner("Azure in Open Licensing"),
  azurepass: owner("Azure Pass"),
  sponsored: owner("Azure Sponsorship"),
  dreamspark: owner("Azure for Students Starter"),
  azureforstudents: owner("Azure for Students"),
  csp: partner("Cloud Solution Provider"),
  csp_mg: partner("Cloud Solution Provider: Azure plan"),
  cspdevtest: partner("Cloud Solution Provider: Azure plan for Dev/Test"),
  default: { ...owner("Support plan"), cancelledBy: "person" },
};

const UNKNOWN: Offer = {
  names: [],
  cancelledBy: "person",
  reactivatedBy: "support",
  manualDeleteAfterDays: 7,
};

/** The offers a quotaId may stand for. An unknown one is handed to a person, never guessed. */
export function offerOf(quotaId: string | undefined): Offer {
  if (quotaId === undefined) return UNKNOWN;
  const family = quotaId.replace(/_\d{4}-\d{2}-\d{2}$/, "").toLowerCase();
  return Object.hasOwn(OFFERS, family) ? (OFFERS[family] ?? UNKNOWN) : UNKNOWN;
}
