import type { Readable } from "node:stream";
import { databaseStatus, exportDatabase, followExport } from "../../../azure/sql/export-database.ts";
import type { SqlLogin } from "../../../azure/sql/sql-login.ts";
import { blobWriteLink } from "../../../azure/storage/blob-write-link.ts";
import { hashStream } from "../../../azure/storage/hash-stream.ts";
import { openArtifact } from "../../../azure/storage/open-artifact.ts";
import { parseArmId } from "../../../core/arm-id.ts";
import { DAY_MS } from "../../../core/day.ts";
import { sha256 } from "../../../core/digest.ts";
import { isSundownError, SundownError } from "../../../core/messages/sundown-error.ts";
import { trackBytes } from "../../track-bytes.ts";
import { inspectContent } from "../../verify/inspect-content.ts";
import type { BackedUp, BackupJob } from "../backup-method.ts";
import { type EarlierExport, type Exported, earlierExport } from "./sql-database-journal.ts";

/** The service gives up after 20 hours. */
const LINK_MS = DAY_MS;
/** Addresses of 128 characters and more may not be taken: this is what the longest account's name leaves. */
const LONGEST_NAME = 24;

/**
 * Lets Azure export a database as a BACPAC into the place for the backups, and reads it back. Nothing tells whether
 * a database has changed: a finished export is kept only for the run that goes on where one was interrupted.
 * @throws SundownError sql_needs_storage, sql_database_not_online, sql_export_broken, copy_not_equal, and those of the
 *   export
 */
export async function exportSqlDatabase(job: BackupJob): Promise<BackedUp> {
  const { id, target, sqlLogin, context } = job;
  if (!target.remote)
    throw new SundownError("sql_needs_storage", {
      message: `${id} cannot be exported into ${target.id}, which is a local folder`,
      place: id,
    });
  if (sqlLogin === undefined) throw new TypeError(`no login is given to export ${id} with`);
  const earlier = await earlierExport(job);
  if (earlier?.copy !== undefined) return backedUp(job, earlier.copy, 1);
  context.host.progress({ task: `backup ${id}`, title: `exporting ${nameOf(id)}`, state: "running" });
  const path = (await takenUp(job, earlier, sqlLogin)) ?? (await exportAnew(job, sqlLogin));
  const copy = await noted(job, path, () => readBack(job, path));
  await note(job, "answer", { ...copy });
  return backedUp(job, copy, 0);
}

/** @returns where the export lies that an earlier run has begun, once it has ended */
async function takenUp(
  job: BackupJob,
  earlier: EarlierExport | undefined,
  login: SqlLogin,
): Promise<string | undefined> {
  const { id, connection, context } = job;
  const { path, polling } = earlier ?? {};
  if (path === undefined || polling === undefined) return undefined;
  const request = { id, login, polling, signal: context.signal };
  return (await noted(job, path, () => followExport(connection, request))) ? path : undefined;
}

/** @returns where it lies */
async function exportAnew(job: BackupJob, login: SqlLogin): Promise<string> {
  const { id, connection, target, context } = job;
  const { signal } = context;
  const status = await databaseStatus(connection, { id, signal });
  if (status.toLowerCase() !== "online")
    throw new SundownError("sql_database_not_online", { message: `${id} is ${status}`, place: id });
  const path = target.pathFor(pathOf(id, context.now()));
  const blobUrl = target.urlOf(path);
  const link =
    "identity" in login
      ? {}
      : {
          link: await blobWriteLink(connection, blobUrl, {
            now: context.now(),
            milliseconds: LINK_MS,
            signal,
          }),
        };
  await note(job, "intent", { path });
  await noted(job, path, () =>
    exportDatabase(connection, {
      id,
      login,
      blobUrl,
      ...link,
      signal,
      onPolling: (polling) => note(job, "note", { path, polling }),
    }),
  );
  return path;
}

/** What the service wrote, by its bytes. It counts only when it opens: there is nothing else to compare it with. */
async function readBack(job: BackupJob, path: string): Promise<Exported> {
  const { id, connection, target, context } = job;
  const { signal } = context;
  const url = target.urlOf(path);
  const unreadable = (cause: unknown): never => {
    signal.throwIfAborted();
    throw new SundownError("copy_not_equal", { message: `${url} cannot be read back`, place: url, cause });
  };
  const { body, version: etag } = await target.read(path, signal);
  const passed = trackBytes({ task: `backup ${id}`, title: `reading back ${nameOf(id)}` }, context);
  const read = await hashStream(body, {
    limit: Number.MAX_SAFE_INTEGER,
    onChunk: (chunk) => passed(chunk.length),
  }).catch(unreadable);
  if (read === undefined) throw new TypeError(`${url} has no end`);
  const open = async (from: number, length: number): Promise<Readable> =>
    (await openArtifact(connection, url, { range: { from, length }, etag, signal })).body;
  const inspector = inspectContent(url, { bytes: read.bytes, open });
  const verdict = await Promise.resolve(inspector?.verdict()).catch(unreadable);
  if (typeof verdict === "object")
    throw new SundownError("sql_export_broken", {
      message: `${url}, the export of ${id}, is no ${inspector?.kind}: ${verdict.complaint}`,
      place: url,
    });
  return { path, ...read, version: etag };
}

/** What has failed is not gone on with; what only could not be read back this time is. */
async function noted<Result>(job: BackupJob, path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (isSundownError(error) && error.exitCode === 4 && error.code !== "copy_not_equal")
      await note(job, "answer", { path, failed: error.code });
    throw error;
  }
}

async function note(
  { id, target, journal }: BackupJob,
  kind: "intent" | "note" | "answer",
  data: Readonly<Record<string, unknown>>,
): Promise<void> {
  await journal.append({ step: "backup", kind, about: id, data: { to: target.id, ...data } });
}

function backedUp({ target }: BackupJob, { path, bytes, sha256: hash }: Exported, kept: number): BackedUp {
  return {
    artifacts: [{ url: target.urlOf(path), bytes, sha256: hash }],
    items: { count: 1, noun: "database" },
    bytes,
    kept,
  };
}

/** Each export has a name of its own: the service writes nothing over. Few characters are allowed in it. */
function pathOf(id: string, now: Date): string {
  const name = nameOf(id)
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, "-")
    .slice(0, LONGEST_NAME);
  return `sql/${name}-${sha256(`${id.toLowerCase()} ${now.toISOString()}`).slice(0, 12)}.bacpac`;
}

const nameOf = (id: string): string => parseArmId(id)?.name.split("/").at(-1) ?? id;
