import { resolve } from "node:path";
import type { BackupTarget } from "../../azure/storage/backup-target.ts";
import { withLittleMemory } from "../../azure/storage/with-little-memory.ts";
import { idKey } from "../../core/arm-id.ts";
import type { Artifact, Backup } from "../../core/manifest/manifest.ts";
import { recordBackup } from "../../core/manifest/record-backup.ts";
import { isSundownError, SundownError } from "../../core/messages/sundown-error.ts";
import type { BackupNeed, Held, Plan } from "../../core/plan/plan.ts";
import { count } from "../../core/report/markdown.ts";
import { type DecommissionFolder, decommissionFolder, readNamedFile } from "../decommission-folder.ts";
import { readPlan } from "../plan/read-plan.ts";
import { writeWhole } from "../plan/write-whole.ts";
import { readBackups } from "../read-backups.ts";
import type { StepContext } from "../step-context.ts";
import { withJournal } from "../with-journal.ts";
import type { BackedUp, BackupJob, BackupMethod } from "./backup-method.ts";
import { backupMethods } from "./backup-methods.ts";
import { chooseTarget } from "./choose-target.ts";
import { readSqlLogin } from "./read-sql-login.ts";
import { type RecipientKey, recipientKey } from "./recipient-key.ts";

export interface BackupOptions {
  /** The decommission folder. */
  readonly folder: string;
  /** `https://ACCOUNT.blob.SUFFIX[/CONTAINER[/PREFIX]]` in another subscription, or a local folder. */
  readonly to: string;
  /**
   * ARM ids of what is backed up. @default everything the plan says needs it and Sundown can copy, unless
   * decommission.yaml waives it
   */
  readonly only?: readonly string[];
  /** File with the RSA public key or certificate, in PEM, that key vaults' contents are encrypted to. */
  readonly encryptTo?: string;
  /** Login, or ARM id of a managed identity, of the administrator of the servers whose databases are exported. */
  readonly sqlLogin?: string;
}

interface BackupDone extends BackedUp {
  readonly of: string;
}

export interface BackupResult {
  readonly to: string;
  readonly done: readonly BackupDone[];
  /** Whether decommission.yaml has the artifacts now; not for a local folder, which the gate cannot read. */
  readonly recorded: boolean;
  /** What needs a backup that a person has to make or decide about. */
  readonly byHand: readonly Pick<BackupNeed, "of" | "method" | "because">[];
  /** What decommission.yaml waives, and was left out for that. */
  readonly waived: readonly string[];
  /** What could not be backed up now; run again. */
  readonly held: readonly (Held & { readonly because: string })[];
}

/**
 * Backs up what the plan says needs it and Sundown can copy, and writes the artifacts into decommission.yaml.
 * May be interrupted or killed at any point and started again: what is copied already is not copied again.
 * @throws SundownError backup_not_planned, encrypt_to_invalid, sql_password_missing, those of choosing the target, those of `readBackups`, file_unwritable
 */
export async function backup(options: BackupOptions, context: StepContext): Promise<BackupResult> {
  const folder = decommissionFolder(options.folder);
  const plan = await readPlan(folder, context.workingDirectory);
  const { backups } = await readBackups(folder, context);
  const { copied, byHand, waived } = chooseNeeds(plan, options, backups);
  const target = await chooseTarget(options.to, plan, context);
  const keys = await readKeys(options, copied, target, context);
  for (const of of waived)
    context.host.notify({
      code: "backup_waived",
      message: `${of} is waived in decommission.yaml`,
      place: of,
    });
  tellWhatIsNotCovered(byHand, copied, target, context);
  const done: BackupDone[] = [];
  const held: BackupResult["held"][number][] = [];
  const connection = await context.azure();
  await withJournal(folder, plan.subscription.id, context, async (journal) => {
    for (const { of, copy } of copied) {
      const result = await copyOne(copy, {
        id: of,
        connection,
        target,
        folder,
        journal,
        context,
        ...keys,
      });
      if ("artifacts" in result) {
        done.push({ of, ...result });
        if (target.remote) await record(folder, of, result.artifacts, context);
      } else held.push(...result.map((error) => heldOf(of, error)));
    }
    await journal.append({ step: "backup", kind: "note", data: { to: target.id, held: held.length } });
  });
  return {
    to: target.id,
    done,
    recorded: target.remote && done.length > 0,
    byHand: byHand.map(({ of, method, because }) => ({ of, method, because })),
    waived,
    held,
  };
}

