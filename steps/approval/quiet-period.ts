import { DAY_MS } from "../../core/day.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { DecommissionFolder } from "../decommission-folder.ts";
import type { StepContext } from "../step-context.ts";
import { readStopRecord } from "../stop/stop-record.ts";

export interface QuietPeriod {
  /** The policy's days or the manifest's, whichever are more. */
  readonly days: number;
  /** With a pull request the gate has counted from the merge; without one there is nothing else to count from. */
  readonly isLocal: boolean;
}

/**
 * The quiet period, counted from the moment `sundown stop` saw everything quiet, where its record lies on this
 * machine. It comes on top of the count from the merge, so the later of both decides.
 * @throws SundownError quiet_period_running, stop_record_invalid
 */
export async function requireQuiet(
  { days, isLocal }: QuietPeriod,
  folder: DecommissionFolder,
  { now, workingDirectory }: Pick<StepContext, "now" | "workingDirectory">,
): Promise<void> {
  if (days === 0) return;
  const { quietSince } = await readStopRecord(folder, workingDirectory);
  if (quietSince === undefined) {
    if (!isLocal) return;
    throw new SundownError("quiet_period_running", {
      message: `The quiet period of ${days} days has not begun: no \`sundown stop\` has seen everything quiet.`,
      place: folder.path,
      remedy: "Run sundown stop until nothing is held, then wait for so many days.",
    });
  }
  const until = new Date(Date.parse(quietSince) + days * DAY_MS);
  if (now() >= until) return;
  throw new SundownError("quiet_period_running", {
    message: `The quiet period of ${days} days, counted from \`sundown stop\`, ends at ${until.toISOString()}.`,
    place: folder.path,
    data: { quietSince, until: until.toISOString() },
  });
}
