import { z } from "zod";

/**
 * Entities of a storage table as its service writes them (OData, minimal metadata): a type stands beside a property
 * where it does not follow from the value.
 * @see https://learn.microsoft.com/rest/api/storageservices/payload-format-for-table-service-operations
 */

const pageSchema = z.object({ value: z.array(z.record(z.string(), z.unknown())) });
const keySchema = z.object({ PartitionKey: z.string(), RowKey: z.string() });
const tableSchema = z.object({ TableName: z.string().regex(/^[A-Za-z][A-Za-z0-9]{2,62}$/) });

/** One line for each entity of a page; `undefined` when it is none. */
export function parseEntities(text: string): string[] | undefined {
  const entities = parsePage(text);
  if (!entities?.every((entity) => keySchema.safeParse(entity).success)) return undefined;
  return entities.map((entity) => JSON.stringify(Object.fromEntries(Object.entries(entity).flatMap(typed))));
}

/** The names in a page of tables; `undefined` when it is none. */
export function parseTableNames(text: string): string[] | undefined {
  const names = parsePage(text)?.map((table) => tableSchema.safeParse(table).data?.TableName);
  return names?.every((name) => name !== undefined) === true ? names : undefined;
}

/** A number that the service wrote as `1.0`: the value alone would make it an Edm.Int32. */
class Double {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

function parsePage(text: string): Record<string, unknown>[] | undefined {
  try {
    return pageSchema.safeParse(JSON.parse(text, keepDoubles)).data?.value;
  } catch {
    return undefined;
  }
}

function keepDoubles(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === "number" && /[.e]/i.test(context?.source ?? "") ? new Double(value) : value;
}

function typed([name, value]: [string, unknown]): [string, unknown][] {
  return value instanceof Double
    ? [
        [`${name}@odata.type`, "Edm.Double"],
        [name, value.value],
      ]
    : [[name, value]];
}
