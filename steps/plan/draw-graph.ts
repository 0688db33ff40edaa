import { join } from "node:path";
import type { StepContext } from "../step-context.ts";
import { writeWhole } from "./write-whole.ts";

/**
 * Writes the dependency graph as dependencies.dot and, laid out by Graphviz (WebAssembly), dependencies.svg.
 * Graphviz may give up on a graph; then the plan stands without its picture.
 *
 * @returns The files written.
 */
export async function drawGraph(folder: string, dot: string, context: StepContext): Promise<string[]> {
  const source = join(folder, "dependencies.dot");
  const picture = join(folder, "dependencies.svg");
  await writeWhole(source, dot);
  let svg: string;
  try {
    const { instance } = await import("@viz-js/viz");
    const viz = await instance();
    svg = viz.renderString(dot, { format: "svg" });
  } catch (error) {
    const message = `Graphviz could not draw the graph: ${error instanceof Error ? error.message : String(error)}`;
    context.host.notify({ code: "graph_skipped", message, place: source });
    return [source];
  }
  await writeWhole(picture, svg);
  return [source, picture];
}
