const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Everything that follows from the moment of the cancel, as ISO timestamps in UTC. */
export interface LifecycleDates {
  readonly cancelledAt: string;
  /** Billing stops at once; it can take this long to show. */
  readonly billingStoppedBy: string;
  /**
   * By now the billing period in which it was cancelled has ended: one month. The last invoice comes on the usual
   * invoice date after that.
   */
  readonly billingPeriodEndsBy: string;
  /** Earliest moment at which a person can delete it in the portal: three days. */
  readonly earliestManualDelete: string;
  /** The same for partner-led and field-led agreements: seven days. */
  readonly earliestManualDeletePartner: string;
  /** From here on Azure may delete the data: thirty days. */
  readonly retentionMayEnd: string;
  /** Last moment to reactivate; Azure deletes the subscription then: ninety days. */
  readonly reactivateUntil: string;
}

/**
 * @see https://learn.microsoft.com/azure/cost-management-billing/manage/cancel-azure-subscription
 */
export function lifecycleDates(cancelledAt: Date): LifecycleDates {
  const after = (milliseconds: number): string =>
    new Date(cancelledAt.getTime() + milliseconds).toISOString();
  return {
    cancelledAt: cancelledAt.toISOString(),
    billingStoppedBy: after(10 * MINUTE),
    billingPeriodEndsBy: oneMonthAfter(cancelledAt).toISOString(),
    earliestManualDelete: after(3 * DAY),
    earliestManualDeletePartner: after(7 * DAY),
    retentionMayEnd: after(30 * DAY),
    reactivateUntil: after(90 * DAY),
  };
}

/** The same day and time of the next month, or that month's last day. */
function oneMonthAfter(moment: Date): Date {
  const next = new Date(moment);
  next.setUTCMonth(next.getUTCMonth() + 1);
  if (next.getUTCDate() !== moment.getUTCDate()) next.setUTCDate(0);
  return next;
}

/** Whole days from `now` until a moment, rounded up; 0 once it has passed. */
export function daysUntil(moment: string, now: Date): number {
  return Math.max(0, Math.ceil((Date.parse(moment) - now.getTime()) / DAY));
}
