import { join, resolve } from "node:path";
import { idKey } from "../../core/arm-id.ts";
import type { Inventory } from "../../core/inventory/inventory.ts";
import { parseInventory } from "../../core/inventory/parse-inventory.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { buildPlan } from "../../core/plan/build-plan.ts";
import type { Held, Plan } from "../../core/plan/plan.ts";
import { count } from "../../core/report/markdown.ts";
import { planPage } from "../../core/report/page/plan-page.ts";
import { planMarkdown } from "../../core/report/plan-markdown.ts";
import { type PlanFigures, planFigures, planSummary } from "../../core/report/plan-summary.ts";
import { type DecommissionFolder, decommissionFolder } from "../decommission-folder.ts";
import type { StepContext } from "../step-context.ts";
import { drawPictures } from "./draw-pictures.ts";
import { folderName } from "./folder-name.ts";
import { observe } from "./observe.ts";
import { readJson } from "./read-json.ts";
import { readOwners } from "./read-owners.ts";
import { refuseForeign } from "./refuse-foreign.ts";
import { writeManifest } from "./write-manifest.ts";
import { writeRunFile, writeWhole } from "./write-whole.ts";

export interface PlanOptions {
  /** An inventory file; without it Azure is read. */
  readonly inventory?: string;
  /** Id of the subscription to read from Azure; exactly one of this and `inventory`. */
  readonly subscription?: string;
  /** The folder to write; default `decommission/<name of the subscription>`. */
  readonly out?: string;
  /** Files made with `pulumi stack export`. @default none */
  readonly stacks?: readonly string[];
  /** Terraform state files. @default none */
  readonly terraformStates?: readonly string[];
}

export interface PlanResult {
  readonly folder: string;
  readonly planDigest: string;
  readonly figures: PlanFigures;
  /** What cannot go yet. A plan that says so is a good plan: the verb still exits with 0. */
  readonly held: readonly Held[];
  readonly files: readonly string[];
  /** Whether decommission.yaml was written; false when one was there already. */
  readonly drafted: boolean;
  /** What is still open in decommission.yaml, one line each. */
  readonly open: readonly string[];
  readonly summary: string;
}

/**
 * Looks (at Azure or a file), decides, and writes plan.json, plan.md, plan.html, the graph and the draft manifest.
 *
 * @throws SundownError usage_error, folder_foreign, file_unwritable, and what reading throws
 */
export async function plan(options: PlanOptions, context: StepContext): Promise<PlanResult> {
  if (options.out === "") {
    throw new SundownError("usage_error", {
      message: "The folder to write has no name.",
      place: "--out",
      remedy: "Name a folder, or leave --out away.",
    });
  }
  const inventory = await takeInventory(options, context);
  const owners = await readOwners(options, context.workingDirectory);
  const built = buildPlan(inventory, { takenAt: context.now(), owners });
  const seen = options.subscription === undefined ? {} : await observe(options.subscription, context);
  const made = { ...built, observed: { ...built.observed, ...seen } };
  const name = made.subscription.name ?? made.subscription.id;
  const out = options.out ?? join("decommission", folderName(name));
  const folder = decommissionFolder(resolve(context.workingDirectory, out));

  await refuseForeign(folder, made.subscription.id, context.workingDirectory);
  await writeWhole(folder.plan, `${JSON.stringify(made, undefined, 2)}\n`);
  await writeWhole(folder.markdown, planMarkdown(made));
  const files = [folder.plan, folder.markdown, ...(await writePictures(folder, made, context))];
  if (options.subscription !== undefined) {
    await writeRunFile(folder, folder.inventory, `${JSON.stringify(inventory, undefined, 2)}\n`);
    files.push(folder.inventory);
  }
  const { drafted, open } = await writeManifest(folder, made, context);
  files.push(folder.manifest);

  const figures = planFigures(made);
  const listed = new Set(inventory.resources.map(({ id }) => idKey(id)));
  const unlisted = made.resources.filter(({ id }) => !listed.has(idKey(id))).length;
  return {
    folder: folder.path,
    planDigest: made.planDigest,
    figures,
    held: made.held,
    files,
    drafted,
    open,
    summary: planSummary(made, { folder: out, drafted, open: open.length, unlisted }),
  };
}

async function writePictures(
  folder: DecommissionFolder,
  made: Plan,
  context: StepContext,
): Promise<string[]> {
  const { dot, svg, drawings } = await drawPictures(made, context);
  const files: [string, string][] = [
    [join(folder.path, "dependencies.dot"), dot],
    ...(svg === undefined ? [] : [[join(folder.path, "dependencies.svg"), svg] satisfies [string, string]]),
    [folder.page, planPage(made, drawings)],
  ];
  for (const [path, content] of files) await writeWhole(path, content);
  return files.map(([path]) => path);
}

async function takeInventory(options: PlanOptions, context: StepContext): Promise<Inventory> {
  if (options.inventory !== undefined) {
    const path = resolve(context.workingDirectory, options.inventory);
    const input = await readJson(path, "inventory_not_json", context.workingDirectory);
    const { inventory, notices } = parseInventory(input, options.inventory);
    for (const notice of notices) context.host.notify(notice);
    // In the form a reading of Azure has, so that both give the same plan.
    const { savedForm } = await import("../../azure/saved-form.ts");
    return savedForm(inventory);
  }
  if (options.subscription === undefined) {
    throw new SundownError("usage_error", {
      message: "plan needs something to read.",
      remedy: "Give --subscription ID (reads Azure) or --inventory FILE (reads a file).",
    });
  }
  const { readInventory } = await import("../../azure/read-inventory.ts");
  const { unreadableNotices } = await import("../../azure/unreadable.ts");
  const connection = await context.azure();
  const tell = (title: string, state: "running" | "done") =>
    context.host.progress({ task: "inventory", title, state });
  const inventory = await readInventory(connection, options.subscription, {
    signal: context.signal,
    onProgress: (title) => tell(title, "running"),
  });
  for (const notice of unreadableNotices(inventory)) context.host.notify(notice);
  tell(
    `read ${count(inventory.resources.length, "resource")} in ${count(inventory.resourceGroups.length, "group")}`,
    "done",
  );
  return inventory;
}
