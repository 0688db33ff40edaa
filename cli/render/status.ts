import { styleText } from "node:util";
import { makeVisible } from "../../core/report/markdown.ts";
import { shortId } from "../../core/report/short-id.ts";
import type { StatusDates, StatusResult } from "../../steps/status/status.ts";
import { columnsOf, fitIds, fold } from "./fold.ts";
import { listed } from "./lines.ts";

const MARKS = { done: "✓", open: "○", notNeeded: "-", unknown: "?" } as const;

/** `sundown status` for people: steps before the cancel, dates after it, and what comes next. */
export function renderStatus(result: StatusResult): string {
  const { subscription, steps, dates, whoCanCancel, heldUntil, notAsPromised, stillBilling, unknown } =
    result;
  const columns = columnsOf(process.stdout);
  const name = subscription.name ?? subscription.id ?? "no subscription";
  const lines = [`${makeVisible(name)}${subscription.state === undefined ? "" : `: ${subscription.state}`}`];
  const entry = (label: string, text: string): void =>
    void lines.push(
      ...fold(
        fitIds(makeVisible(text), columns - label.length - 3),
        columns,
        `  ${label} `,
        " ".repeat(label.length + 3),
      ),
    );
  const section = (heading: string, entries: readonly string[]): void => {
    if (entries.length === 0) return;
    lines.push(
      `  ${heading}`,
      ...listed(entries).flatMap((one) =>
        fold(fitIds(makeVisible(one), columns - 4), columns, "    ", "      "),
      ),
    );
  };
  if (result.phase === "before") {
    for (const { step, state, detail } of steps) entry(`${MARKS[state]} ${step.padEnd(8)}`, detail);
    if (whoCanCancel !== undefined) entry("can you cancel it?", whoCanCancel.because);
  }
  for (const [label, text] of dates === undefined ? [] : dateRows(dates)) entry(label.padEnd(20), text);
  if (result.phase === "after" && dates === undefined)
    entry("dates", "unknown: the journal of the cancel is not here. It ran where its evidence was left.");
  section(
    "held until",
    heldUntil.map(({ target, code, until }) => `${day(until)} ${shortId(target)}: ${code}`),
  );
  section(
    "keeps billing",
    stillBilling.map(({ what, because }) => `${what}: ${because}`),
  );
  if (result.signsOfLife !== undefined) section("since it was made quiet", signLines(result.signsOfLife));
  section("not as Azure promises", notAsPromised);
  section("could not be read", unknown);
  entry("next:", result.next);
  return lines.map(coloured).join("\n");
}

/** Colours take no room, so they come after the folding. */
function coloured(line: string): string {
  return line.replace(/^( {2})([✓○?])(?= )/, (_, indent: string, mark: string) => {
    const colour = mark === "✓" ? "green" : mark === "○" ? "yellow" : "gray";
    return `${indent}${styleText(colour, mark, { stream: process.stdout })}`;
  });
}

function signLines({ since, used, read, notRead }: NonNullable<StatusResult["signsOfLife"]>): string[] {
  const lines = used.map(
    ({ id, metric, count, lastAt }) =>
      `still used: ${shortId(id)}: ${count} ${metric}, last ${minute(lastAt)}`,
  );
  const nobody = used.length === 0 ? ": no sign that anybody uses them" : "";
  return [`${read} resources asked about since ${minute(since)}${nobody}`, ...lines, ...notRead];
}

function dateRows(dates: StatusDates): [string, string][] {
  const { from, to } = dates.daysUntilDeletion;
  const days = to === 0 ? "now" : from === 0 ? `within ${to} days` : `in ${from} to ${to} days`;
  return [
    ["cancelled", minute(dates.cancelledAt)],
    ["billing stopped by", minute(dates.billingStoppedBy)],
    ["last invoice", `on the usual invoice date after ${day(dates.billingPeriodEndsBy)} at the latest`],
    ["delete by hand from", minute(dates.manualDeleteFrom)],
    ["Azure deletes it", `${days} (${day(dates.retentionMayEnd)} to ${day(dates.reactivateUntil)})`],
    ["reactivate until", `${minute(dates.reactivateUntil)} (${dates.daysToReactivate} days)`],
  ];
}

/** `2027-01-30 12:00 UTC` */
function minute(moment: string): string {
  return `${moment.slice(0, 16).replace("T", " ")} UTC`;
}

export function day(moment: string): string {
  return moment.slice(0, 10);
}
