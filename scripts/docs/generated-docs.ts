import { instance } from "@viz-js/viz";
import { architectureGraph } from "./architecture.ts";
import { cliReference } from "./cli-reference.ts";
import { errorReference } from "./error-reference.ts";
import { jsonSchemas } from "./json-schemas.ts";
import { orderGraph } from "./order.ts";
import { storyGraph } from "./story.ts";
import { workflows } from "./workflows.ts";

/** Every file under docs/ that is made from code, by its path from the repository's root. */
export async function generatedDocs(): Promise<ReadonlyMap<string, string>> {
  const schemas = Object.entries(jsonSchemas()).map(([name, text]) => [`docs/schema/${name}`, text] as const);
  const viz = await instance();
  const draw = (graph: string) => viz.renderString(graph, { format: "svg" });
  return new Map([
    ["docs/cli.md", cliReference()],
    ["docs/errors.md", errorReference()],
    ["docs/architecture.svg", draw(architectureGraph)],
    ["docs/story.svg", draw(storyGraph)],
    ["docs/order.svg", draw(await orderGraph())],
    ...[...workflows()].map(([name, text]) => [`docs/workflows/${name}`, text] as const),
    ...schemas,
  ]);
}
