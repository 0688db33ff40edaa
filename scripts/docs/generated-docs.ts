import { architecturePicture } from "./architecture.ts";
import { cliReference } from "./cli-reference.ts";
import { errorReference } from "./error-reference.ts";
import { jsonSchemas } from "./json-schemas.ts";

/** Every file under docs/ that is made from code, by its path from the repository's root. */
export async function generatedDocs(): Promise<ReadonlyMap<string, string>> {
  const schemas = Object.entries(jsonSchemas()).map(([name, text]) => [`docs/schema/${name}`, text] as const);
  return new Map([
    ["docs/cli.md", cliReference()],
    ["docs/errors.md", errorReference()],
    ["docs/architecture.svg", await architecturePicture()],
    ...schemas,
  ]);
}
