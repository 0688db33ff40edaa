import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "../../azure/connect.ts";
import type { AzureConnection } from "../../azure/connection.ts";
import { readInventory } from "../../azure/read-inventory.ts";
import { buildPlan } from "../../core/plan/build-plan.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { AzureSimulator } from "../../simulator/azure-simulator.ts";
import type { Estate, EstateResource } from "../../simulator/estate.ts";
import type { Run } from "../../simulator/github/records.ts";
import * as acts from "../../simulator/github/repository-acts.ts";
import {
  estateOf,
  otherSubscription,
  otherSubscriptionId,
  resource,
  subscription,
  subscriptionId,
} from "../support/estate.ts";
import {
  approve,
  mergeStory,
  type Story,
  type StoryOptions,
  startStory,
  WORKFLOW,
} from "../support/github.ts";
import { type ActionRun, runAction } from "../support/run-action.ts";
import { startSimulator } from "../support/simulator.ts";

const ROLE = "c0ffee00-0000-4000-8000-000000000001";

/** What the Action is run in: a GitHub, and the environment that names a cloud. */
export interface GateWorld {
  readonly story: Story;
  readonly cloud: Readonly<Record<string, string>>;
}

/** With a simulated Azure that the plan was made from, so that the whole way can be gone. */
export interface ActionWorld extends GateWorld {
  readonly azure: AzureSimulator;
  readonly connection: AzureConnection;
}

/** Without any Azure, for what has to be refused before anybody signs in. */
export async function gateWorld(options: StoryOptions = {}): Promise<GateWorld> {
  const cloud = { AZURE_CLIENT_ID: "client", AZURE_TENANT_ID: "tenant" };
  return { story: await startStory(options), cloud };
}

export interface ActionWorldOptions {
  /** Further resources. */
  readonly resources?: readonly EstateResource[];
  /** What the subscription beside it is like. @default Enabled */
  readonly otherState?: string;
  /** `localhost:PORT` of what stands in for the cloud's storage. */
  readonly storageHost?: string;
  /** Of the subscription. @default Enabled */
  readonly state?: string;
  /** What the pull request holds, from the plan that was made. */
  readonly story?: (plan: Plan, azure: AzureSimulator) => Promise<StoryOptions>;
}

