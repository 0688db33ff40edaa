import { join } from "node:path";
import { sha256 } from "../../core/digest.ts";
import type { BackupJob } from "./backup-method.ts";
import { type CopyRecord, openCopyRecord } from "./copy-record.ts";

/**
 * The record of one part of a job. Another place is another copy: each has its own record.
 * @param part unique in the subscription, and a file's name
 * @throws SundownError file_unwritable
 */
export function openJobRecord({ target, folder }: BackupJob, part: string): Promise<CopyRecord> {
  const place = sha256(target.id).slice(0, 12);
  return openCopyRecord(join(folder.run, "backup", `${part}.${place}.jsonl`));
}
