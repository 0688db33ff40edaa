import { rm } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { decommissionFolder } from "../../steps/decommission-folder.ts";
import { folderName } from "../../steps/plan/folder-name.ts";
import type { StepContext } from "../../steps/step-context.ts";
import { emulatorMain } from "./azurite.ts";
import { freshDemoFolder } from "./demo-folder.ts";
import { createDemoRepository } from "./demo-repository.ts";
import { narrator } from "./narrator.ts";
import { decideIt, planIt, quiesce } from "./prepare.ts";
import { reviewIt } from "./review.ts";
import { type Stage, setStage } from "./stage.ts";
import { afterwards, tearDown } from "./teardown.ts";
import type { Tour } from "./tour.ts";

export interface DemoOptions {
  /** The folder to leave. @default ./sundown-demo */
  readonly out: string;
  /** Where the story is told. */
  readonly write: (text: string) => void;
}

export interface DemoResult {
  readonly folder: string;
  readonly decommission: string;
  readonly seconds: number;
  /** The subscription's true state at the end. */
  readonly state: string;
  /** What to look at, by path. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * The whole story on simulators: the real CLI and the built Action as processes, against an Azure, a GitHub and two
 * storage emulators that run here. Needs no network and no other service.
 *
 * @throws SundownError demo_differs when a step ends otherwise than told; storage_emulator_missing before any
 */
export async function demo(options: DemoOptions, context: StepContext): Promise<DemoResult> {
  const started = performance.now();
  emulatorMain();
  const folder = resolve(context.workingDirectory, options.out);
  await freshDemoFolder(folder);
  const stageFolder = join(folder, ".stage");
  const say = narrator(options.write);
  const stage = await setStage(stageFolder);
  try {
    say.say(
      `Azure on ${stage.azure.origin} holds "${stage.subscriptionName}"; GitHub is ${stage.github.origin}.`,
    );
    const decommission = join("decommission", folderName(stage.subscriptionName));
    const tour: Tour = {
      stage,
      repository: createDemoRepository(stage),
      narrator: say,
      folder,
      decommission,
      signal: context.signal,
    };
    await planIt(tour);
    await quiesce(tour);
    await decideIt(tour);
    const { pullRequest, digest, run } = await reviewIt(tour);
    await tearDown(tour, run, pullRequest, digest);
    await afterwards(tour);
    const state = endState(stage);
    const files = filesIn(join(folder, decommission), folder);
    return { folder, decommission, seconds: (performance.now() - started) / 1000, state, files };
  } finally {
    await stage.close();
    // Keys and certificates of servers that are gone.
    await rm(stageFolder, { recursive: true, force: true });
  }
}

/** Asks the simulators themselves, not Sundown, whether it is so. */
function endState({ azure, subscriptionId }: Stage): string {
  const { subscriptions, resources, resourceGroups, roleDefinitions } = azure.state();
  const own = `/subscriptions/${subscriptionId}`.toLowerCase();
  const isOwn = (id: string) => id.toLowerCase().startsWith(own);
  const left = [...resources, ...resourceGroups.map(({ id }) => id)].filter(isOwn);
  const naming = roleDefinitions.filter(({ assignableScopes }) =>
    JSON.stringify(assignableScopes).toLowerCase().includes(own),
  );
  const state = subscriptions.find((subscription) => subscription.subscriptionId === subscriptionId)?.state;
  if (left.length > 0 || naming.length > 0 || (state !== "Disabled" && state !== "Warned")) {
    throw new SundownError("demo_differs", {
      message: `At the end the subscription is ${state}, holds ${left.length} things, and ${naming.length} roles name it.`,
      data: { left, naming },
    });
  }
  return state;
}

function filesIn(path: string, folder: string): Record<string, string> {
  const { plan, markdown, page, manifest, journal, evidence, run, carriedOut } = decommissionFolder(path);
  const files = {
    "the plan for people": markdown,
    "the plan as data": plan,
    "the plan for a browser": page,
    "what goes before what": join(path, "dependencies.svg"),
    "what was decided": manifest,
    "what the Action said on the pull request": join(folder, "pull-request-comment.md"),
    "the teardown as it ran, for a browser": carriedOut,
    "every act, before and after it": journal,
    "the evidence": evidence,
    "the evidence for auditors": join(run, "evidence.md"),
  };
  return Object.fromEntries(Object.entries(files).map(([what, file]) => [what, relative(folder, file)]));
}
