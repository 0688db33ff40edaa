import { parseDocument } from "yaml";
import { z } from "zod";
import { type Backup, backupSchema } from "../core/manifest/manifest.ts";
import { parseManifest, YAML_OPTIONS } from "../core/manifest/parse-manifest.ts";
import { refuseUnreadable } from "../core/manifest/refuse-unreadable.ts";
import { type DecommissionFolder, readNamedFile } from "./decommission-folder.ts";
import type { StepContext } from "./step-context.ts";

/**
 * What decommission.yaml says of backups by now, also while it is a draft.
 * @throws SundownError those of `refuseUnreadable`, folder_missing
 */
export async function readBackups(
  folder: Pick<DecommissionFolder, "manifest">,
  { workingDirectory }: Pick<StepContext, "workingDirectory">,
): Promise<{ readonly backups: Backup[]; readonly undecided: number }> {
  const bytes = await readNamedFile(folder.manifest, workingDirectory);
  refuseUnreadable(parseManifest(bytes, folder.manifest));
  const document: unknown = parseDocument(bytes.toString("utf8"), { ...YAML_OPTIONS }).toJS();
  const entries = z.looseObject({ backups: z.array(z.unknown()).nullish() }).parse(document).backups ?? [];
  const backups = entries.flatMap((entry) => backupSchema.safeParse(entry).data ?? []);
  return { backups, undecided: entries.length - backups.length };
}
