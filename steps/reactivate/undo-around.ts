import { isInManagementGroup, putIntoManagementGroup } from "../../azure/subscription/management-group.ts";
import type { UndoPlan } from "../../core/evidence/undo-plan.ts";
import type { UndoKind } from "../../core/lifecycle/undo-kinds.ts";
import type { MessageCode } from "../../core/messages/registry.ts";
import { isSundownError } from "../../core/messages/sundown-error.ts";
import { count } from "../../core/report/markdown.ts";
import { recordedCall } from "../recorded-call.ts";
import type { StepContext } from "../step-context.ts";
import { type RestoreOptions, restoreRoles, type Undone } from "./restore-roles.ts";

/**
 * Brings back what lies around the subscription: custom roles, role assignments, its place among the management
 * groups. Each is asked for, unless it was chosen beforehand.
 * @param chosen only these, unasked; `undefined` asks for each
 */
export async function undoAround(
  plan: UndoPlan,
  subscriptionId: string,
  chosen: readonly UndoKind[] | undefined,
  options: RestoreOptions,
  context: StepContext,
): Promise<Undone[]> {
  const wants = async (kind: UndoKind, code: MessageCode, message: string): Promise<boolean> =>
    chosen === undefined ? context.host.ask({ code, message }) : chosen.includes(kind);
  const undone: Undone[] = [];
  const { roles, assignments, managementGroup } = plan;
  if (
    managementGroup !== undefined &&
    (await wants("management-group", "reactivate_undo_group", `Move it back to ${managementGroup.from}?`))
  )
    undone.push(await moveBack(managementGroup, subscriptionId, options));
  if (
    roles.length + assignments.length > 0 &&
    (await wants(
      "roles",
      "reactivate_undo_roles",
      `Write ${count(roles.length, "custom role")} and ${count(assignments.length, "role assignment")} back as they were?`,
    ))
  )
    undone.push(...(await restoreRoles(plan, options)));
  return undone;
}

async function moveBack(
  { from }: NonNullable<UndoPlan["managementGroup"]>,
  subscriptionId: string,
  { connection, journal, signal }: RestoreOptions,
): Promise<Undone> {
  const line = { step: "reactivate", about: `${from}/subscriptions/${subscriptionId}` } as const;
  try {
    const isThere = await isInManagementGroup(connection, from, subscriptionId, signal);
    if (!isThere) {
      await recordedCall(journal, line, { act: "moveBack", to: from }, () =>
        putIntoManagementGroup(connection, from, subscriptionId),
      );
    }
    await journal.append({ ...line, kind: "note", data: { movedBack: true } });
    return { target: from, outcome: isThere ? "already" : "restored" };
  } catch (error) {
    if (!isSundownError(error) || error.code === "journal_unwritable") throw error;
    return { target: from, outcome: "held", code: error.code, message: error.message };
  }
}
