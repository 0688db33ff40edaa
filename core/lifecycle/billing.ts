/** One of the places a subscription is billed to, and what the identity is there. */
export interface BillingScope {
  /** As Azure's documentation calls it: invoice section, billing profile, billing account, … */
  readonly kind: string;
  readonly name: string;
  /** Names of the identity's billing roles there; `undefined` when it may not list them. */
  readonly roles: readonly string[] | undefined;
}

/** Who pays for a subscription, as far as the identity may see it. */
export interface Billing {
  /** `billingAccountAgreementType`: MicrosoftCustomerAgreement, EnterpriseAgreement, … */
  readonly agreement: string | undefined;
  /** Nearest first. */
  readonly scopes: readonly BillingScope[];
  readonly isAccountAdmin: boolean;
}

export type BillingReading = Billing | { readonly notRead: string };

const AGREEMENTS: Readonly<Record<string, string>> = {
  microsoftcustomeragreement: "Microsoft Customer Agreement",
  enterpriseagreement: "Enterprise Agreement",
  microsoftonlineservicesprogram: "Microsoft Online Services Program",
  microsoftpartneragreement: "Microsoft Partner Agreement",
};

/** Their holders can cancel the subscriptions that they created themselves, and no others. */
const CREATORS = ["azure subscription creator", "invoice manager"];

/** Under this agreement a partner sells the subscription, and cancels it. */
export function isPartnerAgreement(reading: BillingReading): boolean {
  return "scopes" in reading && reading.agreement?.toLowerCase() === "microsoftpartneragreement";
}

/**
 * What was read about who pays, in words that go on in a sentence. No billing role gives the right to cancel what
 * somebody else created, and who created it cannot be seen: so none is ever counted as a right.
 * @see https://learn.microsoft.com/azure/cost-management-billing/manage/understand-mca-roles
 */
export function billingInWords(reading: BillingReading): string {
  if ("notRead" in reading) return `who pays for it could not be read (${reading.notRead})`;
  const { agreement = "", scopes, isAccountAdmin } = reading;
  const under =
    AGREEMENTS[agreement.toLowerCase()] ?? (agreement === "" ? "an unnamed agreement" : agreement);
  const held = scopes.flatMap((scope) => (scope.roles ?? []).map((role) => ({ role, at: inWords(scope) })));
  const hidden = scopes.filter(({ roles }) => roles === undefined).map(inWords);
  const isCreator = held.some(({ role }) => CREATORS.includes(role.toLowerCase()));
  const roles = [
    ...held.map(({ role, at }) => `${role} at ${at}`),
    ...(isAccountAdmin ? ["the account administrator"] : []),
  ];
  return [
    `it is paid for by ${scopes.map(inWords).join(", ")} under ${under}`,
    ...(roles.length === 0
      ? []
      : [
          `there this identity is ${roles.join(", ")}, which ${isCreator ? "cancels only what it created itself, and who created this one cannot be seen" : "gives no right to cancel"}`,
        ]),
    ...(hidden.length === 0 ? [] : [`billing roles could not be read at ${hidden.join(", ")}`]),
    ...(roles.length === 0 && hidden.length === 0 ? ["there this identity has no billing role"] : []),
  ].join("; ");
}

function inWords({ kind, name }: BillingScope): string {
  return `${kind} ${JSON.stringify(name)}`;
}
