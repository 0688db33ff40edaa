import { type QueryResponse, ResourceGraphClient } from "@azure/arm-resourcegraph";
import { SundownError } from "../core/messages/sundown-error.ts";
import { refuseRepeated } from "./collect-pages.ts";
import type { AzureConnection } from "./connection.ts";
import { explainSdkFailure } from "./explain-failure.ts";
import { isRecord } from "./is-record.ts";

/** The most rows Resource Graph gives at once. */
const PAGE_SIZE = 1000;

export interface GraphQuery {
  /** Rows have to have an `id`, and an order, without which pages overlap. */
  readonly query: string;
  /** Without it everything in the tenant is asked that this identity may read. */
  readonly subscriptionId?: string;
  readonly signal?: AbortSignal | undefined;
}

/** A row as it came; `id` is checked, everything else is not. */
export type GraphRow = Readonly<Record<string, unknown>> & { readonly id: string };

/**
 * All rows of a query. Paging goes by the skip token alone: `resultTruncated` says "false" beside a token in real
 * answers (recordings: resource-graph-paged).
 * @throws SundownError azure_answer_invalid, paging_repeated, not_permitted, azure_refused, cloud_unreachable
 */
export async function readResourceGraph(
  connection: AzureConnection,
  { query, subscriptionId, signal }: GraphQuery,
): Promise<GraphRow[]> {
  const what = "Resource Graph";
  const client = new ResourceGraphClient(connection.credential, connection.clientOptions);
  const rows: GraphRow[] = [];
  const seen = new Set<string>();
  for (let skipToken: string | undefined; ; ) {
    const answer: QueryResponse = await client
      .resources(
        {
          ...(subscriptionId === undefined ? {} : { subscriptions: [subscriptionId] }),
          query,
          options: {
            resultFormat: "objectArray",
            top: PAGE_SIZE,
            ...(skipToken === undefined ? {} : { skipToken }),
          },
        },
        signal === undefined ? {} : { abortSignal: signal },
      )
      .catch((error: unknown) => {
        throw explainSdkFailure(error, what);
      });
    rows.push(...checkRows(answer.data));
    if (answer.skipToken === undefined || answer.skipToken === "") return rows;
    refuseRepeated(seen, answer.skipToken, what);
    skipToken = answer.skipToken;
  }
}

function checkRows(data: unknown): GraphRow[] {
  const isRow = (row: unknown): row is GraphRow => isRecord(row) && typeof row.id === "string";
  if (!Array.isArray(data) || !data.every(isRow)) {
    throw new SundownError("azure_answer_invalid", {
      message: "Resource Graph gave rows without an id, or no rows at all.",
      place: "Resource Graph",
    });
  }
  return data;
}
