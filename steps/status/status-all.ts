import { join } from "node:path";
import { mapBounded } from "../../azure/map-bounded.ts";
import { isSundownError, type SundownError } from "../../core/messages/sundown-error.ts";
import type { StepContext } from "../step-context.ts";
import { type StatusResult, status } from "./status.ts";

/** How one decommission of several stands, or why that cannot be told. */
export interface Standing {
  /** As it was given, `decommission/NAME`. */
  readonly folder: string;
  readonly status?: StatusResult;
  readonly error?: SundownError;
}

/** Each look takes some Resource Graph queries at once, and a tenant answers 15 in five seconds. */
const LOOKS_AT_ONCE = 3;

/**
 * How several decommissions stand, in the order given. One folder that cannot be trusted does not hide the others.
 * @param folders relative to the working directory
 */
export function statusAll(
  folders: readonly string[],
  { offline }: { readonly offline: boolean },
  context: StepContext,
): Promise<Standing[]> {
  return mapBounded(folders, LOOKS_AT_ONCE, async (folder): Promise<Standing> => {
    try {
      return {
        folder,
        status: await status({ folder: join(context.workingDirectory, folder), offline }, context),
      };
    } catch (error) {
      if (!isSundownError(error)) throw error;
      return { folder, error };
    }
  });
}
