import type { AzureConnection } from "../../azure/connection.ts";
import { lackingScopes } from "../../azure/roles/lacking-scopes.ts";
import { readCustomRoles, rolesNaming } from "../../azure/roles/read-custom-roles.ts";
import { readOwnAssignments } from "../../azure/roles/read-own-assignments.ts";
import { readRoleAssignments } from "../../azure/roles/read-role-assignments.ts";
import { type RoleWaitOptions, waitForRoles } from "../../azure/roles/wait-for-roles.ts";
import { getRole } from "../../azure/roles/write-role.ts";
import { idKey } from "../../core/arm-id.ts";
import type { Host } from "../../core/host.ts";
import type { RoleDefinition } from "../../core/inventory/inventory.ts";
import type { MessageCode } from "../../core/messages/registry.ts";
import { definitionOf } from "../../core/messages/registry.ts";
import { isSundownError } from "../../core/messages/sundown-error.ts";
import type { Plan, RoleChange } from "../../core/plan/plan.ts";
import { decideRoleStep, type RoleFacts } from "../../core/roles/decide-role-step.ts";
import { roleGuid } from "../../core/roles/role-ids.ts";
import { trimScopes } from "../../core/roles/trim-scopes.ts";
import type { Journal } from "../../engine/journal.ts";
import { changeRole } from "./change-role.ts";

export interface HeldRole {
  readonly target: string;
  readonly code: MessageCode;
  readonly message: string;
  readonly remedy: string;
}

export interface RoleOutcome {
  readonly role: string;
  readonly name: string;
  readonly change: RoleChange["change"];
  /** `already`: it was as wanted before. `unconfirmed`: done, but the lists do not show it yet. */
  readonly outcome: "changed" | "already" | "held" | "unconfirmed";
}

export interface ChangeRolesOptions {
  readonly connection: AzureConnection;
  readonly plan: Pick<Plan, "subscription" | "roles">;
  readonly journal: Journal;
  readonly host: Host;
  readonly signal: AbortSignal;
  readonly wait?: RoleWaitOptions;
}

type RoleReadOptions = Pick<ChangeRolesOptions, "connection" | "plan" | "signal">;

export interface ChangedRoles {
  readonly roles: readonly RoleOutcome[];
  readonly held: readonly HeldRole[];
}

/**
 * Does every planned role change, one after the other, and proves it by the tenant's list. What is done already
 * counts as done; what cannot be done is held and the others go on. Safe to repeat after a crash: each role is read
 * before it is touched.
 */
export async function changeRoles(options: ChangeRolesOptions): Promise<ChangedRoles> {
  const { connection, plan, signal, host } = options;
  const { listed, ...facts } = await readFacts(options);
  const held: HeldRole[] = unplannedRoles(listed, plan);
  const outcomes: RoleOutcome[] = [];
  for (const planned of plan.roles) {
    signal.throwIfAborted();
    host.progress({ task: planned.role, title: `${planned.change} role ${planned.name}`, state: "running" });
    const role = await findRole(connection, planned, listed, signal);
    const outcome = await perform(planned, { ...facts, role }, options, held);
    host.progress({ task: planned.role, ...ended(planned, outcome) });
    outcomes.push({ role: planned.role, name: planned.name, change: planned.change, outcome });
  }
  return confirm(outcomes, held, options);
}

function ended(
  { change, name }: RoleChange,
  outcome: RoleOutcome["outcome"],
): { readonly title: string; readonly state: "done" | "held" | "skipped" } {
  if (outcome === "already") return { title: `role ${name} is already as planned`, state: "skipped" };
  return { title: `${change} role ${name}`, state: outcome === "held" ? "held" : "done" };
}

/** Whether a planned change is still to be made; reads only. What is held or done changes nothing. */
export async function hasRolesToChange(options: RoleReadOptions): Promise<boolean> {
  const { connection, plan, signal } = options;
  const { listed, ...facts } = await readFacts(options);
  for (const planned of plan.roles) {
    const role = await findRole(connection, planned, listed, signal);
    if (decideRoleStep(planned, { ...facts, role }).kind === "change") return true;
  }
  return false;
}

async function readFacts({
  connection,
  plan,
  signal,
}: RoleReadOptions): Promise<Omit<RoleFacts, "role"> & { readonly listed: readonly RoleDefinition[] }> {
  const subscription = `/subscriptions/${plan.subscription.id}`;
  const listed = await readCustomRoles(connection, signal);
  const assignments = await readRoleAssignments(connection, subscription, { signal });
  const effective = await readOwnAssignments(connection, subscription, signal);
  return {
    listed,
    assignments,
    subscription,
    own: effective && new Set(effective.map(({ id }) => idKey(id))),
  };
}

/**
 * The role as it is now. The list lags and flickers, so each role is read by id: in the subscription, where it is
 * found until it is trimmed, then where it remains. Only what no read finds any more is gone.
 */
