import { resolve } from "node:path";
import { statusCalendar } from "../../core/lifecycle/status-calendar.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { isPrintedCalendar, printCalendar } from "../../core/report/calendar.ts";
import type { StepContext } from "../step-context.ts";
import { writeNamedFile } from "../write-named-file.ts";
import type { StatusResult } from "./status.ts";

/**
 * Writes the dates of a decommission as an iCalendar file.
 * @returns its path
 * @throws SundownError status_no_dates, file_foreign, file_unreadable, file_unwritable
 */
export async function writeCalendar(
  { folder, subscription, dates, heldUntil, destroyCommand }: StatusResult,
  file: string,
  { workingDirectory, now }: Pick<StepContext, "workingDirectory" | "now">,
): Promise<string> {
  const path = resolve(workingDirectory, file);
  const { id = folder, name = id } = subscription;
  const events = statusCalendar({ subscription: { id, name }, dates, heldUntil, destroyCommand });
  if (events.length === 0) {
    throw new SundownError("status_no_dates", {
      message: `${name} has no dates yet: it is not cancelled as far as the journal knows, and nothing is held by time.`,
      place: folder,
    });
  }
  await writeNamedFile({ path, content: printCalendar(events, now()), isOwn: isPrintedCalendar });
  return path;
}
