import { makeVisible } from "../../core/report/markdown.ts";
import type { StatusResult } from "../../steps/status/status.ts";

const MARKS = { done: "✓", open: "○", notNeeded: "-", unknown: "?" } as const;

/** `sundown status` for people: steps before the cancel, dates after it. */
export function renderStatus(result: StatusResult): string {
  const { subscription, steps, dates, whoCanCancel, notAsPromised, stillBilling, unknown } = result;
  const name = subscription.name ?? subscription.id ?? "no subscription";
  const lines = [`${makeVisible(name)}${subscription.state === undefined ? "" : `: ${subscription.state}`}`];
  if (result.phase === "before") {
    lines.push(
      ...steps.map((step) => `  ${MARKS[step.state]} ${step.step.padEnd(8)} ${makeVisible(step.detail)}`),
    );
    if (whoCanCancel !== undefined) lines.push(`  can you cancel it? ${makeVisible(whoCanCancel.because)}`);
  }
  if (dates !== undefined) {
    lines.push(
      row("cancelled", dates.cancelledAt),
      row("billing stopped by", dates.billingStoppedBy),
      row("can be deleted by hand from", dates.earliestManualDelete),
      row("data may go from", dates.retentionMayEnd),
      row("reactivation until", `${dates.reactivateUntil} (${dates.daysToReactivate} days)`),
    );
  }
  section(
    lines,
    "keeps billing",
    stillBilling.map(({ what, because }) => `${what}: ${because}`),
  );
  section(lines, "not as Azure promises", notAsPromised);
  section(lines, "could not be read", unknown);
  return lines.join("\n");
}

function row(label: string, text: string): string {
  return `  ${label.padEnd(28)} ${text}`;
}

function section(lines: string[], heading: string, entries: readonly string[]): void {
  if (entries.length === 0) return;
  lines.push(`  ${heading}`, ...entries.map((entry) => `    ${makeVisible(entry)}`));
}
