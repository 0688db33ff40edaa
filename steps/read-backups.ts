import { parseDocument } from "yaml";
import { z } from "zod";
import { type Backup, backupSchema } from "../core/manifest/manifest.ts";
import { YAML_OPTIONS } from "../core/manifest/parse-manifest.ts";
import { refuseUnreadable } from "../core/manifest/record-backup.ts";
import { type DecommissionFolder, readNamedFile } from "./decommission-folder.ts";
import type { StepContext } from "./step-context.ts";

/**
 * What decommission.yaml says of backups by now, also while it is a draft.
 * @throws SundownError manifest_refused, folder_missing
 */
export async function readBackups(
  folder: Pick<DecommissionFolder, "manifest">,
  { workingDirectory }: Pick<StepContext, "workingDirectory">,
): Promise<{ readonly backups: Backup[]; readonly undecided: number }> {
  const text = (await readNamedFile(folder.manifest, workingDirectory)).toString("utf8");
  refuseUnreadable(text);
  const document: unknown = parseDocument(text, { ...YAML_OPTIONS }).toJS();
  const entries = z.looseObject({ backups: z.array(z.unknown()).nullish() }).parse(document).backups ?? [];
  const backups = entries.flatMap((entry) => backupSchema.safeParse(entry).data ?? []);
  return { backups, undecided: entries.length - backups.length };
}
