import type { Hono } from "hono";
import { errors } from "./error-bodies.ts";
import { answer, demand, type RequestContext, type SimulatorEnvironment } from "./http.ts";
import { listOf, objectOf, textOf } from "./json.ts";
import { keyOf } from "./resource-path.ts";
import type { World } from "./world.ts";

/** Azure Monitor's metrics of a resource: what its `simulatorMetrics` say. */
export function registerMetricsRoutes(app: Hono<SimulatorEnvironment>, world: World): void {
  app.get("/~/microsoft.insights/metrics", (c) => metrics(world, c));
}

function metrics(world: World, c: RequestContext): Response {
  const path = c.get("path");
  const found = world.store.resources.get(keyOf(path.scope));
  if (!found) throw errors.notFound(`The resource '${path.scope}'`);
  demand(world, c, "Microsoft.Insights/metrics/read", found.key);
  const timespan = c.req.query("timespan") ?? "";
  const [since = Number.NaN, until = Number.NaN] = timespan.split("/").map((moment) => Date.parse(moment));
  if (!(since < until)) throw errors.invalidBody(`The timespan '${timespan}' is not one.`);
  const field = c.req.query("aggregation")?.toLowerCase() === "count" ? "count" : "total";
  const held = objectOf(objectOf(found.body.properties).simulatorMetrics);
  const value = (c.req.query("metricnames") ?? "").split(",").map((name) => ({
    id: `${found.id}/providers/Microsoft.Insights/metrics/${name}`,
    type: "Microsoft.Insights/metrics",
    name: { value: name, localizedValue: name },
    unit: "Count",
    timeseries: [{ metadatavalues: [], data: pointsOf(held[name], since, until, field) }],
  }));
  return answer(c, 200, { cost: 0, timespan, interval: c.req.query("interval") ?? "PT1M", value });
}

/** Points as the estate names them, {at, number}; and one with nothing at the begin, as Azure has them for quiet hours. */
function pointsOf(held: unknown, since: number, until: number, field: string): object[] {
  const points = listOf(held).flatMap((point) => {
    const { at, number } = objectOf(point);
    const moment = Date.parse(textOf(at) ?? "");
    return moment >= since && moment < until ? [{ timeStamp: textOf(at), [field]: number }] : [];
  });
  return [{ timeStamp: new Date(since).toISOString(), [field]: 0 }, ...points];
}
