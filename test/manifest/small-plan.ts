import { planDigest } from "../../core/digest.ts";
import type { Plan } from "../../core/plan/plan.ts";

const SUBSCRIPTION = "8d65815f-a5b6-402f-9298-045155da7d74";
export const scope = `/subscriptions/${SUBSCRIPTION}`;
export const app = `${scope}/resourceGroups/rg-app`;
const data = `${scope}/resourceGroups/rg-data`;
export const storage = `${data}/providers/Microsoft.Storage/storageAccounts/stdata`;
export const database = `${data}/providers/Microsoft.Sql/servers/sql/databases/orders`;
export const lock = `${data}/providers/Microsoft.Authorization/locks/keep`;
export const trimmed = `${scope}/providers/Microsoft.Authorization/roleDefinitions/c0ffee00-0000-4000-8000-000000000001`;
export const deleted = `${scope}/providers/Microsoft.Authorization/roleDefinitions/c0ffee00-0000-4000-8000-000000000002`;
export const purged = `${scope}/providers/Microsoft.KeyVault/locations/westeurope/deletedVaults/kv`;
export const dependent =
  "/subscriptions/aaaaaaaa-1111-4222-8333-444444444444/resourceGroups/hub/providers/x/y/z";
const watcher = `${scope}/resourceGroups/NetworkWatcherRG`;
const elsewhere = "/subscriptions/bbbbbbbb-1111-4222-8333-444444444444";

/** A plan that asks for one decision of every kind. */
export function smallPlan(changes: Partial<Plan> = {}): Plan {
  const operation = (id: string, action: string, phase: "before" | "teardown" | "after", target: string) => ({
    id,
    action,
    phase,
    target,
    after: [],
    because: `${action} it`,
  });
  const plan: Plan = {
    version: 1,
    planDigest: "",
    takenAt: "2026-01-01T00:00:00.000Z",
    subscription: { id: SUBSCRIPTION, name: "Contoso: Retail #2" },
    resourceGroups: [
      { id: app, name: "rg-app" },
      { id: data, name: "rg-data" },
      { id: `${scope}/resourceGroups/MC_aks`, name: "MC_aks", managedBy: `${app}/providers/x/y/aks` },
    ],
    resources: [
      { id: storage, type: "Microsoft.Storage/storageAccounts", dependsOn: [], deletedBy: "group" },
      { id: database, type: "Microsoft.Sql/servers/databases", dependsOn: [], deletedBy: "parent" },
    ],
    operations: [
      operation("1", "unlock", "before", lock),
      operation("2", "deleteGroup", "teardown", app),
      operation("3", "deleteGroup", "teardown", data),
      operation("4", "purge", "after", purged),
    ],
    held: [],
    backupsNeeded: [
      { of: storage, type: "Microsoft.Storage/storageAccounts", method: "blobs", because: "it holds blobs" },
      {
        of: database,
        type: "Microsoft.Sql/servers/databases",
        method: "manual",
        because: "it holds a database",
      },
    ],
    roles: [
      {
        role: trimmed,
        name: "App operator",
        change: "trim",
        remove: [scope],
        remaining: [elsewhere, "/providers/Microsoft.Management/managementGroups/mg"],
        assignments: [],
        because: "2 other scopes remain",
      },
      {
        role: deleted,
        name: "Old",
        change: "delete",
        remove: [scope],
        remaining: [],
        assignments: [],
        because: "none",
      },
      {
        role: `${deleted}9`,
        name: "Held",
        change: "held",
        remove: [scope],
        remaining: [],
        assignments: [],
        because: "x",
      },
    ],
    locks: [{ id: lock, scope: data, level: "CanNotDelete", notes: "ask\nfinance" }],
    dependents: [{ id: dependent, on: storage, kind: "reference", because: "it reads from it" }],
    owners: [],
    billing: [{ what: "support-plan", because: "it is billed for the rest of its term" }],
    selfMade: [{ id: watcher, because: "Azure makes it", how: "leave it" }],
    cycles: [],
    observed: { heldUntil: [], sizes: [], costs: [], reading: {} },
    ...changes,
  };
  return { ...plan, planDigest: planDigest(plan) };
}

/** The manifest that answers everything {@link smallPlan} asks, as YAML a person would write. */
export const COMPLETE = `subscription:
  id: ${SUBSCRIPTION}
  name: "Contoso: Retail #2"
reason: The shop has moved to another platform.
resourceGroups:
  - rg-app
  - rg-data
backups:
  - of: ${storage}
    artifacts:
      - url: https://stbackup.blob.core.windows.net/sundown/stdata.json
        bytes: 1024
        sha256: "${"a1".repeat(32)}"
  - of: ${database}
    waived: It was empty for a year.
roleScopes:
  - role: ${trimmed}
    change: trim
    remaining:
      - ${elsewhere}
      - /providers/Microsoft.Management/managementGroups/mg
  - role: ${deleted}
    change: delete
    remaining: []
locks:
  - ${lock}
purges:
  - ${purged}
acknowledge:
  - billing:support-plan
  - dependent:${dependent}
  - selfMade:${watcher}
`;

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
