import { mapBounded } from "../../azure/map-bounded.ts";
import { readUsage, type Usage } from "../../azure/monitor/read-usage.ts";
import { byTelling, usageMetricsOf } from "../../azure/monitor/usage-metrics.ts";
import { isSundownError } from "../../core/messages/sundown-error.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { count } from "../../core/report/markdown.ts";
import type { StepContext } from "../step-context.ts";

/** A call for each resource: of a large plan the most telling are read. */
const READ_AT_MOST = 60;
const READS_AT_ONCE = 8;

export interface SignsOfLife {
  /** ISO 8601: since when everything is quiet by the record of `stop`. */
  readonly since: string;
  /** What was used since then. What Sundown itself reads for backups counts, too. */
  readonly used: readonly (Usage & { readonly id: string })[];
  /** Of how many resources that are still there the use was read. */
  readonly read: number;
  /** What was not read, one sentence each. */
  readonly notRead: readonly string[];
}

/** Who still uses what is planned to go, since it was made quiet: one call for each of at most 60 resources. */
export async function readSignsOfLife(
  plan: Pick<Plan, "resources">,
  since: string,
  { azure, now, signal }: StepContext,
): Promise<SignsOfLife> {
  const connection = await azure();
  const telling = byTelling(plan.resources);
  const asked = telling.slice(0, READ_AT_MOST);
  const notRead: string[] = [];
  const span = { since: new Date(since), until: now(), signal };
  const found = await mapBounded(asked, READS_AT_ONCE, async ({ id, type }) => {
    const metrics = usageMetricsOf(type);
    try {
      const usage = metrics === undefined ? [] : await readUsage(connection, id, metrics, span);
      return usage?.map((each) => ({ id, ...each }));
    } catch (error) {
      if (!isSundownError(error)) throw error;
      notRead.push(`${error.code}: ${error.message}`);
      return [];
    }
  });
  const read = found.filter((usage) => usage !== undefined).length - notRead.length;
  const more = telling.length - asked.length;
  if (more > 0)
    notRead.push(`The use of ${count(more, "more resource")} was not asked for, to keep the calls few.`);
  return { since, used: found.flatMap((usage) => usage ?? []), read, notRead };
}
