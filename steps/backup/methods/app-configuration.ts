import { z } from "zod";
import { listItems, openDataPlane } from "../../../azure/data-plane.ts";
import { parseArmId } from "../../../core/arm-id.ts";
import { canonicalJson } from "../../../core/digest.ts";
import { SundownError } from "../../../core/messages/sundown-error.ts";
import type { BackedUp, BackupJob } from "../backup-method.ts";
import { putFile } from "../put-file.ts";

/** Key-values are read, not written: an old version serves every cloud. */
const API_VERSION = "1.0";
/** How often a store that is being written to is read again. */
const READS_AT_MOST = 4;

const settingSchema = z.looseObject({
  key: z.string(),
  label: z.string().nullish(),
  value: z.string().nullish(),
  content_type: z.string().nullish(),
  tags: z.record(z.string(), z.string().nullable()).nullish(),
  locked: z.boolean().optional(),
  last_modified: z.string().optional(),
});

type Setting = z.infer<typeof settingSchema>;

/**
 * Every key-value of an App Configuration store as JSON lines, sorted by key and label. Feature flags are key-values
 * with a content type of their own; references to key vaults stay references.
 * @throws SundownError source_access_denied, source_unreadable, source_changed
 */
export async function backUpAppConfiguration(job: BackupJob): Promise<BackedUp> {
  const { id, connection, target, journal, context } = job;
  const name = parseArmId(id)?.name ?? id;
  const store = openDataPlane(connection, {
    name,
    suffix: connection.cloud.appConfigurationSuffix,
    what: "App Configuration store",
    remedy: () =>
      `Give the identity the role App Configuration Data Reader on ${name}, and let its network in; then run again.`,
  });
  const read = async (): Promise<Setting[]> => {
    const settings: Setting[] = [];
    const form = { item: settingSchema, list: "items", next: "@nextLink" };
    for await (const setting of listItems(
      store,
      `/kv?key=*&label=*&api-version=${API_VERSION}`,
      form,
      context.signal,
    ))
      settings.push(setting);
    return settings.toSorted(
      (a, b) =>
        compare(a.key, b.key) || compare(a.label ?? "", b.label ?? "") || compare(lineOf(a), lineOf(b)),
    );
  };
  const settings = await readUntilSteady(read, id);
  const { url, bytes, sha256 } = await putFile(
    target,
    {
      path: `${name}/settings`,
      extension: "jsonl",
      contentType: "application/x-ndjson",
      content: Buffer.from(linesOf(settings)),
    },
    context.signal,
  );
  await journal.append({ step: "backup", kind: "answer", about: id, data: { url, bytes, sha256 } });
  return {
    artifacts: [{ url, bytes, sha256 }],
    items: { count: settings.length, noun: "setting" },
    bytes,
    kept: 0,
  };
}

/** Pages come one after the other: only two readings that are the same show the store as it was at one time. */
async function readUntilSteady(read: () => Promise<Setting[]>, id: string): Promise<Setting[]> {
  let before = await read();
  for (let reads = 1; reads < READS_AT_MOST; reads++) {
    const now = await read();
    if (linesOf(now) === linesOf(before)) return now;
    before = now;
  }
  throw new SundownError("source_changed", { message: `${id} changed each time it was read`, place: id });
}

const linesOf = (settings: readonly Setting[]): string =>
  settings.map((setting) => `${lineOf(setting)}\n`).join("");

/** The ETag changes with every write and restores nothing. */
function lineOf({ key, label, value, content_type, tags, locked, last_modified }: Setting): string {
  return canonicalJson({
    key,
    label: label ?? null,
    value: value ?? null,
    content_type: content_type ?? null,
    tags: tags ?? {},
    locked: locked ?? false,
    ...(last_modified === undefined ? {} : { last_modified }),
  });
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
