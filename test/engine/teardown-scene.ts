import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, vi } from "vitest";
import { connect } from "../../azure/connect.ts";
import type { AzureConnection } from "../../azure/connection.ts";
import { readInventory } from "../../azure/read-inventory.ts";
import { idKey } from "../../core/arm-id.ts";
import { planDigest } from "../../core/digest.ts";
import type { Host, Notice, Progress, Question } from "../../core/host.ts";
import { buildPlan } from "../../core/plan/build-plan.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { AzureSimulator } from "../../simulator/azure-simulator.ts";
import type { Estate } from "../../simulator/estate.ts";
import type { StepContext } from "../../steps/step-context.ts";
import { completeManifest } from "../support/complete-manifest.ts";
import { startSimulator } from "../support/simulator.ts";

export interface Scene {
  readonly simulator: AzureSimulator;
  readonly directory: string;
  readonly folder: string;
  readonly plan: Plan;
  readonly context: StepContext;
  readonly told: { readonly notices: Notice[]; readonly progress: Progress[]; readonly asked: Question[] };
  readonly abort: AbortController;
}

export interface SceneOptions {
  /** @default 200, and 1 in virtual time */
  readonly speed?: number;
  readonly throttle?: boolean;
  readonly storageHost?: string;
  readonly changePlan?: (plan: Plan) => Plan;
  /** The plan of an earlier scene of the same estate, instead of reading it once more. */
  readonly plan?: Plan;
}

/** A folder whose plan was read from a running simulator, whose manifest is complete, and where local approval is allowed. */
export async function teardownScene(estate: Estate, options: SceneOptions = {}): Promise<Scene> {
  const { speed = vi.isFakeTimers() ? 1 : 200, throttle = false, storageHost } = options;
  const storage = storageHost === undefined ? {} : { storageHost };
  const simulator = await startSimulator({ estate, speed, throttle, ...storage });
  const directory = await temporaryDirectory();
  process.env.XDG_STATE_HOME = join(directory, "state");
  const connection = await connect(simulator.environment());
  const plan = options.plan ?? (await readPlan(simulator, connection, options.changePlan));
  const folder = join(directory, "decommission", "test");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "plan.json"), JSON.stringify(plan));
  await writeFile(join(folder, "decommission.yaml"), completeManifest(plan));
  await mkdir(join(directory, ".github"));
  await writeFile(join(directory, ".github", "sundown.yml"), "allowLocal: true\n");
  simulator.clearLog();
  return { simulator, directory, folder, plan, ...contextOf(directory, async () => connection) };
}

async function readPlan(
  simulator: AzureSimulator,
  connection: AzureConnection,
  change: (plan: Plan) => Plan = (plan) => plan,
): Promise<Plan> {
  const subscriptionId = simulator.state().subscriptions[0]?.subscriptionId ?? "";
  const inventory = await readInventory(connection, subscriptionId);
  const changed = change(buildPlan(inventory, { takenAt: new Date("2026-11-24T00:00:00Z") }));
  return { ...changed, planDigest: planDigest(changed) };
}

export function contextOf(
  directory: string,
  azure: () => Promise<AzureConnection>,
): Pick<Scene, "context" | "told" | "abort"> {
  const told = { notices: [] as Notice[], progress: [] as Progress[], asked: [] as Question[] };
  const host: Host = {
    notify: (notice) => void told.notices.push(notice),
    progress: (progress) => void told.progress.push(progress),
    async ask(question) {
      told.asked.push(question);
      return true;
    },
  };
  const abort = new AbortController();
  const context: StepContext = {
    host,
    environment: {},
    workingDirectory: directory,
    now: () => new Date(),
    signal: abort.signal,
    azure,
    github: () => Promise.reject(new Error("no GitHub here")),
  };
  return { context, told, abort };
}

export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "sundown-engine-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

export interface ChangingCall {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** The calls that change something, as the simulator saw them. */
export function changingCalls(simulator: AzureSimulator): ChangingCall[] {
  return simulator
    .log()
    .filter(
      ({ method, path }) =>
        ["PUT", "PATCH", "POST", "DELETE"].includes(method) &&
        !/\/oauth2\/|Microsoft\.ResourceGraph/i.test(path),
    )
    .map(({ method, path, status }) => ({ method, path, status }));
}

/** Operation ids in the order their calls came; fails on a call that belongs to no operation. */
export function callsAsOperations(plan: Plan, calls: readonly ChangingCall[]): string[] {
  const byTarget = new Map(plan.operations.map(({ id, target }) => [idKey(target), id]));
  return calls.map(({ method, path }) => {
    const id = byTarget.get(idKey(path.replace(/^\/+/, "/")));
    if (id === undefined) throw new Error(`${method} ${path} is in no operation of the plan`);
    return id;
  });
}