/** One group, and a custom role that is shared with another subscription. */
export function roleEstate(resources: readonly EstateResource[] = []): Estate {
  return estateOf(
    [
      resource("rg-app", "Microsoft.Network/networkSecurityGroups", "nsg", { securityRules: [] }),
      ...resources,
    ],
    {
      roleDefinitions: [
        {
          id: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${ROLE}`,
          name: ROLE,
          properties: {
            roleName: "Operator",
            type: "CustomRole",
            permissions: [{ actions: ["*/read"], notActions: [], dataActions: [], notDataActions: [] }],
            assignableScopes: [subscription, otherSubscription],
          },
        },
      ],
    },
  );
}

export async function actionWorld(options: ActionWorldOptions = {}): Promise<ActionWorld> {
  const { state = "Enabled", otherState = "Enabled", storageHost } = options;
  const estate = {
    ...roleEstate(options.resources),
    subscription: { subscriptionId, displayName: "Doomed", state },
    subscriptions: [{ subscriptionId: otherSubscriptionId, displayName: "Shared", state: otherState }],
  };
  const azure = await startSimulator({
    estate,
    speed: 4000,
    ...(storageHost === undefined ? {} : { storageHost }),
  });
  const { AZURE_CLIENT_SECRET: _secret, ...cloud } = azure.environment();
  const connection = await connect(azure.environment());
  const inventory = await readInventory(connection, subscriptionId);
  const plan = buildPlan(inventory, { takenAt: new Date("2026-01-01T00:00:00Z") });
  // What the test itself asked for is not what the Action did.
  azure.clearLog();
  return {
    azure,
    connection,
    cloud,
    story: await startStory({ plan, ...(await options.story?.(plan, azure)) }),
  };
}

/** Environment and inputs of a job that may sign in to Azure. */
function jobOf({ cloud, story }: GateWorld, run: Run, name: string, environment?: string) {
  const { github, repository } = story;
  return {
    ...cloud,
    ...github.runnerEnvironment(repository, {
      run,
      name,
      ...(environment === undefined ? {} : { environment }),
    }),
  };
}

export function runCheck({ story }: GateWorld): Promise<ActionRun> {
  return runCheckOf(story, "retire-old", story.number);
}

/** `check` on any pull request of the story's repository. */
export async function runCheckOf(story: Story, branch: string, number: number): Promise<ActionRun> {
  const { github, repository, people } = story;
  const run = acts.startRun(repository, {
    workflow: WORKFLOW,
    event: "pull_request",
    actor: people.ada,
    branch,
  });
  return runAction({
    inputs: { command: "check", "github-token": github.token },
    environment: github.runnerEnvironment(repository, { run, name: "check" }),
    event: { pull_request: { number } },
  });
}

/** The run that the merge's push starts. */
export function pushRun({ story }: GateWorld): Run {
  const { repository, people } = story;
  return acts.startRun(repository, { workflow: WORKFLOW, event: "push", actor: people.dora });
}

/** Job verify, with its end on GitHub's record. */
export async function runVerify(
  world: GateWorld,
  run: Run,
  inputs: Readonly<Record<string, string>> = {},
): Promise<ActionRun> {
  const { github, repository } = world.story;
  acts.setJob(repository, run, { name: "verify", status: "in_progress" });
  const result = await runAction({
    inputs: { command: "verify", "github-token": github.token, "poll-seconds": "0.05", ...inputs },
    environment: jobOf(world, run, "verify"),
  });
  acts.setJob(repository, run, {
    name: "verify",
    status: "completed",
    conclusion: result.exitCode === 0 ? "success" : "failure",
  });
  return result;
}

/** A dispatched run has to say which pull request it means. */
function inputsOf({ story }: GateWorld, run: Run): Record<string, string> {
  return run.event === "push" ? {} : { "pull-request": String(story.number) };
}

/** Job cancel; its environment has to have been released before. */
export async function runCancel(
  world: GateWorld,
  run: Run,
  options: {
    readonly digest?: string;
    readonly environment?: string;
    readonly inputs?: Readonly<Record<string, string>>;
  } = {},
): Promise<ActionRun> {
  const { github, repository, digest } = world.story;
  acts.setJob(repository, run, { name: "cancel", status: "in_progress", runnerId: 2 });
  const result = await runAction({
    inputs: {
      command: "cancel",
      "github-token": github.token,
      "poll-seconds": "0.05",
      "verified-digest": options.digest ?? digest,
      ...inputsOf(world, run),
      ...options.inputs,
    },
    environment: jobOf(world, run, "cancel", options.environment ?? "decommission"),
  });
  acts.setJob(repository, run, {
    name: "cancel",
    status: "completed",
    conclusion: result.exitCode === 0 ? "success" : "failure",
  });
  return result;
}

export function release({ story }: GateWorld, run: Run): void {
  acts.answerEnvironment(run, { environment: "decommission", user: story.people.eve });
}

/** The teardown, by whoever does it: every group goes, and the lists have caught up. */
export async function tearDown(
  { azure, connection }: Pick<ActionWorld, "azure" | "connection">,
  plan: Plan,
): Promise<void> {
  for (const group of plan.resourceGroups) {
    await connection.request({ method: "DELETE", path: group.id, apiVersion: "2022-09-01" });
    for (let turn = 0; turn < 100; turn += 1) {
      const { status } = await connection.request({
        method: "GET",
        path: group.id,
        apiVersion: "2022-09-01",
      });
      if (status === 404) break;
      await sleep(20);
    }
  }
  azure.advance(600);
}

/** A run that somebody starts by hand, naming the pull request. */
export function dispatchedRun({ story }: GateWorld): Run {
  const { repository, people } = story;
  return acts.startRun(repository, { workflow: WORKFLOW, event: "workflow_dispatch", actor: people.dora });
}

/** Approved, merged, verified, torn down and released: the cancel may go. */
export async function readyToCancel(
  world: ActionWorld,
  start: (world: GateWorld) => Run = pushRun,
): Promise<Run> {
  approve(world.story);
  mergeStory(world.story);
  const run = start(world);
  const verified = await runVerify(world, run, inputsOf(world, run));
  if (verified.exitCode !== 0) throw new Error(verified.log);
  await tearDown(world, world.story.plan);
  release(world, run);
  return run;
}

export function stateOf({ azure }: ActionWorld): string | undefined {
  return azure.state().subscriptions.find((entry) => entry.subscriptionId === subscriptionId)?.state;
}

/** Requests to Azure that change something, sign-in excepted. */
export function changes({ azure }: ActionWorld): string[] {
  return azure
    .log()
    .filter(({ method, path }) => method !== "GET" && method !== "HEAD" && !/token|ResourceGraph/i.test(path))
    .map(({ method, path }) => `${method} ${path}`);
}