/** What was given to get at what is not open to the signed-in identity alone; a password is asked for only if needed. */
async function readKeys(
  { encryptTo, sqlLogin }: BackupOptions,
  copied: readonly BackupNeed[],
  { remote }: BackupTarget,
  context: StepContext,
): Promise<Pick<BackupJob, "encryptTo" | "sqlLogin">> {
  const asks = remote && copied.some(({ method }) => method === "sql-database");
  return {
    ...(encryptTo === undefined ? {} : { encryptTo: await readRecipientKey(encryptTo, context) }),
    ...(sqlLogin === undefined || !asks ? {} : { sqlLogin: await readSqlLogin(sqlLogin, context) }),
  };
}

async function readRecipientKey(file: string, { workingDirectory }: StepContext): Promise<RecipientKey> {
  const path = resolve(workingDirectory, file);
  return recipientKey((await readNamedFile(path, workingDirectory)).toString("utf8"), path);
}

async function copyOne(copy: BackupMethod, job: BackupJob): Promise<BackedUp | readonly SundownError[]> {
  const { id, context } = job;
  const task = { task: `backup ${id}`, title: `copying ${id.slice(id.lastIndexOf("/") + 1)}` };
  context.host.progress({ ...task, state: "running" });
  try {
    const result = await withLittleMemory(() => copy(job));
    context.host.progress({ ...task, state: "artifacts" in result ? "done" : "held" });
    return result;
  } catch (error) {
    if (!isSundownError(error) || error.exitCode !== 4) {
      context.host.progress({ ...task, state: "failed" });
      throw error;
    }
    context.host.progress({ ...task, state: "held" });
    return [error];
  }
}

interface CopiedNeed extends BackupNeed {
  readonly copy: BackupMethod;
}

/** What only its own option makes possible; without it a person does it. */
const OPTIONS: Readonly<Record<string, "encryptTo" | "sqlLogin">> = {
  "key-vault": "encryptTo",
  "sql-database": "sqlLogin",
};

function chooseNeeds(
  plan: Plan,
  options: BackupOptions,
  backups: readonly Backup[],
): { copied: CopiedNeed[]; byHand: BackupNeed[]; waived: string[] } {
  const { only } = options;
  const wanted = only === undefined ? undefined : new Set(only.map(idKey));
  const needs = plan.backupsNeeded.filter(({ of }) => wanted === undefined || wanted.has(idKey(of)));
  const planned = new Set(needs.map(({ of }) => idKey(of)));
  const unknown = only?.find((id) => !planned.has(idKey(id)));
  if (unknown !== undefined)
    throw new SundownError("backup_not_planned", {
      message: `${unknown} is not among what the plan says needs a backup`,
      place: unknown,
    });
  // Who names something wants it in spite of a waiver, which its artifacts then replace.
  const waivers = backups.filter((entry) => wanted === undefined && "waived" in entry);
  const keys = new Set(waivers.map(({ of }) => idKey(of)));
  const copied: CopiedNeed[] = [];
  const byHand: BackupNeed[] = [];
  const waived: string[] = [];
  for (const need of needs) {
    if (keys.has(idKey(need.of))) {
      waived.push(need.of);
      continue;
    }
    const copy = backupMethods.get(need.method);
    const option = OPTIONS[need.method];
    if (copy === undefined || (option !== undefined && options[option] === undefined)) byHand.push(need);
    else copied.push({ ...need, copy });
  }
  return { copied, byHand, waived };
}

function tellWhatIsNotCovered(
  byHand: readonly BackupNeed[],
  copied: readonly BackupNeed[],
  target: BackupTarget,
  { host }: StepContext,
): void {
  for (const { of, because } of byHand)
    host.notify({ code: "backup_by_hand", message: `${of} ${because}`, place: of });
  for (const { of, method } of copied)
    if (method === "blobs" || method === "files")
      host.notify({
        code: "backup_covers_blobs_only",
        message: `of ${of} the present blobs, tables and files are copied, nothing else`,
        place: of,
      });
  const databases = copied.filter(({ method }) => method === "sql-database");
  if (databases.length > 0)
    host.notify({
      code: "sql_export_needs_quiet",
      message: `what is written to ${count(databases.length, "database")} during the export may be in it or not`,
    });
  if (!target.remote)
    host.notify({ code: "backup_is_local", message: `${target.id} is a local folder`, place: target.id });
}

async function record(
  folder: DecommissionFolder,
  of: string,
  artifacts: readonly Artifact[],
  { host, workingDirectory }: StepContext,
): Promise<void> {
  // Read afresh each time: somebody may be editing the file meanwhile.
  const text = (await readNamedFile(folder.manifest, workingDirectory)).toString("utf8");
  await writeWhole(folder.manifest, recordBackup(text, of, artifacts));
  host.notify({
    code: "backup_recorded",
    message: `${of} is backed up: ${count(artifacts.length, "artifact")} in decommission.yaml`,
    place: of,
  });
}

function heldOf(of: string, error: SundownError): BackupResult["held"][number] {
  return { target: of, code: error.code, remedy: error.remedy ?? "", because: error.message };
}
