import { relative } from "node:path";
import { warn as warnInPulumi } from "@pulumi/pulumi/log/index.js";
import { getRootDirectory } from "@pulumi/pulumi/runtime/settings.js";
import { readCloud } from "../azure/read-cloud.ts";
import type { LeftOver } from "../core/adoption/adoption.ts";
import { containersOf } from "../core/adoption/containers-of.ts";
import { planAdoption } from "../core/adoption/plan-adoption.ts";
import { idKey } from "../core/arm-id.ts";
import { requireStateElsewhere } from "../core/gate/require-state-elsewhere.ts";
import { parseInventory } from "../core/inventory/parse-inventory.ts";
import { definitionOf, type MessageCode } from "../core/messages/registry.ts";
import { SundownError } from "../core/messages/sundown-error.ts";
import { parsePlan } from "../core/plan/parse-plan.ts";
import type { Plan } from "../core/plan/plan.ts";
import { decommissionFolder, readNamedFile } from "../steps/decommission-folder.ts";
import { readJson } from "../steps/plan/read-json.ts";
import { azureNativePackage, requireTokens } from "./azure-native-package.ts";
import { findPolicy } from "./find-policy.ts";
import { judgeApproval } from "./judge-approval.ts";
import { register } from "./register.ts";
import { readSettings, type Settings } from "./settings.ts";
import { stateBackend } from "./state-backend.ts";

/** How many digits of the plan's digest a stack's name ends in. */
const DIGITS_IN_STACK_NAME = 12;

/**
 * The Pulumi program: reads the decommission folder that the stack names and registers what of its plan Pulumi may
 * tear down. Everything is checked before the first registration, so that a refusal leaves the state as it was.
 *
 * @throws SundownError when there is no plan to go by, or the stack belongs to another one.
 */
export async function decommission(): Promise<void> {
  const settings = readSettings();
  const root = getRootDirectory();
  const files = decommissionFolder(settings.folder);
  const plan = parsePlan(
    (await readNamedFile(files.plan, root)).toString("utf8"),
    relative(root, files.plan),
  );
  requireOwnStack(settings.stack, plan);
  const backend = await stateBackend(root, process.env);
  if (backend !== undefined) requireStateElsewhere(plan, backend);

  const manifest = {
    bytes: await readNamedFile(files.manifest, root),
    source: relative(root, files.manifest),
  };
  const { storageSuffix } = await readCloud(process.env);
  const policy = await findPolicy(settings.folder);
  const doubts = judgeApproval(settings.approved, manifest, plan, { policy, storageSuffix });
  const remaining = await readRemaining(settings, plan, root);
  const { adoptions, left } = planAdoption(plan, {
    ...(remaining === undefined ? {} : { remaining }),
    full: settings.full,
    approved: doubts.length === 0,
  });
  const installed = await azureNativePackage();
  await requireTokens(installed, adoptions);

  if (doubts.length > 0) await warn("pulumi_not_approved", doubts);
  if (left.length > 0) await warn("pulumi_operations_left", left.map(describe));
  await register(adoptions, plan.subscription.id, installed.version);
}

/** One stack for each plan: `up` of a shorter plan on an approved stack deletes what was taken out of it. */
function requireOwnStack(stack: string, plan: Plan): void {
  const digits = plan.planDigest.slice(0, DIGITS_IN_STACK_NAME);
  if (stack.endsWith(digits)) return;
  throw new SundownError("pulumi_stack_of_another_plan", {
    message: `The stack ${stack} is not for this plan, whose stack's name ends in ${digits}.`,
    place: stack,
    remedy: `pulumi stack init decommission-${digits}`,
  });
}

async function readRemaining(settings: Settings, plan: Plan, root: string): Promise<Set<string> | undefined> {
  if (settings.remaining === undefined) return undefined;
  const source = relative(root, settings.remaining);
  const input = await readJson(settings.remaining, "inventory_not_json", root);
  const { inventory } = parseInventory(input, source);
  const subscription = inventory.subscription?.subscriptionId;
  if (subscription !== undefined && idKey(subscription) !== idKey(plan.subscription.id)) {
    throw new SundownError("pulumi_remaining_elsewhere", {
      message: `${source} is of the subscription ${subscription}, the plan of ${plan.subscription.id}.`,
      place: source,
    });
  }
  const ids = [...inventory.resourceGroups, ...inventory.resources].map(({ id }) => id);
  // What something lies in exists too, also where the inventory's lists do not show it by itself.
  return new Set(ids.flatMap((id) => [id, ...containersOf(id)]));
}

const reasons: Readonly<Record<LeftOver["reason"], string>> = {
  held: "it cannot go yet",
  waits_for_held: "it has to wait for what cannot go yet",
  no_token: "no azure-native type is known for it",
  singleton: "azure-native would reset it instead of deleting it",
  not_a_delete: "it is not a delete",
  waits_for_engine: "it has to wait for something that only `sundown destroy` can do",
};

function describe({ target, reason }: LeftOver): string {
  return `${target}: ${reasons[reason]}`;
}

async function warn(code: MessageCode, lines: readonly string[]): Promise<void> {
  const { meaning, remedy } = definitionOf(code);
  const message = [`${code}: ${meaning}`, ...lines.map((line) => `  - ${line}`), remedy ?? ""];
  await warnInPulumi(message.join("\n"));
}
