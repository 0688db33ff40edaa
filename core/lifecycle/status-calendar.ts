import type { Plan } from "../plan/plan.ts";
import type { CalendarEvent } from "../report/calendar.ts";
import { shortId } from "../report/short-id.ts";
import type { LifecycleDates } from "./dates.ts";

export interface CalendarFacts {
  readonly subscription: { readonly id: string; readonly name: string };
  /** After the cancel. */
  readonly dates: (LifecycleDates & { readonly manualDeleteFrom: string }) | undefined;
  /** What time alone releases. */
  readonly heldUntil: Plan["observed"]["heldUntil"];
  /** What deletes what was held. */
  readonly destroyCommand: string;
}

/** The dates of a decommission that somebody has to know of: what follows from the cancel, and what is held until when. */
export function statusCalendar({
  subscription,
  dates,
  heldUntil,
  destroyCommand,
}: CalendarFacts): CalendarEvent[] {
  const { id, name } = subscription;
  const about = `Azure subscription ${name} (${id}).`;
  const event = (kind: string, at: string, summary: string, description: string): CalendarEvent => ({
    uid: `${kind}.${id.toLowerCase()}@azure-sundown`,
    at,
    summary: `${name}: ${summary}`,
    description: `${about} ${description}`,
  });
  const held = heldUntil.map(({ target, code, until }) =>
    event(
      `held.${code}.${target.toLowerCase()}`,
      until,
      `${shortId(target)} can go`,
      `${target} was held (${code}) until now. Run: ${destroyCommand}`,
    ),
  );
  if (dates === undefined) return held;
  return [
    event(
      "billing",
      dates.billingStoppedBy,
      "billing has stopped",
      "Azure shows it by now; look: sundown status",
    ),
    event(
      "manual-delete",
      dates.manualDeleteFrom,
      "can be deleted by hand",
      "From now on an owner can delete it in the portal, instead of waiting for Azure.",
    ),
    event(
      "retention",
      dates.retentionMayEnd,
      "data may go",
      "Thirty days after the cancel: from now on Azure may delete the data.",
    ),
    event(
      "last-invoice",
      dates.billingPeriodEndsBy,
      "last invoice is next",
      "The billing period of the cancel has ended by now. The last invoice comes on the usual invoice date.",
    ),
    {
      ...event(
        "reactivate-until",
        dates.reactivateUntil,
        "last moment to reactivate",
        "Azure deletes the subscription now, ninety days after the cancel. Before that: sundown reactivate",
      ),
      remindDaysBefore: 7,
    },
  ];
}
