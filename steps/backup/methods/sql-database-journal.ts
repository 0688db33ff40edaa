import { z } from "zod";
import type { Polling } from "../../../azure/follow-operation.ts";
import type { Hashed } from "../../../azure/storage/hash-stream.ts";
import { DAY_MS } from "../../../core/day.ts";
import type { JournalEntry } from "../../../core/evidence/journal-entry.ts";
import type { BackupJob } from "../backup-method.ts";

/** A day-old export is gone on with; an older one is of another time. */
const STILL_GOOD_MS = DAY_MS;

/** An export that lies at the target and was read back. */
export interface Exported extends Hashed {
  readonly path: string;
  /** Of the blob, as the target names it. */
  readonly version: string;
}

export interface EarlierExport {
  readonly path: string;
  /** Where the running one, or one whose end nobody has seen, can be asked about. */
  readonly polling?: Polling;
  /** The finished one. */
  readonly copy?: Exported;
}

const entrySchema = z.union([
  z.strictObject({
    to: z.string(),
    path: z.string(),
    bytes: z.number(),
    sha256: z.string(),
    version: z.string(),
  }),
  z.strictObject({
    to: z.string(),
    path: z.string(),
    polling: z.strictObject({
      url: z.string(),
      header: z.enum(["Azure-AsyncOperation", "Location"]),
      method: z.string(),
    }),
  }),
]);

/**
 * What an earlier run has come to with this database at this place: an export to be followed to its end, or one that
 * ended in a run which did not get everything done. `undefined` where everything begins anew.
 */
export async function earlierExport({
  id,
  target,
  journal,
  context,
}: BackupJob): Promise<EarlierExport | undefined> {
  const index = journal.entries.findLastIndex(
    ({ step, about, data }) => step === "backup" && about === id && data?.to === target.id,
  );
  const last = journal.entries[index];
  const entry = last === undefined ? undefined : entrySchema.safeParse(last.data).data;
  if (last === undefined || entry === undefined) return undefined;
  if (context.now().getTime() - Date.parse(last.at) > STILL_GOOD_MS) return undefined;
  const { path } = entry;
  if ("polling" in entry) return { path, polling: entry.polling };
  if (journal.entries.slice(index).some(endedWhole)) return undefined;
  const { bytes, sha256, version } = entry;
  for await (const stored of target.list(path, context.signal))
    if (stored.path === path && stored.version === version)
      return { path, copy: { path, bytes, sha256, version } };
  return undefined;
}

/** The note of a backup that left nothing held. */
function endedWhole({ step, kind, about, data }: JournalEntry): boolean {
  return step === "backup" && kind === "note" && about === undefined && data?.held === 0;
}
