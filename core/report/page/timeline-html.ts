import { html } from "hono/html";
import { count } from "../markdown.ts";
import { shortId } from "../short-id.ts";
import type { Timeline, TimelineBar } from "./timeline.ts";

/** More bars than this nobody reads; plan.json and the journal have them all. */
const MOST_BARS = 1000;

/** The timeline as a list of bars that is also one in words. */
export function timelineHtml({ unit, end, bars }: Timeline) {
  if (bars.length === 0) return html`<p>There is nothing to do.</p>`;
  const said = (bar: TimelineBar): string =>
    unit === "waves"
      ? `wave ${bar.from + 1} of ${end}`
      : `from ${duration(bar.from)}, for ${duration(bar.to - bar.from)}`;
  const percent = (part: number): string => `${((100 * part) / end).toFixed(2)}%`;
  const intro =
    unit === "waves"
      ? "As planned: what stands below each other at the same place may run at the same time."
      : `As it ran: ${duration(end)} from the first call to the last proof.`;
  const more = bars.length - MOST_BARS;
  return html`<p>${intro}</p>
<ol class="timeline" tabindex="0" aria-label="Operations in time">
${bars.slice(0, MOST_BARS).map(
  (bar) =>
    html`<li class="${bar.operation.action}"><span>${bar.operation.action} <code>${shortId(bar.operation.target)}</code></span><span class="bar" title="${said(bar)}"><span style="left:${percent(bar.from)};width:${percent(bar.to - bar.from)}"></span></span></li>
`,
)}</ol>
${more > 0 ? html`<p>and ${count(more, "more operation")}</p>` : ""}`;
}

/** `42 s`, `3 min 5 s`, `2 h 4 min`. */
function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
