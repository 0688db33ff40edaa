import { type TableService, tableService } from "../../../azure/storage/table-service.ts";
import { parseArmId } from "../../../core/arm-id.ts";
import { sha256 } from "../../../core/digest.ts";
import type { Artifact } from "../../../core/manifest/manifest.ts";
import { isSundownError, SundownError } from "../../../core/messages/sundown-error.ts";
import type { BackedUp, BackupJob } from "../backup-method.ts";
import { type PutFile, putFile } from "../put-file.ts";
import { putFileList } from "../put-file-list.ts";

/** A table is written in pieces of about this size: each is held in memory once. */
const PIECE = 4 * 1024 * 1024;
/** A table has no snapshot: it is read until two readings in a row are the same. */
const MOST_READINGS = 5;

interface CopiedTable {
  readonly artifact: Artifact;
  readonly entities: number;
  readonly bytes: number;
}

/**
 * Copies every table of a storage account as JSON lines, one list of pieces for each table. A piece lies under its
 * own hash, so that what an earlier run wrote is not written again.
 * @param url of the account's table service
 * @returns the artifacts, or every table that could not be copied
 * @throws SundownError source_access_denied, source_unreadable when the tables cannot be listed
 */
export async function copyTables(job: BackupJob, url: string): Promise<BackedUp | readonly SundownError[]> {
  const service = tableService(job.connection, url);
  const { signal } = job.context;
  const done: CopiedTable[] = [];
  const failures: SundownError[] = [];
  for await (const table of service.names(signal)) {
    try {
      done.push(await copyTable(job, service, table));
    } catch (error) {
      if (!isSundownError(error) || error.exitCode !== 4) throw error;
      failures.push(error);
    }
  }
  if (failures.length > 0) return failures;
  return {
    artifacts: done.map(({ artifact }) => artifact),
    items: { count: done.reduce((sum, { entities }) => sum + entities, 0), noun: "row" },
    bytes: done.reduce((sum, { bytes }) => sum + bytes, 0),
    kept: 0,
  };
}

async function copyTable(
  { id, target, context }: BackupJob,
  service: TableService,
  table: string,
): Promise<CopiedTable> {
  const folder = `${parseArmId(id)?.name}/tables/${table}`;
  let before: readonly PutFile[] = [];
  for (let reading = 1; reading <= MOST_READINGS; reading++) {
    const pieces: PutFile[] = [];
    let same = true;
    let entities = 0;
    for await (const piece of piecesOf(service, table, context.signal)) {
      const known = before[pieces.length];
      entities += piece.entities;
      same &&= known?.sha256 === sha256(piece.content);
      const file = {
        path: `${folder}/files/${String(pieces.length + 1).padStart(6, "0")}`,
        extension: "jsonl",
        contentType: "application/x-ndjson",
        content: piece.content,
      };
      pieces.push(known !== undefined && same ? known : await putFile(target, file, context.signal));
    }
    if (reading > 1 && same && pieces.length === before.length) {
      const artifact = await putFileList(target, folder, id, pieces, context.signal);
      return { artifact, entities, bytes: pieces.reduce((sum, { bytes }) => sum + bytes, 0) };
    }
    before = pieces;
  }
  throw new SundownError("source_changed", {
    message: `the table ${table} of ${id} changed during each of ${MOST_READINGS} readings`,
    place: id,
  });
}

async function* piecesOf(
  service: TableService,
  table: string,
  signal: AbortSignal,
): AsyncGenerator<{ readonly content: Buffer; readonly entities: number }> {
  let text = "";
  let entities = 0;
  for await (const line of service.entities(table, signal)) {
    text += `${line}\n`;
    entities += 1;
    if (text.length < PIECE) continue;
    yield { content: Buffer.from(text), entities };
    text = "";
    entities = 0;
  }
  if (text !== "") yield { content: Buffer.from(text), entities };
}
