import { z } from "zod";
import { idKey, isWithin } from "../core/arm-id.ts";
import { walkStrings } from "../core/dependencies/walk-strings.ts";
import type { RawInventory } from "../core/inventory/inventory.ts";
import { SundownError } from "../core/messages/sundown-error.ts";
import type { AzureConnection } from "./connection.ts";
import {
  aliasQuery,
  assignmentQueries,
  nameQueries,
  policiesQuery,
  referencesQueries,
  SUBSCRIPTIONS_QUERY,
} from "./dependent-queries.ts";
import { type Dependent, dependentsIn, type OwnThings } from "./describe-dependent.ts";
import { isRecord } from "./is-record.ts";
import { knownDependents } from "./known-dependents.ts";
import { mapBounded } from "./map-bounded.ts";
import { publicNames, rankOf } from "./public-names.ts";
import { readCollection } from "./read-collection.ts";
import { readResourceGraph } from "./read-resource-graph.ts";
import { refusedStatus } from "./refused-status.ts";
import type { LeftOut, Unreadable } from "./unreadable.ts";

type RawResource = RawInventory["resources"][number];

/** Resource Graph takes 15 queries in 5 seconds from one identity. */
const QUERIES_AT_ONCE = 3;
/** Activity logs are sent on by settings that Resource Graph does not hold: one call for each subscription. */
const SUBSCRIPTIONS_AT_MOST = 25;
/** Ten questions for what leads here by name; those that matter most come first. */
const NAMES_AT_MOST = 1000;
const SINKS =
  /^microsoft\.(?:operationalinsights\/workspaces|storage\/storageaccounts|eventhub\/namespaces)$/i;

const rowSchema = z.object({
  id: z.string().min(1),
  type: z.string().nullish(),
  name: z.string().nullish(),
  managedBy: z.string().nullish(),
  identity: z.unknown().optional(),
  properties: z.unknown().optional(),
});
type Row = z.infer<typeof rowSchema>;

export interface Dependents {
  readonly dependents: Dependent[];
  readonly unreadable: Unreadable[];
  /** What was looked through, and what was not: for `reading`. */
  readonly seen: Readonly<Record<string, unknown>>;
  readonly leftOut: readonly LeftOut[];
}

interface Known {
  readonly groups: readonly { readonly id: string }[];
  readonly resources: readonly RawResource[];
}

/**
 * What in other subscriptions, or above all of them, needs something in this one. A few questions to the whole
 * tenant, in pages; they only see what this identity may read there, so none found is no proof that there is none.
 * @throws SundownError azure_answer_invalid, paging_repeated, cloud_unreachable
 */
export async function readDependents(
  connection: AzureConnection,
  subscriptionId: string,
  known: Known,
  signal?: AbortSignal,
): Promise<Dependents> {
  const missing: Unreadable[] = [];
  const ask = questions(connection, subscriptionId, missing, signal);
  const own: OwnThings = {
    subscriptionId,
    ids: new Set([`/subscriptions/${subscriptionId}`, ...idsOf(known)].map(idKey)),
  };
  const names = namesOf(known.resources);
  const principals = principalsOf(known.resources);

  const references: Row[] = [];
  for (const { table, query } of referencesQueries(subscriptionId)) {
    references.push(...(await ask(table === "Resources" ? "references" : `references in ${table}`, [query])));
  }
  const policies = await ask("policy assignments", [policiesQuery(subscriptionId)]);
  const assignments = await ask("role assignments", assignmentQueries([...principals.keys()]));
  const asking = [...names.keys()].slice(0, NAMES_AT_MOST);
  const records = await ask("DNS records", [
    aliasQuery(subscriptionId),
    ...nameQueries("DnsResources", subscriptionId, asking),
  ]);
  const origins = await ask("host names", nameQueries("Resources", subscriptionId, asking));
  const others = await ask("subscriptions", [SUBSCRIPTIONS_QUERY]);
  const hasSink = known.resources.some(({ type }) => SINKS.test(type ?? ""));
  const asked = hasSink ? others.slice(0, SUBSCRIPTIONS_AT_MOST) : [];
  const settings = await readSettings(connection, asked, missing, signal);

  const found = [
    ...[...references, ...policies, ...records, ...settings].flatMap((row) => dependentsIn(row, own)),
    ...records.flatMap((row) => namesIn(row, names, "dnsRecord")),
    ...origins.flatMap((row) => namesIn(row, names, "reference")),
    ...assignments.flatMap((row) => assignmentOf(row, principals)),
  ];
  const graphFound = unique(found);
  return {
    dependents: unique([
      ...graphFound,
      ...knownDependents(known.resources, subscriptionId, graphFound),
    ]).toSorted((left, right) => (sortKey(left) < sortKey(right) ? -1 : 1)),
    unreadable: missing,
    seen: {
      otherSubscriptions: others.length,
      activityLogsOf: asked.length,
      limits:
        "Only what this identity may read in other subscriptions is seen. Diagnostic settings and event subscriptions of single resources there, and the settings of apps, are in no list.",
    },
    leftOut:
      asking.length < names.size
        ? [{ what: "who uses the host names of resources here", read: asking.length, of: names.size }]
        : [],
  };
}