async function findRole(
  connection: AzureConnection,
  planned: RoleChange,
  listed: readonly RoleDefinition[],
  signal: AbortSignal,
): Promise<RoleDefinition | undefined> {
  const guid = roleGuid(planned.role);
  for (const scope of [planned.remove[0], planned.remaining[0]]) {
    const found = scope === undefined ? undefined : await getRole(connection, scope, guid, signal);
    if (found !== undefined) return found;
  }
  return listed.find(({ id }) => roleGuid(id) === guid);
}

async function perform(
  planned: RoleChange,
  facts: RoleFacts,
  options: ChangeRolesOptions,
  held: HeldRole[],
): Promise<RoleOutcome["outcome"]> {
  const step = decideRoleStep(planned, facts);
  if (step.kind === "done") return "already";
  if (step.kind === "held") {
    held.push(heldRole(planned.role, step.code, step.message));
    return "held";
  }
  if (facts.role === undefined) return "already";
  const action = `Microsoft.Authorization/roleDefinitions/${planned.change === "delete" ? "delete" : "write"}`;
  const scopes = facts.role.properties.assignableScopes;
  const lacking = await lackingScopes(options.connection, scopes, action, options.signal);
  if (lacking.length > 0) {
    const message = `The role ${planned.name} takes ${action} at every one of its scopes; this identity lacks it at ${lacking.join(", ")}.`;
    held.push(heldRole(planned.role, "role_write_not_permitted", message));
    return "held";
  }
  try {
    await changeRole({ ...options, planned, role: facts.role, step });
    return "changed";
  } catch (error) {
    if (!isSundownError(error) || definitionOf(error.code).exit !== 4) throw error;
    held.push(heldRole(planned.role, error.code, error.message));
    return "held";
  }
}

function heldRole(target: string, code: MessageCode, message: string): HeldRole {
  return { target, code, message, remedy: definitionOf(code).remedy ?? "" };
}

/** A role that names the subscription but is not in the plan was never approved: it is reported, not touched. */
function unplannedRoles(listed: readonly RoleDefinition[], plan: ChangeRolesOptions["plan"]): HeldRole[] {
  const planned = new Set(plan.roles.map(({ role }) => roleGuid(role)));
  return rolesNaming(listed, plan.subscription.id)
    .filter(({ id }) => !planned.has(roleGuid(id)))
    .map(({ id, properties }) =>
      heldRole(
        id,
        "roles_changed_since_plan",
        `The role ${properties.roleName} names the subscription, but is not in the plan.`,
      ),
    );
}

async function confirm(
  outcomes: readonly RoleOutcome[],
  held: readonly HeldRole[],
  { connection, plan, journal, host, signal, wait = {} }: ChangeRolesOptions,
): Promise<ChangedRoles> {
  const settled = new Map(
    plan.roles
      .filter(({ role }) => outcomes.some((outcome) => outcome.role === role && outcome.outcome !== "held"))
      .map((planned) => [roleGuid(planned.role), planned]),
  );
  const changed = outcomes.some(({ outcome }) => outcome === "changed");
  if (settled.size === 0) return { roles: outcomes, held };
  const task = { task: "roles shown", title: "Azure's list shows the roles as planned" };
  host.progress({
    ...task,
    title: "waiting until Azure's list shows the roles as planned",
    state: "running",
  });
  const shown = await waitForRoles(connection, (roles) => showsAll(roles, settled, plan.subscription.id), {
    ...wait,
    signal,
  });
  host.progress({ ...task, state: shown ? "done" : "failed" });
  if (shown) {
    if (changed)
      await journal.append({ step: "roles", kind: "note", data: { verified: [...settled.keys()] } });
    return { roles: outcomes, held };
  }
  return {
    roles: outcomes.map((entry) => (entry.outcome === "held" ? entry : { ...entry, outcome: "unconfirmed" })),
    held: [
      ...held,
      ...[...settled.values()].map(({ role, name }) =>
        heldRole(
          role,
          "role_change_unconfirmed",
          `The tenant's list does not show the change of ${name} yet.`,
        ),
      ),
    ],
  };
}

function showsAll(
  roles: readonly RoleDefinition[],
  settled: ReadonlyMap<string, RoleChange>,
  subscriptionId: string,
): boolean {
  const byGuid = new Map(roles.map((role) => [roleGuid(role.id), role]));
  return [...settled].every(([guid, planned]) => {
    const role = byGuid.get(guid);
    // A trimmed role that the list lacks is not shown; a deleted one must be lacking.
    if (role === undefined) return planned.change === "delete";
    const scopes = role.properties.assignableScopes;
    return (
      planned.change !== "delete" &&
      trimScopes(scopes, `/subscriptions/${subscriptionId}`).remove.length === 0
    );
  });
}
