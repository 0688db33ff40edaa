import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { readIfThere } from "../approval/read-if-there.ts";
import type { DecommissionFolder } from "../decommission-folder.ts";

/** Enough to know one of Sundown's plans by, also one of another version or with another digest: it is replaced. */
const anyPlan = z.looseObject({
  version: z.number(),
  planDigest: z.string(),
  subscription: z.looseObject({ id: z.string() }),
});

/**
 * Refuses to write over what is not Sundown's: another subscription's plan, or files of the same names that
 * somebody else put there.
 *
 * @throws SundownError folder_foreign, file_unreadable
 */
export async function refuseForeign(
  folder: DecommissionFolder,
  subscriptionId: string,
  workingDirectory: string,
): Promise<void> {
  const textOf = async (path: string): Promise<string | undefined> => {
    // A file where a folder should be is told by the writing, with its reason.
    if (!(await stat(dirname(path)).catch(() => undefined))?.isDirectory()) return undefined;
    const bytes = await readIfThere(path, workingDirectory);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  };
  const present = await textOf(folder.plan);
  if (present !== undefined) {
    const id = subscriptionOf(present);
    if (id === undefined) throw foreign(folder.plan, "is no plan of Sundown's");
    if (id.toLowerCase() === subscriptionId.toLowerCase()) return;
    throw foreign(folder.plan, `is the plan of another subscription, ${id}`);
  }
  const reports = [
    folder.markdown,
    folder.page,
    join(folder.path, "dependencies.dot"),
    join(folder.path, "dependencies.svg"),
  ];
  for (const path of reports) {
    if ((await textOf(path)) !== undefined) throw foreign(path, "stands there without a plan.json beside it");
  }
  const manifest = await textOf(folder.manifest);
  if (manifest === undefined || manifest.toLowerCase().includes(subscriptionId.toLowerCase())) return;
  throw foreign(folder.manifest, `does not name the subscription ${subscriptionId}`);
}

function subscriptionOf(text: string): string | undefined {
  try {
    return anyPlan.parse(JSON.parse(text)).subscription.id;
  } catch {
    return undefined;
  }
}

function foreign(path: string, why: string): SundownError {
  return new SundownError("folder_foreign", { message: `${path} ${why}; nothing was written.`, place: path });
}