type Ask = (what: string, queries: readonly string[]) => Promise<Row[]>;

/** Asks Resource Graph about things outside the subscription; what is refused is written down as not read. */
function questions(
  connection: AzureConnection,
  subscriptionId: string,
  missing: Unreadable[],
  signal?: AbortSignal,
): Ask {
  return async (what, queries) => {
    try {
      const pages = await mapBounded(queries, QUERIES_AT_ONCE, (query) =>
        readResourceGraph(connection, { query, signal }),
      );
      const rows = pages.flat().map((row) => checkRow(row, what));
      return rows.filter(({ id }) => !isWithin(id, `/subscriptions/${subscriptionId}`));
    } catch (error) {
      const status = refusedStatus(error);
      if (status === undefined) throw error;
      missing.push({ what: `dependents in other subscriptions: ${what}`, status });
      return [];
    }
  };
}

function checkRow(row: unknown, what: string): Row {
  const checked = rowSchema.safeParse(row);
  if (checked.success) return checked.data;
  throw new SundownError("azure_answer_invalid", {
    message: `Resource Graph gave a row of ${what} that cannot be read: ${checked.error.issues[0]?.message ?? ""}`,
    place: "Resource Graph",
  });
}

function idsOf({ groups, resources }: Known): string[] {
  return [...groups, ...resources].map(({ id }) => id);
}

/** Activity logs of other subscriptions that are sent to something here. */
async function readSettings(
  connection: AzureConnection,
  subscriptions: readonly Row[],
  missing: Unreadable[],
  signal?: AbortSignal,
): Promise<Row[]> {
  const lists = await mapBounded(subscriptions, QUERIES_AT_ONCE, async ({ id }) => {
    const path = `${id}/providers/Microsoft.Insights/diagnosticSettings`;
    const { items, unreadable } = await readCollection(connection, path, "2021-05-01-preview", signal);
    if (unreadable !== undefined && unreadable.status !== 404) missing.push(unreadable);
    return items.map((item) => ({
      ...checkRow(item, "diagnostic settings"),
      type: "microsoft.insights/diagnosticsettings",
    }));
  });
  return lists.flat();
}

/** Public names and addresses, each with the resource that has it. */
function namesOf(resources: readonly RawResource[]): Map<string, string> {
  return new Map(
    resources
      .toSorted((left, right) => rankOf(left.type ?? "") - rankOf(right.type ?? ""))
      .flatMap(({ id, type, properties }) =>
        publicNames(type ?? "", properties).map((name) => [name, id] as const),
      ),
  );
}

/** Identities that live here: managed ones of their own, and those of resources. */
function principalsOf(resources: readonly RawResource[]): Map<string, string> {
  return new Map(
    resources.flatMap(({ id, type, identity, properties }) => {
      const isIdentity = type?.toLowerCase() === "microsoft.managedidentity/userassignedidentities";
      const principal = (isIdentity ? properties?.principalId : undefined) ?? recordAt(identity).principalId;
      return typeof principal === "string" ? [[principal.toLowerCase(), id] as const] : [];
    }),
  );
}

function assignmentOf(row: Row, principals: ReadonlyMap<string, string>): Dependent[] {
  const { principalId } = recordAt(row.properties);
  const on = typeof principalId === "string" ? principals.get(principalId.toLowerCase()) : undefined;
  if (on === undefined) return [];
  return [{ id: row.id, on, kind: "roleAssignment", detail: "a role of an identity that goes" }];
}

function namesIn(row: Row, names: ReadonlyMap<string, string>, kind: "dnsRecord" | "reference"): Dependent[] {
  const found: Dependent[] = [];
  walkStrings(row.properties, "properties", (text, path) => {
    // A record names itself as well; what it leads to stands in its values.
    if (kind === "dnsRecord" && /\.fqdn$/i.test(path)) return;
    for (const [name] of text.toLowerCase().matchAll(/[a-z0-9][a-z0-9.-]*[a-z0-9]/g)) {
      const on = names.get(name);
      if (on !== undefined)
        found.push({ id: row.id, on, kind, detail: `leads to ${name}, which somebody else may get` });
    }
  });
  return found;
}

function unique(dependents: readonly Dependent[]): Dependent[] {
  const first = dependents.toReversed().map((dependent) => [sortKey(dependent), dependent] as const);
  return [...new Map(first).values()];
}

function sortKey({ id, on }: Dependent): string {
  return `${idKey(id)} ${idKey(on)}`;
}

function recordAt(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}
