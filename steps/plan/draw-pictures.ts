import type { Viz } from "@viz-js/viz";
import { reasonOf } from "../../core/messages/reason-of.ts";
import type { Plan } from "../../core/plan/plan.ts";
import {
  dependencyGraph,
  isDrawnWhole,
  overviewGraph,
  wholeGraph,
} from "../../core/report/dependency-graph.ts";
import { groupNames } from "../../core/report/dot.ts";
import { groupDrawings } from "../../core/report/page/group-drawing.ts";
import type { PageDrawings } from "../../core/report/page/page-data.ts";
import type { StepContext } from "../step-context.ts";

/** Beyond this many resources groups are listed, not drawn: laying them all out would take minutes. */
const MOST_DRAWN = 6000;

export interface Pictures {
  /** The dependency graph's source, in Graphviz's language. */
  readonly dot: string;
  /** The same laid out; absent where Graphviz gave up. */
  readonly svg?: string;
  /** What the page shows. */
  readonly drawings: PageDrawings;
}

/** Lays the plan's graphs out with Graphviz (WebAssembly). It may give up on one; the plan stands without it. */
export async function drawPictures(plan: Plan, { host }: StepContext): Promise<Pictures> {
  const dot = dependencyGraph(plan);
  const nothing = { whole: null, overview: null, groups: [] };
  let viz: Viz;
  try {
    const { instance } = await import("@viz-js/viz");
    viz = await instance();
  } catch (error) {
    host.notify({ code: "graph_skipped", message: `Graphviz does not start: ${reasonOf(error)}` });
    return { dot, drawings: nothing };
  }
  const draw = (source: string | undefined): string | null => {
    if (source === undefined) return null;
    try {
      return viz.renderString(source, { format: "svg" });
    } catch (error) {
      host.notify({ code: "graph_skipped", message: `Graphviz could not draw a graph: ${reasonOf(error)}` });
      return null;
    }
  };
  const overview = draw(overviewGraph(plan));
  const whole = isDrawnWhole(plan) ? draw(wholeGraph(plan)) : null;
  const svg = whole ?? overview;
  const groups = plan.resources.length > MOST_DRAWN ? [] : groupDrawings(plan, groupNames(plan)).map(draw);
  const drawings = { whole: slim(whole), overview: slim(overview), groups: groups.map(slim) };
  return { dot, ...(svg === null ? {} : { svg }), drawings };
}

/** Without what the page says itself by its style and its details: a page of thousands of boxes opens faster. */
function slim(svg: string | null): string | null {
  return (
    svg
      ?.slice(svg.indexOf("<svg"))
      .replaceAll(/<!--[\s\S]*?-->|<title>[\s\S]*?<\/title>|<\/?a\b[^>]*>|\n/g, "")
      .replaceAll(/ (?:fill|stroke|font-family|font-size|text-anchor|xml:space)="[^"]*"/g, "") ?? null
  );
}
