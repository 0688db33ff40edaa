import { readSource } from "../../../azure/read-source.ts";
import { parseArmId } from "../../../core/arm-id.ts";
import { networkLinkSchema, recordSetSchema } from "../../../core/backups/record-set.ts";
import { writeZoneFile, type Zone } from "../../../core/backups/zone-file.ts";
import { SundownError } from "../../../core/messages/sundown-error.ts";
import type { BackedUp, BackupJob } from "../backup-method.ts";
import { putFile } from "../put-file.ts";

/** The first that lists every type of record that public zones take, those of DNSSEC included. */
const PUBLIC_ZONES_API = "2023-07-01-preview";
const PRIVATE_ZONES_API = "2020-06-01";

/**
 * A public or private DNS zone as a zone file.
 * @throws SundownError source_access_denied, source_unreadable
 */
export async function backUpDnsZone(job: BackupJob): Promise<BackedUp> {
  const zone = await readZone(job);
  const { url, bytes, sha256 } = await putFile(
    job.target,
    {
      path: `${zone.name}/zone`,
      extension: "zone",
      contentType: "text/dns",
      content: Buffer.from(written(zone)),
    },
    job.context.signal,
  );
  await job.journal.append({ step: "backup", kind: "answer", about: job.id, data: { url, bytes, sha256 } });
  return {
    artifacts: [{ url, bytes, sha256 }],
    items: { count: zone.recordSets.length, noun: "record set" },
    bytes,
    kept: 0,
  };
}

async function readZone({ id, connection, context: { signal } }: BackupJob): Promise<Zone> {
  const { name = id, type = "" } = parseArmId(id) ?? {};
  if (type.toLowerCase() === "microsoft.network/dnszones") {
    const path = `${id}/recordsets`;
    const item = recordSetSchema;
    const recordSets = await readSource(connection, { path, apiVersion: PUBLIC_ZONES_API, item, signal });
    return { id, name, recordSets, links: [] };
  }
  const apiVersion = PRIVATE_ZONES_API;
  const [recordSets, links] = await Promise.all([
    readSource(connection, { path: `${id}/ALL`, apiVersion, item: recordSetSchema, signal }),
    readSource(connection, {
      path: `${id}/virtualNetworkLinks`,
      apiVersion,
      item: networkLinkSchema,
      signal,
    }),
  ]);
  return { id, name, recordSets, links };
}

function written(zone: Zone): string {
  try {
    return writeZoneFile(zone);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new SundownError("source_unreadable", {
      message: `${zone.id} cannot be written as a zone file: ${error.message}`,
      place: zone.id,
    });
  }
}
