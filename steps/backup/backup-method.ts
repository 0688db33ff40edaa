import type { AzureConnection } from "../../azure/connection.ts";
import type { SqlLogin } from "../../azure/sql/sql-login.ts";
import type { BackupTarget } from "../../azure/storage/backup-target.ts";
import type { Artifact } from "../../core/manifest/manifest.ts";
import type { SundownError } from "../../core/messages/sundown-error.ts";
import type { Journal } from "../../engine/journal.ts";
import type { DecommissionFolder } from "../decommission-folder.ts";
import type { StepContext } from "../step-context.ts";
import type { RecipientKey } from "./recipient-key.ts";

/** One thing that is backed up, and where its copy goes. */
export interface BackupJob {
  /** ARM id of what is backed up. */
  readonly id: string;
  readonly connection: AzureConnection;
  readonly target: BackupTarget;
  readonly folder: DecommissionFolder;
  readonly journal: Journal;
  readonly context: StepContext;
  /** What secrets are encrypted to, where the user gave a key. */
  readonly encryptTo?: RecipientKey;
  /** Who reads SQL databases to export them, where the user gave a login. */
  readonly sqlLogin?: SqlLogin;
}

/** What of a job the copying itself needs. */
export interface CopyJob extends Pick<BackupJob, "id" | "target" | "folder"> {
  readonly context: Pick<StepContext, "signal">;
}

export interface BackedUp {
  /** What was written and read back from the target. */
  readonly artifacts: readonly Artifact[];
  /** What was copied, for people: `3 blobs`. */
  readonly items: { readonly count: number; readonly noun: string };
  readonly bytes: number;
  /** Items that an earlier run had copied. */
  readonly kept: number;
}

/**
 * A way to back something up. May be killed at any point and started again.
 * @returns the artifacts, or everything that could not be copied; what could be stays and is not copied again
 * @throws SundownError when the source cannot be read at all; exit code 4 holds this one, others end the step
 */
export type BackupMethod = (job: BackupJob) => Promise<BackedUp | readonly SundownError[]>;
