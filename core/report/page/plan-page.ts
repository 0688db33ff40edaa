import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import { marked } from "marked";
import type { JournalEntry } from "../../evidence/journal-entry.ts";
import type { Plan } from "../../plan/plan.ts";
import { makeVisible } from "../markdown.ts";
import { planMarkdown } from "../plan-markdown.ts";
import { PAGE_FUNCTIONS } from "./browser/page-functions.ts";
import { type PageDrawings, pageData } from "./page-data.ts";
import { PAGE_STYLE } from "./page-style.ts";
import { plannedTimeline, realTimeline } from "./timeline.ts";
import { timelineHtml } from "./timeline-html.ts";

const LEGEND = [
  ["group", "goes with its group"],
  ["itself", "by an operation of its own"],
  ["parent", "with its parent"],
  ["manager", "with what manages it"],
  ["held", "held"],
] as const;

/**
 * plan.html: the plan as one page that needs no network and lets no script but its own run (Content Security
 * Policy by hash). What plan.md says stands in it as it is there, and can be read without scripts.
 * @param journal - of the teardown; with it the timeline is the real one
 */
export function planPage(plan: Plan, drawings: PageDrawings, journal: readonly JournalEntry[] = []): string {
  const script = `"use strict";\n${PAGE_FUNCTIONS.map(String).join("\n")}\nshowPlan();\n`;
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${createHash("sha256").update(script).digest("base64")}'; base-uri 'none'; form-action 'none'`;
  const name = makeVisible(plan.subscription.name ?? plan.subscription.id);
  const [summary, rest] = markdownHtml(plan);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Decommission of ${name}</title>
<style>${raw(PAGE_STYLE)}</style>
</head>
<body>
<main>
<h1>Decommission of ${name}</h1>
${raw(summary)}
${raw(GRAPH)}
<section aria-labelledby="time"><h2 id="time">Timeline</h2>
${timelineHtml(realTimeline(plan, journal) ?? plannedTimeline(plan))}
</section>
${raw(rest)}
</main>
<script type="application/json" id="plan-data">${raw(scriptJson(pageData(plan, drawings)))}</script>
<script>${raw(script)}</script>
</body>
</html>
`;
  if (page instanceof Promise) throw new TypeError("nothing in the page has to be waited for");
  // Hono's is a String object, which Node would write character by character.
  return page.toString();
}

const GRAPH = `<section id="graph" aria-labelledby="graph-title"><h2 id="graph-title">What goes before what</h2>
<ul class="legend">${LEGEND.map(([by, text]) => `<li class="${by}">${text}</li>`).join("")}</ul>
<div class="tools">
<label>Find <input type="search" id="find" autocomplete="off" placeholder="part of a resource's id"></label>
<button type="button" id="all" hidden>Back to all</button>
<button type="button" id="zoom-out" aria-label="Zoom out">−</button>
<button type="button" id="zoom-in" aria-label="Zoom in">+</button>
<button type="button" id="zoom-fit">Fit</button>
<strong id="where" aria-live="polite"></strong>
</div>
<div id="found" aria-live="polite"></div>
<div class="panes">
<div id="stage" tabindex="0" role="region" aria-label="Graph. Plus and minus zoom, arrows scroll, Escape goes back to all."></div>
<div id="details" tabindex="0" role="region" aria-label="Details" aria-live="polite"></div>
</div>
</section>`;

/** plan.md without its title: its summary, and all its sections. Tables scroll where they are wider than the page. */
function markdownHtml(plan: Plan): readonly [summary: string, rest: string] {
  const markdown = planMarkdown(plan);
  const start = markdown.indexOf("\n");
  const end = markdown.indexOf("\n## ", start);
  const parts = [markdown.slice(start, end), markdown.slice(end)];
  const [summary = "", rest = ""] = parts.map((part) =>
    marked
      .parse(part, { async: false, gfm: true })
      .replaceAll("<table>", '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>')
      .replaceAll("</table>", "</table></div>"),
  );
  return [summary, rest];
}

/** JSON in which no `<` can end the script element that holds it. */
const scriptJson = (value: unknown): string => JSON.stringify(value).replaceAll("<", "\\u003c");
