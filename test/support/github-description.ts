import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import type { Exchange } from "../../simulator/github/github-app.ts";

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: object;
}

interface Operation {
  readonly parameters: readonly Parameter[];
  readonly body?: object;
  readonly responses: Readonly<Record<string, object>>;
}

interface Description {
  readonly source: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly schemas: Readonly<Record<string, object>>;
}

const file = new URL("../github/github-openapi.generated.json", import.meta.url);
const description: Description = JSON.parse(readFileSync(file, "utf8"));
const ajv = new Ajv({
  strict: false,
  allErrors: true,
  coerceTypes: true,
  formats: {
    uri: /^[a-z]+:\S+$/,
    "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
    int64: true,
    email: /@/,
    "repo.nwo": true,
    "ssh-key": true,
  },
});
const exact = new Ajv({ ...ajv.opts, coerceTypes: false });
for (const one of [ajv, exact]) one.addSchema({ $id: "github", schemas: description.schemas });

/** Where GitHub does what its description does not say: a pull request whose fork is gone has no head repository. */
const knownGap = /^answer 200 (?:\/0)?\/head\/repo: must be object$/;
const basicError = { $ref: "#/schemas/basic-error" };
const validators = new Map<object, ValidateFunction>();

/** What of an exchange is not as GitHub publishes it; the Action's side of it and the small GitHub's. */
export function offences(exchange: Exchange): string[] {
  const url = new URL(exchange.path, "http://github");
  const { pathname } = url;
  if (pathname.startsWith("/_oidc/")) return [];
  const found = operationOf(exchange.method, pathname);
  const where = `${exchange.method} ${pathname}`;
  if (found === undefined) return [`${where}: GitHub describes no such request`];
  const { operation, values } = found;
  const said = [...requestOffences(operation, values, url.searchParams, exchange.requestBody)];
  if (!exchange.disturbed) said.push(...answerOffences(operation, exchange));
  return said.map((offence) => `${where}: ${offence}`);
}

function operationOf(method: string, pathname: string) {
  for (const [path, methods] of Object.entries(description.paths)) {
    const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = ""]) => name);
    const pattern = path.replaceAll(/\{([^}]+)\}/g, (_, name) => (name === "path" ? "(.+)" : "([^/]+)"));
    const match = new RegExp(`^${pattern}$`).exec(pathname);
    const operation = methods[method];
    if (match === null || operation === undefined) continue;
    const values = Object.fromEntries(
      names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? "")]),
    );
    return { operation, values };
  }
  return undefined;
}

function requestOffences(
  { parameters, body }: Operation,
  values: Readonly<Record<string, string>>,
  query: URLSearchParams,
  text: string,
): string[] {
  const said: string[] = [];
  for (const { name, in: place, required, schema } of parameters) {
    const value = place === "path" ? values[name] : (query.get(name) ?? undefined);
    if (value === undefined) {
      if (required) said.push(`${place} parameter ${name} is missing`);
    } else said.push(...failures(ajv, schema, { value }, `${place} parameter ${name}`));
  }
  const known = new Set(parameters.filter(({ in: place }) => place === "query").map(({ name }) => name));
  for (const name of query.keys()) {
    // `page` comes back from GitHub's own Link headers, also where the description forgets it.
    if (!known.has(name) && name !== "page") said.push(`query parameter ${name} is not described`);
  }
  if (body === undefined) {
    if (text !== "") said.push("a body where none is described");
  } else said.push(...failures(exact, body, { value: JSON.parse(text) }, "request body"));
  return said;
}

function answerOffences({ responses }: Operation, { status, responseBody }: Exchange): string[] {
  // These are described once for all, in GitHub's prose ("Troubleshooting the REST API"), and for some routes again.
  const schema = responses[String(status)] ?? ([401, 403, 404].includes(status) ? basicError : undefined);
  if (schema === undefined) return [`answer ${status} is not described`];
  return failures(exact, schema, { value: JSON.parse(responseBody) }, `answer ${status}`);
}

function failures(by: Ajv, schema: object, holder: { value: unknown }, what: string): string[] {
  const validate = validators.get(schema) ?? by.compile(wrapped(schema));
  validators.set(schema, validate);
  if (validate(holder)) return [];
  return (validate.errors ?? [])
    .map(({ instancePath, message }) => `${what} ${instancePath.replace("/value", "")}: ${message ?? ""}`)
    .filter((offence) => !knownGap.test(offence));
}

/** In an object, so that a parameter's text can be read as a number. */
function wrapped(schema: object): object {
  return {
    type: "object",
    properties: { value: JSON.parse(JSON.stringify(schema).replaceAll('"#/schemas/', '"github#/schemas/')) },
  };
}
