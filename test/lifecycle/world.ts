import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { connect } from "../../azure/connect.ts";
import type { AzureConnection } from "../../azure/connection.ts";
import type { Host, Notice, Progress, Question } from "../../core/host.ts";
import { parseInventory } from "../../core/inventory/parse-inventory.ts";
import { acknowledgements } from "../../core/manifest/acknowledgements.ts";
import { buildPlan } from "../../core/plan/build-plan.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { AzureSimulator } from "../../simulator/azure-simulator.ts";
import type { Estate } from "../../simulator/estate.ts";
import type { StepContext } from "../../steps/step-context.ts";
import { startSimulator } from "../support/simulator.ts";

export const DOOMED = "11111111-1111-4111-8111-111111111111";
const OTHER = "22222222-2222-4222-8222-222222222222";
const THIRD = "33333333-3333-4333-8333-333333333333";
export const doomed = `/subscriptions/${DOOMED}`;
export const other = `/subscriptions/${OTHER}`;
export const third = `/subscriptions/${THIRD}`;
export const NAME = "Contoso Retail (old)";
/** Fast enough for tests, slow enough to be a wait. */
export const wait = { intervalMs: 15, patienceMs: 10_000 };

const SOMEBODY = "aaaaaaaa-0000-4000-8000-000000000001";

export function customRole(number: number, scopes: readonly string[], extra: Record<string, unknown> = {}) {
  const guid = `c0ffee00-0000-4000-8000-${String(number).padStart(12, "0")}`;
  return {
    id: `${scopes[0]}/providers/Microsoft.Authorization/roleDefinitions/${guid}`,
    name: guid,
    type: "Microsoft.Authorization/roleDefinitions",
    properties: {
      roleName: `Role ${number}`,
      type: "CustomRole",
      description: "what it is for",
      permissions: [
        {
          actions: ["Microsoft.Compute/*/read"],
          notActions: [],
          dataActions: [],
          notDataActions: [],
          ...extra,
        },
      ],
      assignableScopes: [...scopes],
    },
  };
}

export function assignmentOf(role: { readonly id: string }, scope: string, principalId: string = SOMEBODY) {
  const guid = `a551f000-0000-4000-8000-${role.id.slice(-6)}${principalId.slice(0, 3)}${String(scope.length).padStart(3, "0")}`;
  return {
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${guid}`,
    name: guid,
    properties: { roleDefinitionId: role.id, principalId, principalType: "User", scope },
  };
}

interface Asked {
  readonly notices: Notice[];
  readonly questions: Question[];
  readonly progress: Progress[];
}

export interface LifecycleWorld extends Asked {
  readonly simulator: AzureSimulator;
  readonly azure: AzureConnection;
  readonly plan: Plan;
  /** The decommission folder, with a complete manifest. */
  readonly folder: string;
  readonly context: StepContext;
  /** Virtual "now" of the steps; tests move it. */
  readonly clock: { now: Date };
  readonly answers: { yes: boolean };
}

/**
 * A simulator over the estate, a plan of that estate, and a folder whose manifest decides everything, where the
 * policy allows going without a pull request.
 */
export async function lifecycleWorld(
  estate: Partial<Estate> & { readonly quotaId?: string },
  options: { readonly speed?: number; readonly objectId?: string; readonly policy?: string } = {},
): Promise<LifecycleWorld> {
  const { quotaId = "PayAsYouGo_2014-09-01", ...rest } = estate;
  const whole: Estate = {
    subscription: {
      subscriptionId: DOOMED,
      displayName: NAME,
      state: "Enabled",
      subscriptionPolicies: { quotaId, spendingLimit: "Off" },
    },
    subscriptions: [
      { subscriptionId: OTHER, displayName: "other" },
      { subscriptionId: THIRD, displayName: "third" },
    ],
    resources: [],
    ...rest,
  };
  const simulator = await startSimulator({
    estate: whole,
    speed: options.speed ?? 4000,
    ...(options.objectId === undefined ? {} : { objectId: options.objectId }),
  });
  const azure = await connect(simulator.environment());
  const read = { ...whole, subscription: { ...whole.subscription, tenantId: simulator.tenantId } };
  const plan = buildPlan(parseInventory(read, "estate").inventory, {
    takenAt: new Date("2026-01-01T00:00:00Z"),
  });
  const directory = await mkdtemp(join(tmpdir(), "sundown-lifecycle-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const folder = join(directory, "decommission", "old");
  await mkdir(folder, { recursive: true });
  await mkdir(join(directory, ".github"));
  await writeFile(join(directory, ".github", "sundown.yml"), options.policy ?? "allowLocal: true\n");
  await writeFile(join(folder, "plan.json"), JSON.stringify(plan));
  await writeFile(join(folder, "decommission.yaml"), completeManifest(plan));

  const clock = { now: new Date("2026-11-01T12:00:00Z") };
  const answers = { yes: true };
  const asked: Asked = { notices: [], questions: [], progress: [] };
  const host: Host = {
    notify: (notice) => void asked.notices.push(notice),
    progress: (progress) => void asked.progress.push(progress),
    ask: async (question) => {
      asked.questions.push(question);
      return answers.yes;
    },
  };
  const context: StepContext = {
    host,
    environment: simulator.environment(),
    workingDirectory: directory,
    now: () => clock.now,
    signal: new AbortController().signal,
    azure: async () => azure,
    github: () => Promise.reject(new Error("no GitHub in this test")),
  };
  return { simulator, azure, plan, folder, context, clock, answers, ...asked };
}

/** A manifest that decides everything a plan asks. JSON is YAML. */
function completeManifest(plan: Plan): string {
  const groups = plan.operations.filter(({ action }) => action === "deleteGroup").map(({ target }) => target);
  return JSON.stringify(
    {
      subscription: { id: plan.subscription.id, name: plan.subscription.name },
      reason: "The shop has moved.",
      resourceGroups: plan.resourceGroups.filter(({ id }) => groups.includes(id)).map(({ name }) => name),
      backups: plan.backupsNeeded.map(({ of }) => ({ of, waived: "copied elsewhere" })),
      roleScopes: plan.roles
        .filter(({ change }) => change !== "held")
        .map(({ role, change, remaining }) => ({ role, change, remaining })),
      locks: plan.locks.map(({ id }) => id),
      purges: plan.operations.filter(({ action }) => action === "purge").map(({ target }) => target),
      acknowledge: acknowledgements(plan).map(({ key }) => key),
    },
    undefined,
    2,
  );
}

/** Adds decisions to the manifest of a world. */
export async function setManifest(
  { folder }: Pick<LifecycleWorld, "folder">,
  decisions: Readonly<Record<string, unknown>>,
): Promise<void> {
  const path = join(folder, "decommission.yaml");
  const manifest: unknown = JSON.parse(await readFile(path, "utf8"));
  await writeFile(path, JSON.stringify(Object.assign({}, manifest, decisions), undefined, 2));
}

/** Changing requests the simulator got, as `METHOD path status`. */
export function changes(simulator: AzureSimulator): string[] {
  return simulator
    .log()
    .filter(({ method, path }) => method !== "GET" && !/resourcegraph|oauth2/i.test(path))
    .map(({ method, path, status }) => `${method} ${path} ${status}`);
}
