import { isSundownError } from "../core/messages/sundown-error.ts";

/** The status that Azure refused with; `undefined` for every other error. */
export function refusedStatus(error: unknown): number | undefined {
  const status = isSundownError(error) ? error.data?.status : undefined;
  return typeof status === "number" ? status : undefined;
}
