import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "../../azure/connect.ts";
import type { AzureConnection } from "../../azure/connection.ts";
import type { Notice, Progress, Question } from "../../core/host.ts";
import { parseInventory } from "../../core/inventory/parse-inventory.ts";
import { draftManifest } from "../../core/manifest/draft-manifest.ts";
import { buildPlan } from "../../core/plan/build-plan.ts";
import type { Plan } from "../../core/plan/plan.ts";
import {
  type AzureSimulator,
  type AzureSimulatorOptions,
  startAzureSimulator,
} from "../../simulator/azure-simulator.ts";
import type { Estate } from "../../simulator/estate.ts";
import type { StepContext } from "../../steps/step-context.ts";
import { startStorage, type TestStorage, trustCertificate } from "./storage.ts";

const DOOMED = "00000000-0000-4000-8000-00000000d00d";
const STAYS = "00000000-0000-4000-8000-0000000057a1";
export const ENDING = "00000000-0000-4000-8000-00000000e4d5";
export const SOURCE = `/subscriptions/${DOOMED}/resourceGroups/rg-data/providers/Microsoft.Storage/storageAccounts/stsource`;
const TARGET = `/subscriptions/${STAYS}/resourceGroups/rg-keep/providers/Microsoft.Storage/storageAccounts/stbackup`;
/** Came into the subscription after the plan. */
const LATE = `/subscriptions/${DOOMED}/resourceGroups/rg-data/providers/Microsoft.Storage/storageAccounts/stlate`;
const LOST = `/subscriptions/${ENDING}/resourceGroups/rg-old/providers/Microsoft.Storage/storageAccounts/stending`;

/** A subscription with one storage account, and others where backups may or may not go. */
export const backupEstate: Estate = {
  subscription: { subscriptionId: DOOMED, displayName: "Doomed", state: "Enabled" },
  subscriptions: [
    { subscriptionId: STAYS, displayName: "Stays", state: "Enabled" },
    { subscriptionId: ENDING, displayName: "Ending", state: "Warned" },
  ],
  resources: [SOURCE, TARGET, LOST, LATE].map((id) => ({
    id,
    location: "westeurope",
    kind: "StorageV2",
    properties: {},
  })),
};

/** What a step told and asked, and how it is answered. */
export interface Told {
  readonly notices: Notice[];
  readonly progress: Progress[];
  readonly questions: Question[];
  answer: boolean;
}

export interface World {
  readonly simulator: AzureSimulator;
  readonly connection: AzureConnection;
  readonly close: () => Promise<void>;
}

/** Signs in to a simulator over this estate. */
export async function startWorld(
  estate: Estate,
  storageHost?: string,
  options: Partial<AzureSimulatorOptions> = {},
): Promise<World> {
  const simulator = await startAzureSimulator({
    ...options,
    estate,
    speed: 600,
    lags: { lists: 0, graph: 0, roles: 0 },
    ...(storageHost === undefined ? {} : { storageHost }),
  });
  trustCertificate(simulator.certificate);
  return { simulator, connection: await connect(simulator.environment()), close: () => simulator.close() };
}

/** A simulator and its storage: one emulator for both accounts, or one for each. */
export async function startBackupWorld(
  emulators: "one" | "two",
): Promise<World & { readonly storage: TestStorage }> {
  const storage = await (emulators === "one"
    ? startStorage(["stsource", "stbackup"])
    : startStorage(["stsource"], ["stbackup"]));
  const world = await startWorld(backupEstate, storage.front.host).catch(async (error: unknown) => {
    await storage.stop();
    throw error;
  });
  return {
    ...world,
    storage,
    close: async () => {
      await world.close();
      await storage.stop();
    },
  };
}

export function contextOf(
  world: World,
  signal = new AbortController().signal,
): { context: StepContext; told: Told } {
  const told: Told = { notices: [], progress: [], questions: [], answer: true };
  return {
    told,
    context: {
      host: {
        notify: (notice) => void told.notices.push(notice),
        progress: (progress) => void told.progress.push(progress),
        ask: async (question) => {
          told.questions.push(question);
          return told.answer;
        },
      },
      environment: {},
      workingDirectory: process.cwd(),
      now: () => new Date("2026-11-24T12:00:00Z"),
      signal,
      azure: async () => world.connection,
      github: () => Promise.reject(new Error("there is no GitHub here")),
    },
  };
}

export interface PreparedFolder {
  readonly path: string;
  readonly plan: Plan;
  readonly manifest: () => Promise<string>;
  readonly remove: () => Promise<void>;
}

/** A decommission folder with the plan of what the estate holds in the doomed subscription. */
export async function prepareFolder(estate: Estate): Promise<PreparedFolder> {
  const path = await mkdtemp(join(tmpdir(), "decommission-"));
  // Test files run side by side over the same subscription ids; their locks must not meet.
  process.env.XDG_STATE_HOME = join(path, "state");
  const subscription = estate.subscription;
  const inside = `/subscriptions/${subscription?.subscriptionId}/`;
  const { inventory } = parseInventory(
    {
      ...estate,
      resources: estate.resources.filter(({ id }) => id.startsWith(inside) && id !== LATE),
      resourceGroups: estate.resourceGroups?.filter(({ id }) => id?.startsWith(inside) === true),
    },
    "estate",
  );
  const plan = buildPlan(inventory, { takenAt: new Date("2026-11-24T10:00:00Z") });
  await mkdir(join(path, "run"), { recursive: true });
  await writeFile(join(path, "plan.json"), JSON.stringify(plan));
  await writeFile(join(path, "decommission.yaml"), withoutConfiguration(draftManifest(plan)));
  return {
    path,
    plan,
    manifest: () => readFile(join(path, "decommission.yaml"), "utf8"),
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

/** Decides about the subscription's configuration, which these tests are not about. */
function withoutConfiguration(draft: string): string {
  return draft.replace(
    /(- of: \/subscriptions\/[^/\s]+\n\s+)artifacts: .*/,
    "$1waived: kept in a repository",
  );
}

export interface PreparedWorld {
  readonly world: World;
  readonly folder: PreparedFolder;
  readonly close: () => Promise<void>;
}

/** An Azure with this estate, and the folder of its decommission. */
export async function prepareWorld(estate: Estate): Promise<PreparedWorld> {
  const world = await startWorld(estate);
  const folder = await prepareFolder(estate);
  return {
    world,
    folder,
    close: async () => {
      await folder.remove();
      await world.close();
    },
  };
}
