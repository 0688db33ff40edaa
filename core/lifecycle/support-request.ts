import { count } from "../report/markdown.ts";
import type { LifecycleDates } from "./dates.ts";
import { offerOf } from "./offers.ts";

/** One call that was made, from the journal. */
export interface TriedCall {
  readonly at: string;
  readonly step: string;
  readonly what: string;
  readonly result: string;
  readonly correlationId?: string;
  /** Whether `result` is an error's code. */
  readonly isError?: boolean;
}

export interface SupportFacts {
  readonly subscriptionId: string;
  readonly name: string | undefined;
  readonly tenantId: string | undefined;
  readonly quotaId: string | undefined;
  readonly state: string | undefined;
  readonly cloud: string | undefined;
  /** Of {@link supportForm}. */
  readonly form: string | undefined;
  readonly dates: LifecycleDates | undefined;
  readonly tried: readonly TriedCall[];
  /** Ids still there. */
  readonly left: readonly string[] | undefined;
  readonly writtenAt: Date;
}

export type SupportPurpose = "cancel" | "reactivate" | "other";

const ASKS: Readonly<Record<SupportPurpose, string>> = {
  cancel: "Please cancel this subscription, or tell us what stops the cancel.",
  reactivate: "Please reactivate this subscription before its retention ends.",
  other: "Please look at this subscription; what was found and tried is below.",
};

const SHOWN = 50;
const TRIED = "What was tried:";

/** A support request as plain text, complete enough to be sent as it is. Holds no token, key or personal name. */
export function supportRequest(purpose: SupportPurpose, facts: SupportFacts): string {
  const offer = offerOf(facts.quotaId);
  const unknown = "unknown";
  const lines = [
    `Subject: ${purpose === "other" ? "Decommissioning" : purpose === "cancel" ? "Cancel" : "Reactivate"} subscription ${facts.subscriptionId}`,
    ...(facts.form === undefined
      ? ["To: the partner who sold the subscription; only they can open this with Microsoft"]
      : ["Issue type: Subscription management", `Form: ${facts.form}`]),
    "",
    ASKS[purpose],
    "",
    `Subscription: ${facts.subscriptionId}`,
    `Name: ${facts.name ?? unknown}`,
    `Tenant: ${facts.tenantId ?? unknown}`,
    `Cloud: ${facts.cloud ?? unknown}`,
    `State: ${facts.state ?? unknown}`,
    `Offer: ${facts.quotaId ?? unknown}${offer.names.length === 0 ? "" : ` (${offer.names.join(" or ")})`}`,
    `Written: ${facts.writtenAt.toISOString()}`,
    "",
    ...dateLines(facts.dates, purpose),
    ...leftLines(facts.left),
    ...errorLines(facts.tried),
    TRIED,
    ...(facts.tried.length === 0 ? ["  nothing yet"] : facts.tried.map(triedLine)),
    "",
  ];
  return lines.map(oneLine).join("\n");
}

/** Whether a text is what `supportRequest` gives. */
export function isSupportRequest(text: string): boolean {
  const [subject = "", ...rest] = text.split(/\r?\n/);
  return (
    /^Subject: (Cancel|Reactivate|Decommissioning) subscription \S+$/.test(subject) && rest.includes(TRIED)
  );
}

/**
 * The portal's page for a new request; a link cannot hand the text over. `undefined` where the request goes to the
 * partner who sold the subscription. Where nobody knows the cloud's portal, it is the public one's.
 */
export function supportForm(
  quotaId: string | undefined,
  portal = "https://portal.azure.com",
): string | undefined {
  return isPartnerLed(quotaId) ? undefined : `${portal.replace(/\/+$/, "")}/#create/Microsoft.Support`;
}

function isPartnerLed(quotaId: string | undefined): boolean {
  const { names, cancelledBy, manualDeleteAfterDays } = offerOf(quotaId);
  return cancelledBy === "person" && names.length > 0 && manualDeleteAfterDays === 7;
}

function errorLines(tried: readonly TriedCall[]): string[] {
  const failed = tried.filter(({ isError }) => isError);
  const codes = Map.groupBy(failed, ({ result }) => result);
  if (codes.size === 0) return [];
  return [
    "Error codes:",
    ...[...codes].map(
      ([code, calls]) => `  ${code}: ${count(calls.length, "time")}, last at ${calls.at(-1)?.at ?? ""}`,
    ),
    "",
  ];
}

function dateLines(dates: LifecycleDates | undefined, purpose: SupportPurpose): string[] {
  if (dates === undefined) return [];
  const lines = [`Cancelled: ${dates.cancelledAt}`, `Can be reactivated until: ${dates.reactivateUntil}`, ""];
  return purpose === "reactivate" ? [`Needed before: ${dates.reactivateUntil}`, ...lines] : lines;
}

function leftLines(left: readonly string[] | undefined): string[] {
  if (left === undefined) return ["Contents: not read", ""];
  if (left.length === 0) return ["Contents: no resource group and no resource is listed.", ""];
  const more = left.length > SHOWN ? [`  and ${left.length - SHOWN} more`] : [];
  return [
    `Contents: ${count(left.length, "group or resource", "groups and resources")}`,
    ...left.slice(0, SHOWN).map((id) => `  ${id}`),
    ...more,
    "",
  ];
}

function triedLine({ at, step, what, result, correlationId }: TriedCall): string {
  return `  ${at} ${step}: ${what}: ${result}${correlationId === undefined ? "" : ` (correlation id ${correlationId})`}`;
}

/** Names come from outside: none of them may begin a line of its own. */
function oneLine(line: string): string {
  return line.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ");
}
