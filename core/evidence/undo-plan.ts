import { idKey } from "../arm-id.ts";
import type { RoleAssignment, RoleDefinition } from "../inventory/inventory.ts";
import { roleAssignmentSchema, roleDefinitionSchema } from "../inventory/inventory.ts";
import { count } from "../report/markdown.ts";
import { roleGuid } from "../roles/role-ids.ts";
import { doneRecordSchema } from "./done-record.ts";
import type { JournalEntry } from "./journal-entry.ts";
import { type RecordedRole, recordedRoles } from "./recorded-roles.ts";

/** What a journal knows how to bring back, and what nothing brings back. */
export interface UndoPlan {
  /** Definitions to write back: as they were, and as they were left (`undefined`: deleted). Definitions go first. */
  readonly roles: readonly { readonly before: RoleDefinition; readonly after: unknown }[];
  readonly assignments: readonly RoleAssignment[];
  /** The management group it was in before its cancel, and the one it was moved to. */
  readonly managementGroup?: { readonly from: string; readonly to: string };
  /** One sentence each. */
  readonly cannot: readonly string[];
}

/** What of the journal's acts can be undone and was not yet. Pure. */
export function undoPlan(entries: readonly JournalEntry[]): UndoPlan {
  const cannot: string[] = [];
  const roles: { before: RoleDefinition; after: unknown }[] = [];
  const assignments: RoleAssignment[] = [];
  for (const [first, last] of openChanges(entries)) {
    const lacking = (what: string): void =>
      void cannot.push(`${what} ${first.role}: the record does not hold it as it was.`);
    if (first.act === "deleteAssignment") {
      const before = roleAssignmentSchema.safeParse(first.before).data;
      if (before === undefined) lacking("The role assignment");
      else assignments.push(before);
    } else {
      const before = roleDefinitionSchema.safeParse(first.before).data;
      if (before === undefined) lacking("The custom role");
      else roles.push({ before, after: last.after });
    }
  }
  const managementGroup = movedFrom(entries);
  return {
    roles,
    assignments,
    ...(managementGroup === undefined ? {} : { managementGroup }),
    cannot: [...cannot, ...lost(entries)],
  };
}

/** Of each role and assignment the first and the last change since it was last brought back. */
function openChanges(entries: readonly JournalEntry[]): [first: RecordedRole, last: RecordedRole][] {
  const open = new Map<string, [RecordedRole, RecordedRole]>();
  for (const change of recordedRoles(entries)) {
    const key = roleGuid(change.role);
    if (change.act.startsWith("restore")) open.delete(key);
    else open.set(key, [open.get(key)?.[0] ?? change, change]);
  }
  return [...open.values()];
}

function movedFrom(entries: readonly JournalEntry[]): UndoPlan["managementGroup"] {
  let moved: UndoPlan["managementGroup"];
  let intended: UndoPlan["managementGroup"];
  for (const { step, kind, data = {} } of entries) {
    if (step === "managementGroup" && kind === "intent") {
      const [from]: unknown[] = Array.isArray(data.from) ? data.from : [];
      const { to } = data;
      intended = typeof from === "string" && typeof to === "string" ? { from, to } : undefined;
    }
    if (step === "managementGroup" && kind === "answer" && data.accepted === true) moved = intended;
    if (step === "reactivate" && kind === "note" && data.movedBack === true) moved = undefined;
  }
  return moved;
}

function lost(entries: readonly JournalEntry[]): string[] {
  const gone = new Set<string>();
  for (const { step, kind, data } of entries) {
    const done = step === "destroy" && kind === "note" ? doneRecordSchema.safeParse(data).data : undefined;
    if (done?.acted === true && /^(?:delete|deleteGroup|purge)$/.test(done.action))
      gone.add(idKey(done.target));
  }
  return gone.size === 0
    ? []
    : [
        `${count(gone.size, "resource or group that was deleted stays", "resources and groups that were deleted stay")} deleted, with all that was in them: restore from the backups that decommission.yaml names.`,
      ];
}
