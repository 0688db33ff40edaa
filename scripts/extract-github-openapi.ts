import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { argv, exit, stderr } from "node:process";
import { fileURLToPath } from "node:url";

/**
 * Takes the part of GitHub's published description of its REST API that Sundown uses, as JSON Schema, so that
 * tests can hold every exchange against it. The whole description is 385 MB and no dependency:
 *
 *     npm pack @octokit/openapi@23.0.2, unpack it, then
 *     node scripts/extract-github-openapi.ts FOLDER
 */

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Members = { [name: string]: Json };

const target = fileURLToPath(new URL("../test/github/github-openapi.generated.json", import.meta.url));
const sources = fileURLToPath(new URL("../github", import.meta.url));
/** Words for people, and what JSON Schema has no use for. */
const dropped = new Set([
  "description",
  "example",
  "examples",
  "title",
  "deprecated",
  "externalDocs",
  "discriminator",
  "readOnly",
  "default",
]);

const folder = argv[2];
if (folder === undefined) {
  stderr.write("node scripts/extract-github-openapi.ts FOLDER_OF_@octokit/openapi\n");
  exit(2);
}
const { version } = members(JSON.parse(await readFile(join(folder, "package.json"), "utf8")));
const whole = members(JSON.parse(await readFile(join(folder, "generated/api.github.com.json"), "utf8")));
const components = members(whole.components);
const schemas: Members = {};
const paths: Members = {};
for (const route of await usedRoutes()) addRoute(route);
const extract = {
  source: `@octokit/openapi@${typeof version === "string" ? version : "?"}, api.github.com`,
  paths,
  schemas,
};
await writeFile(target, `${JSON.stringify(extract)}\n`);
stderr.write(`${Object.keys(paths).length} paths, ${Object.keys(schemas).length} schemas\n`);

/** Every route that stands as a text in github/, and what only tests ask the small GitHub for. */
async function usedRoutes(): Promise<string[]> {
  const routes = new Set<string>([
    "GET /repos/{owner}/{repo}/commits/{ref}",
    "GET /repos/{owner}/{repo}/environments",
  ]);
  for (const name of await readdir(sources)) {
    const text = await readFile(join(sources, name), "utf8");
    for (const [, route = ""] of text.matchAll(/"((?:GET|POST|PATCH|PUT|DELETE) \/[^"]+)"/g)) {
      routes.add(route.replace("{+", "{"));
    }
  }
  return [...routes].toSorted();
}

function addRoute(route: string): void {
  const [method = "", path = ""] = route.split(" ");
  const [published, item] =
    Object.entries(members(whole.paths)).find(([name]) => blanked(name) === blanked(path)) ?? [];
  const operation = published === undefined ? undefined : members(item)[method.toLowerCase()];
  if (published === undefined || operation === undefined) throw new Error(`GitHub describes no ${route}`);
  const { parameters = [], requestBody, responses } = members(operation);
  const entry: Members = {
    parameters: list(parameters).map((parameter) => {
      const { name = "", in: place = "", required = false, schema = {} } = members(resolve(parameter));
      return { name, in: place, required, schema: clean(schema) };
    }),
    responses: Object.fromEntries(
      Object.entries(members(responses)).map(([status, response]) => [status, bodyOf(response)]),
    ),
  };
  if (requestBody !== undefined) entry.body = bodyOf(requestBody);
  paths[published] = { ...members(paths[published] ?? {}), [method]: entry };
}

/** Names of path parameters are free. */
function blanked(path: string): string {
  return path.replaceAll(/\{[^}]+\}/g, "{}");
}

function bodyOf(of: Json): Json {
  const content = members(members(resolve(of)).content ?? {});
  const json = content["application/json"] ?? Object.values(content)[0];
  return json === undefined ? {} : clean(members(json).schema ?? {});
}

function resolve(value: Json): Json {
  const { $ref } = members(value);
  if (typeof $ref !== "string") return value;
  const [, , kind = "", name = ""] = $ref.split("/");
  return resolve(members(components[kind])[name] ?? null);
}

/** As JSON Schema: without words, `nullable` as a type, and with the named schemas taken along. */
function clean(value: Json): Json {
  if (Array.isArray(value)) return value.map(clean);
  if (value === null || typeof value !== "object") return value;
  const { nullable, $ref, properties, ...rest } = value;
  if (typeof $ref === "string") return { $ref: `#/schemas/${take($ref)}` };
  const kept: Members = {};
  for (const [name, member] of Object.entries(rest)) {
    if (!dropped.has(name) && !name.startsWith("x-")) kept[name] = name === "enum" ? member : clean(member);
  }
  if (properties !== undefined) {
    kept.properties = Object.fromEntries(
      Object.entries(members(properties)).map(([name, property]) => [name, clean(property)]),
    );
  }
  return nullable === true ? { anyOf: [kept, { type: "null" }] } : kept;
}

function take(reference: string): string {
  const name = reference.split("/").at(-1) ?? "";
  if (!(name in schemas)) {
    schemas[name] = {};
    schemas[name] = clean(members(components.schemas)[name] ?? {});
  }
  return name;
}

function members(value: Json | undefined): Members {
  if (value === undefined || value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new Error(`not an object: ${JSON.stringify(value)?.slice(0, 100)}`);
  }
  return value;
}

function list(value: Json): Json[] {
  return Array.isArray(value) ? value : [];
}
