import type { Progress } from "../core/host.ts";
import { humanBytes } from "../core/report/human-bytes.ts";
import { spoken } from "../engine/run-reporter.ts";
import type { StepContext } from "./step-context.ts";

/** Progress is told not more often than every so many bytes. */
const REPORT_EVERY = 8 * 1024 * 1024;
/** A rate of the first moments would promise anything. */
const SURE_AFTER_MS = 2000;

/**
 * Tells the host how many bytes have passed, how fast, and where the total is known how long the rest may take.
 * @returns to be told of bytes that have passed
 */
export function trackBytes(
  task: Pick<Progress, "task" | "title" | "total">,
  { host, now }: Pick<StepContext, "host" | "now">,
): (bytes: number) => void {
  const { title, total = Number.POSITIVE_INFINITY } = task;
  const since = now().getTime();
  let done = 0;
  let reported = Number.NEGATIVE_INFINITY;
  return (bytes) => {
    done += bytes;
    if (done - reported < REPORT_EVERY && done < total) return;
    reported = done;
    const milliseconds = now().getTime() - since;
    const progress = { ...task, state: "running", done: Math.min(done, total), unit: "bytes" } as const;
    if (milliseconds < SURE_AFTER_MS || done === 0) {
      host.progress(progress);
      return;
    }
    const perSecond = (done / milliseconds) * 1000;
    const rate = `${title} at ${humanBytes(Math.round(perSecond))}/s`;
    if (total === Number.POSITIVE_INFINITY) {
      host.progress({ ...progress, title: rate });
      return;
    }
    const secondsLeft = Math.ceil(Math.max(0, total - done) / perSecond);
    host.progress({ ...progress, title: `${rate}, about ${spoken(secondsLeft)} left`, secondsLeft });
  };
}
