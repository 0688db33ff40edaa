import {
  type KeyVault,
  openKeyVault,
  type VaultVersion,
  vaultCollections,
} from "../../../azure/key-vault.ts";
import { mapBounded } from "../../../azure/map-bounded.ts";
import { parseArmId } from "../../../core/arm-id.ts";
import {
  type NotCovered,
  notCoveredIn,
  sameEntries,
  unexportable,
} from "../../../core/backups/vault-contents.ts";
import { SundownError } from "../../../core/messages/sundown-error.ts";
import type { BackedUp, BackupJob } from "../backup-method.ts";
import { putFile } from "../put-file.ts";
import { putFileList } from "../put-file-list.ts";
import type { RecipientKey } from "../recipient-key.ts";

/** Well below what a vault takes (4,000 reads in 10 seconds), so that who still uses it is not disturbed. */
const READS_AT_ONCE = 4;

/**
 * Every version of a key vault's secrets and certificates, with their private keys where the vault gives them out, and
 * the public parts of its keys, each encrypted by itself to a key the user gave. In the clear there is only a list
 * of names and of what is not covered. The vault's own backup is no way out: it restores only into the subscription
 * that goes.
 * @throws SundownError source_access_denied, source_unreadable, source_changed, encrypt_to_missing
 */
export async function backUpKeyVault(job: BackupJob): Promise<BackedUp> {
  const { id, connection, target, encryptTo, journal, context } = job;
  if (encryptTo === undefined)
    throw new SundownError("encrypt_to_missing", {
      message: `no key is given to encrypt ${id} to`,
      place: id,
    });
  const name = parseArmId(id)?.name ?? id;
  const vault = openKeyVault(connection, id);
  const versions = await versionsOf(vault, context.signal);
  const { lines, notCovered } = await encrypted(vault, versions, encryptTo, context.signal);
  if (!sameEntries(versions, await versionsOf(vault, context.signal)))
    throw new SundownError("source_changed", { message: `${id} changed while it was read`, place: id });
  const folder = `${name}/vault`;
  const files = [
    await putFile(
      target,
      {
        path: `${folder}/files/contents`,
        extension: "json",
        contentType: "application/json",
        content: Buffer.from(contentsOf(id, encryptTo, versions, notCovered)),
      },
      context.signal,
    ),
    await putFile(
      target,
      {
        path: `${folder}/files/vault`,
        extension: "jwe",
        contentType: "application/jose",
        content: Buffer.from(lines.map((line) => `${line}\n`).join("")),
      },
      context.signal,
    ),
  ];
  const artifact = await putFileList(target, folder, id, files, context.signal);
  await journal.append({ step: "backup", kind: "answer", about: id, data: { ...artifact, notCovered } });
  for (const { what, because } of notCovered)
    context.host.notify({
      code: "backup_not_covered",
      message: `${what} of ${name} is not in the backup: ${because}`,
      place: id,
    });
  return {
    artifacts: [artifact],
    items: { count: lines.length, noun: "version" },
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    kept: 0,
  };
}

async function versionsOf(vault: KeyVault, signal: AbortSignal): Promise<VaultVersion[]> {
  const versions: VaultVersion[] = [];
  for (const collection of vaultCollections)
    for await (const version of vault.versions(collection, signal)) versions.push(version);
  return versions;
}

/** One at a time in the clear for each call under way, and only from the answer to its encryption. */
async function encrypted(
  vault: KeyVault,
  versions: readonly VaultVersion[],
  recipient: RecipientKey,
  signal: AbortSignal,
): Promise<{ lines: string[]; notCovered: NotCovered[] }> {
  const notCovered = new Map(notCoveredIn(versions).map((entry) => [entry.what, entry]));
  const readable = versions.filter(({ collection, enabled }) => collection !== "secrets" || enabled);
  const lines = await mapBounded(readable, READS_AT_ONCE, async (version) => {
    signal.throwIfAborted();
    const bundle = await vault.read(version, signal);
    const reason = version.collection === "certificates" ? unexportable(version.name, bundle) : undefined;
    if (reason !== undefined) notCovered.set(reason.what, reason);
    const { collection, name, version: number } = version;
    return recipient.encrypt(Buffer.from(JSON.stringify({ collection, name, version: number, ...bundle })));
  });
  return { lines, notCovered: [...notCovered.values()] };
}

function contentsOf(
  of: string,
  recipient: RecipientKey,
  versions: readonly VaultVersion[],
  notCovered: readonly NotCovered[],
): string {
  const contents = {
    sundown: "key-vault",
    version: 1,
    of,
    encryptedTo: recipient.thumbprint,
    items: versions.map(({ collection, name, version }) => `${collection}/${name}/${version}`).toSorted(),
    notCovered,
  };
  return `${JSON.stringify(contents, null, 2)}\n`;
}
