import { type GenericResourceExpanded, ResourceManagementClient } from "@azure/arm-resources";
import { idKey } from "../core/arm-id.ts";
import type { RawInventory } from "../core/inventory/inventory.ts";
import { isSundownError } from "../core/messages/sundown-error.ts";
import { type ApiVersions, apiVersions } from "./api-versions.ts";
import { collectPages } from "./collect-pages.ts";
import type { AzureConnection } from "./connection.ts";
import type { CountedConnection } from "./count-calls.ts";
import { isRecord } from "./is-record.ts";
import { mapBounded } from "./map-bounded.ts";
import { type GraphRow, readResourceGraph } from "./read-resource-graph.ts";
import { refusedStatus } from "./refused-status.ts";
import { type Unreadable, unreadable } from "./unreadable.ts";

type RawResource = RawInventory["resources"][number];
type RawGroup = NonNullable<RawInventory["resourceGroups"]>[number];

/** How many single GETs run at once; well below what the read bucket refills (25 a second). */
const GETS_AT_ONCE = 8;

const RESOURCES_QUERY =
  "Resources | project id, name, type, kind, location, managedBy, sku, plan, identity, zones, extendedLocation, tags, properties | order by id asc";

export interface ReadResources {
  readonly groups: RawGroup[];
  readonly resources: RawResource[];
  readonly unreadable: Unreadable[];
  readonly counts: {
    readonly listed: number;
    readonly inGraph: number;
    /** Single GETs made because list and Graph disagreed. */
    readonly gets: number;
    readonly onlyInGraph: number;
    /** In the Graph and not there any more when asked. */
    readonly goneFromGraph: number;
  };
}

/**
 * Existence from ARM's lists, properties from Resource Graph; where one holds what the other lacks, a GET decides.
 * @throws SundownError not_permitted, azure_refused, paging_repeated, cloud_unreachable
 */
export async function readResources(
  counted: Pick<CountedConnection, "for">,
  subscriptionId: string,
  signal?: AbortSignal,
): Promise<ReadResources> {
  const connection = counted.for("lists");
  const client = new ResourceManagementClient(
    connection.credential,
    subscriptionId,
    connection.clientOptions,
  );
  const missing: Unreadable[] = [];
  const reads = [
    collectPages(client.resourceGroups.list(), "resourceGroups"),
    collectPages(client.resources.list(), "resources"),
    readResourceGraph(counted.for("graph"), { query: RESOURCES_QUERY, subscriptionId, signal }).catch(
      (error: unknown) => {
        // Without the Graph everything is read one by one: slow, but complete.
        const status = refusedStatus(error);
        if (status === undefined) throw error;
        missing.push({ what: "Resource Graph", status });
        return [];
      },
    ),
  ] as const;
  await Promise.allSettled(reads);
  const [groups, listed, rows] = await Promise.all(reads);

  const graph = new Map(rows.map((row) => [idKey(row.id), row]));
  const listedIds = new Set(listed.map(({ id = "" }) => idKey(id)));
  const single = counted.for("single resources");
  const versions = apiVersions(single, subscriptionId);
  const get = (id: string): Promise<Got> => getResource(single, versions, id, signal);
  const toAsk = [
    ...listed.flatMap(({ id }) => (id !== undefined && !graph.has(idKey(id)) ? [id] : [])),
    ...rows.filter(({ id }) => !listedIds.has(idKey(id))).map(({ id }) => id),
  ];
  const answers = new Map(
    await mapBounded(toAsk, GETS_AT_ONCE, async (id) => [idKey(id), await get(id)] as const),
  );
  for (const answer of answers.values()) if (answer.unreadable !== undefined) missing.push(answer.unreadable);

  const fromLists = listed.flatMap((item) => {
    const key = idKey(item.id ?? "");
    return key === "" ? [] : [mergeResource(item, graph.get(key) ?? answers.get(key)?.body)];
  });
  const onlyInGraph = rows.filter(({ id }) => !listedIds.has(idKey(id)));
  // A GET that cannot tell leaves it in: better a plan that names too much than a leftover nobody saw.
  const fromGraph = onlyInGraph.filter(({ id }) => answers.get(idKey(id))?.gone !== true);
  return {
    groups: groups.flatMap(armGroup),
    resources: [...fromLists, ...fromGraph.map((row) => mergeResource({ id: row.id }, row))],
    unreadable: missing,
    counts: {
      listed: listed.length,
      inGraph: rows.length,
      gets: toAsk.length,
      onlyInGraph: fromGraph.length,
      goneFromGraph: onlyInGraph.length - fromGraph.length,
    },
  };
}

interface Got {
  readonly body?: Readonly<Record<string, unknown>>;
  readonly gone?: boolean;
  readonly unreadable?: Unreadable;
}

async function getResource(
  connection: AzureConnection,
  versions: ApiVersions,
  id: string,
  signal?: AbortSignal,
): Promise<Got> {
  let apiVersion: string;
  try {
    apiVersion = await versions.of(id);
  } catch (error) {
    if (!isSundownError(error) || error.code === "cloud_unreachable") throw error;
    return { unreadable: { what: id, status: 0, code: error.code } };
  }
  const answer = await connection.request({
    method: "GET",
    path: id,
    apiVersion,
    ...(signal === undefined ? {} : { signal }),
  });
  if (answer.status === 404) return { gone: true };
  if (answer.status !== 200 || !isRecord(answer.body)) return { unreadable: unreadable(id, answer) };
  return { body: answer.body };
}

function armGroup(group: { id?: string; name?: string; location?: string; managedBy?: string }): RawGroup[] {
  const { id, name, location, managedBy } = group;
  if (id === undefined) return [];
  const tags = "tags" in group && isRecord(group.tags) ? group.tags : undefined;
  return [
    {
      id,
      ...(name === undefined ? {} : { name }),
      ...(location === undefined ? {} : { location }),
      ...(managedBy === undefined ? {} : { managedBy }),
      ...(tags === undefined ? {} : { tags: { ...tags } }),
    },
  ];
}

const MEMBERS = [
  "kind",
  "location",
  "managedBy",
  "sku",
  "plan",
  "identity",
  "zones",
  "extendedLocation",
  "tags",
];

/** ARM's spelling of id, name and type (the Graph lower-cases them), the Graph's properties as they came. */
function mergeResource(
  item: Partial<GenericResourceExpanded>,
  detail: GraphRow | Readonly<Record<string, unknown>> | undefined,
): RawResource {
  const listed: Readonly<Record<string, unknown>> = { ...item };
  const merged: Record<string, unknown> = {};
  for (const member of MEMBERS) {
    const value = listed[member] ?? detail?.[member];
    if (value !== undefined && value !== null && value !== "") merged[member] = value;
  }
  const name = item.name ?? detail?.name;
  const type = item.type ?? detail?.type;
  const properties = isRecord(detail?.properties) ? detail.properties : item.properties;
  return {
    ...merged,
    id: item.id ?? "",
    ...(typeof name === "string" ? { name } : {}),
    ...(typeof type === "string" ? { type } : {}),
    ...(isRecord(properties) ? { properties: { ...properties } } : {}),
  };
}
