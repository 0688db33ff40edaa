import { parseArmId } from "../../core/arm-id.ts";
import type { BackupJob } from "./backup-method.ts";

/** Report progress not more often than every so many bytes. */
const REPORT_EVERY = 8 * 1024 * 1024;

/** Tells the host how far the copying is; the function it returns is told of bytes that have passed. */
export function reportBytes({ id, context }: BackupJob, total: number): (bytes: number) => void {
  const name = parseArmId(id)?.name ?? id;
  const task = { task: `backup ${id}`, title: `copying ${name}`, unit: "bytes", total } as const;
  let done = 0;
  let reported = Number.NEGATIVE_INFINITY;
  return (bytes) => {
    done += bytes;
    if (done - reported < REPORT_EVERY && done < total) return;
    reported = done;
    context.host.progress({ ...task, state: "running", done: Math.min(done, total) });
  };
}
