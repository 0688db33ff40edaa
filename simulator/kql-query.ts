import { errors } from "./error-bodies.ts";
import type { JsonObject } from "./json.ts";
import { compareValues, type KqlExpression, readExpression, text } from "./kql-expression.ts";
import { KqlReader } from "./kql-tokens.ts";

type Rows = readonly JsonObject[];
type Stage = (rows: Rows) => Rows;

export interface KqlQuery {
  readonly table: string;
  run(rows: Rows): Rows;
}

/**
 * The part of the Resource Graph language that the simulator speaks: where, project, project-away, extend,
 * order by, take, top, distinct, count and summarize count() by. Anything else is refused.
 */
export function parseKql(query: string): KqlQuery {
  const reader = new KqlReader(query);
  const first = reader.peek();
  if (!first) throw errors.invalidQuery("The query is empty.");
  const stages: Stage[] = [];
  const startsWithStage = first.kind === "word" && first.value.toLowerCase() in stageReaders;
  const table = startsWithStage ? "resources" : reader.word().toLowerCase();
  if (startsWithStage) stages.push(readStage(reader));
  while (!reader.done) {
    reader.expect("|");
    stages.push(readStage(reader));
  }
  return { table, run: (rows) => stages.reduce((left, stage) => stage(left), rows) };
}

interface Column {
  readonly name: string;
  readonly value: KqlExpression;
}

const stageReaders: Record<string, (reader: KqlReader) => Stage> = {
  where: (reader) => {
    const test = readExpression(reader);
    return (rows) => rows.filter((row) => test(row) === true);
  },
  project: (reader) => {
    const columns = readColumns(reader);
    return (rows) => rows.map((row) => pick(row, columns));
  },
  "project-away": (reader) => {
    const names = readNames(reader).map((name) => name.toLowerCase());
    return (rows) =>
      rows.map((row) =>
        Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name.toLowerCase()))),
      );
  },
  extend: (reader) => {
    const columns = readColumns(reader);
    return (rows) =>
      rows.map((row) => {
        const extended = { ...row };
        for (const { name, value } of columns) extended[name] = value(extended) ?? null;
        return extended;
      });
  },
  order: (reader) => readOrder(reader),
  sort: (reader) => readOrder(reader),
  take: (reader) => readTake(reader),
  limit: (reader) => readTake(reader),
  top: (reader) => {
    const count = reader.wholeNumber();
    const order = readOrder(reader);
    return (rows) => order(rows).slice(0, count);
  },
  count: () => (rows) => [{ Count: rows.length }],
  distinct: (reader) => {
    const columns = readColumns(reader);
    return (rows) => [
      ...new Map(rows.map((row) => pick(row, columns)).map((row) => [JSON.stringify(row), row])).values(),
    ];
  },
  summarize: (reader) => readSummarize(reader),
};

function readStage(reader: KqlReader): Stage {
  const name = reader.word().toLowerCase();
  const read = stageReaders[name];
  if (!read) throw errors.invalidQuery(`The simulator does not know the operator '${name}'.`);
  return read(reader);
}

function readNames(reader: KqlReader): string[] {
  const names: string[] = [];
  do names.push(reader.word());
  while (reader.skip(","));
  return names;
}

/** `name`, `name = expression` or a path, whose column is called after its steps. */
function readColumns(reader: KqlReader): Column[] {
  const columns: Column[] = [];
  do {
    const named = reader.peek()?.kind === "word" && reader.peek(1)?.value === "=";
    if (named) {
      const name = reader.word();
      reader.expect("=");
      columns.push({ name, value: readExpression(reader) });
    } else {
      const name = columnName(reader);
      columns.push({ name, value: readExpression(reader) });
    }
  } while (reader.skip(","));
  return columns;
}

function columnName(reader: KqlReader): string {
  const words = [reader.peek()?.value ?? ""];
  for (let offset = 1; reader.peek(offset)?.value === "." && reader.peek(offset + 1); offset += 2) {
    words.push(reader.peek(offset + 1)?.value ?? "");
  }
  return words.join("_");
}

function pick(row: JsonObject, columns: readonly Column[]): JsonObject {
  return Object.fromEntries(columns.map(({ name, value }) => [name, value(row) ?? null]));
}

function readOrder(reader: KqlReader): Stage {
  reader.expect("by");
  const keys: { value: KqlExpression; factor: number }[] = [];
  do {
    const value = readExpression(reader);
    const ascending = reader.skip("asc");
    if (!ascending) reader.skip("desc");
    keys.push({ value, factor: ascending ? 1 : -1 });
  } while (reader.skip(","));
  return (rows) =>
    rows.toSorted((a, b) => {
      for (const { value, factor } of keys) {
        const order = compareValues(value(a), value(b));
        if (order !== 0) return order * factor;
      }
      return 0;
    });
}

function readTake(reader: KqlReader): Stage {
  const count = reader.wholeNumber();
  return (rows) => rows.slice(0, count);
}

function readSummarize(reader: KqlReader): Stage {
  let name = "count_";
  if (reader.peek(1)?.value === "=") {
    name = reader.word();
    reader.expect("=");
  }
  if (!reader.sees("count", "(", ")"))
    throw errors.invalidQuery("The simulator knows only summarize count().");
  for (const part of ["count", "(", ")"]) reader.expect(part);
  const columns = reader.skip("by") ? readColumns(reader) : [];
  return (rows) => {
    const groups = new Map<string, JsonObject & { count: number }>();
    for (const row of rows) {
      const picked = pick(row, columns);
      const key = Object.values(picked).map(text).join("\u0000");
      const group = groups.get(key);
      if (group) group.count++;
      else groups.set(key, { ...picked, count: 1 });
    }
    return [...groups.values()].map(({ count, ...rest }) => ({ ...rest, [name]: count }));
  };
}
