import { z } from "zod";
import type { Plan } from "../../core/plan/plan.ts";
import type { AzureConnection } from "../connection.ts";
import { armError } from "../explain-failure.ts";

const API_VERSION = "2023-11-01";
/** Cost Management may ask to wait for longer than anybody waits for a figure in a plan. */
const PATIENCE_MS = 90_000;
const PAGES_AT_MOST = 20;

const answerSchema = z.object({
  properties: z.object({
    nextLink: z.string().nullish(),
    columns: z.array(z.object({ name: z.string(), type: z.string() })),
    rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
  }),
});

export type Costs =
  | { readonly costs: Plan["observed"]["costs"] }
  /** One sentence for people: an identity may well be allowed to do everything but see the money. */
  | { readonly notRead: string };

const BODY = {
  type: "ActualCost",
  timeframe: "TheLastMonth",
  dataset: {
    granularity: "None",
    aggregation: { totalCost: { name: "PreTaxCost", function: "Sum" } },
    grouping: [{ type: "Dimension", name: "ServiceName" }],
  },
};

/**
 * Last month's cost of a subscription by service, the dearest first. Columns are found by name and type: their order
 * is Azure's (recordings: cost-query-rg-c7n).
 * @see https://learn.microsoft.com/rest/api/cost-management/query/usage
 */
export async function readCosts(
  connection: AzureConnection,
  subscriptionId: string,
  signal: AbortSignal,
  patienceMs: number = PATIENCE_MS,
): Promise<Costs> {
  const limit = AbortSignal.timeout(patienceMs);
  const costs: Plan["observed"]["costs"] = [];
  let path = `/subscriptions/${subscriptionId}/providers/Microsoft.CostManagement/query`;
  for (let page = 0; page < PAGES_AT_MOST; page++) {
    const answer = await connection
      .request({
        method: "POST",
        path,
        apiVersion: API_VERSION,
        body: BODY,
        signal: AbortSignal.any([signal, limit]),
      })
      .catch((error: unknown) => {
        if (signal.aborted || !limit.aborted) throw error;
        return undefined;
      });
    if (answer === undefined) return notRead(`no answer within ${patienceMs / 1000} seconds`);
    if (answer.status === 204) return { costs: [] };
    if (answer.status !== 200) {
      const code = armError(answer.body)?.code;
      return notRead(`Azure answered ${answer.status}${code === undefined ? "" : ` ${code}`}`);
    }
    const parsed = answerSchema.safeParse(answer.body);
    if (!parsed.success) return notRead("the answer has an unexpected shape");
    const rows = costsIn(parsed.data.properties);
    if (rows === undefined) return notRead("the answer lacks a column");
    costs.push(...rows);
    const { nextLink } = parsed.data.properties;
    if (nextLink == null || nextLink === "") return { costs: sorted(costs) };
    path = nextLink;
  }
  return notRead("the answer has too many pages");
}

function notRead(why: string): Costs {
  return { notRead: `Last month's cost: ${why}.` };
}

type Answer = z.infer<typeof answerSchema>["properties"];

function costsIn({ columns, rows }: Answer): Plan["observed"]["costs"] | undefined {
  const amount = columns.findIndex(({ name, type }) => type === "Number" && /cost/i.test(name));
  const service = columns.findIndex(({ name }) => name === "ServiceName");
  const currency = columns.findIndex(({ name }) => name === "Currency");
  if (amount < 0 || service < 0 || currency < 0) return undefined;
  return rows.map((row) => ({
    service: String(row[service] ?? ""),
    amount: Number(row[amount] ?? 0),
    currency: String(row[currency] ?? ""),
  }));
}

function sorted(costs: Plan["observed"]["costs"]): Plan["observed"]["costs"] {
  return costs.toSorted((a, b) => b.amount - a.amount || (a.service < b.service ? -1 : 1));
}
