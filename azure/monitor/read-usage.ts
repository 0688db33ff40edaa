import { z } from "zod";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { AzureConnection } from "../connection.ts";
import { armError } from "../explain-failure.ts";
import type { UsageMetrics } from "./usage-metrics.ts";

const API_VERSION = "2023-10-01";

const amount = z.number().nullish();
const metricsSchema = z.looseObject({
  value: z.array(
    z.looseObject({
      name: z.looseObject({ value: z.string() }),
      timeseries: z.array(
        z.looseObject({
          data: z.array(z.looseObject({ timeStamp: z.string(), total: amount, count: amount })),
        }),
      ),
    }),
  ),
});

/** How often something happened. */
export interface Usage {
  readonly metric: string;
  /** Above 0. */
  readonly count: number;
  /** ISO 8601: begin of the last hour or so in which it happened. */
  readonly lastAt: string;
}

/**
 * What a resource was used for between two moments, by Azure Monitor, which is some minutes behind and forgets after
 * 93 days. One call.
 * @returns `undefined` where the resource is gone
 * @see https://learn.microsoft.com/rest/api/monitor/metrics/list
 * @throws SundownError azure_refused, azure_answer_invalid, cloud_unreachable
 */
export async function readUsage(
  connection: AzureConnection,
  id: string,
  { names, aggregation }: UsageMetrics,
  { since, until, signal }: { readonly since: Date; readonly until: Date; readonly signal: AbortSignal },
): Promise<Usage[] | undefined> {
  const query = new URLSearchParams({
    timespan: `${since.toISOString()}/${until.toISOString()}`,
    interval: "PT1H",
    // A shorter time than the interval, or one that a metric does not have, is no error then.
    AutoAdjustTimegrain: "true",
    metricnames: names.join(","),
    aggregation,
  });
  const { status, body } = await connection.request({
    method: "GET",
    path: `${id}/providers/Microsoft.Insights/metrics?${query}`,
    apiVersion: API_VERSION,
    signal,
  });
  if (status === 404) return undefined;
  if (status !== 200)
    throw new SundownError("azure_refused", {
      message:
        `the metrics of ${id} cannot be read: Azure answers ${status} ${armError(body)?.code ?? ""}`.trim(),
      place: id,
      data: { status },
    });
  const metrics = metricsSchema.safeParse(body);
  if (!metrics.success)
    throw new SundownError("azure_answer_invalid", {
      message: `the metrics of ${id} are not as documented`,
      place: id,
    });
  const field = aggregation === "Total" ? "total" : "count";
  return metrics.data.value.flatMap(({ name, timeseries }) => {
    const happened = timeseries.flatMap(({ data }) => data).filter((point) => (point[field] ?? 0) > 0);
    const last = happened
      .map(({ timeStamp }) => timeStamp)
      .toSorted()
      .at(-1);
    if (last === undefined) return [];
    const count = happened.reduce((sum, point) => sum + (point[field] ?? 0), 0);
    return [{ metric: name.value, count, lastAt: last }];
  });
}
