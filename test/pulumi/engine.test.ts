import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, type TestContext, test } from "vitest";
import { connect } from "../../azure/connect.ts";
import { type AzureSimulator, startAzureSimulator } from "../../simulator/azure-simulator.ts";
import { destroy } from "../../steps/destroy/destroy.ts";
import { init } from "../../steps/init/init.ts";
import { contextOf } from "../engine/teardown-scene.ts";
import { trust } from "../support/simulator.ts";
import { type WrittenDecommission, writeDecommission } from "./decommission-folder.ts";
import { estatePlan, shorter } from "./estate-plan.ts";
import { peeredEstate, spokeLink } from "./peered-estate.ts";
import {
  type Finished,
  findPulumi,
  installPackages,
  makePulumiProject,
  type PulumiProject,
} from "./pulumi-project.ts";
import { groupId } from "./small-plan.ts";

const pulumiPath = findPulumi();
if (pulumiPath === undefined)
  process.stdout.write("skipped: no `pulumi` on PATH, so the program meets no real engine here\n");

interface Stage {
  readonly azure: AzureSimulator;
  readonly project: PulumiProject;
  readonly decommission: WrittenDecommission;
}

const plan = estatePlan(peeredEstate());
/** Of the two peerings one delete is enough: the other goes with its group. */
const everyDelete = [groupId("rg-app"), groupId("rg-hub"), groupId("rg-spoke"), spokeLink].sort();

/** A subscription, a plan for it and an empty stack for the plan. */
async function setStage(
  { onTestFinished }: TestContext,
  prepare?: (folder: string) => Promise<void>,
): Promise<Stage> {
  const azure = await startAzureSimulator({ estate: peeredEstate(), speed: 100 });
  onTestFinished(() => azure.close());
  const project = await makePulumiProject(azure.environment(), prepare);
  onTestFinished(() => project.remove());
  const decommission = await writeDecommission(plan, join(project.folder, "decommission", "old"));
  done(await project.pulumi("stack", "init", decommission.stack));
  return { azure, project, decommission };
}

async function adopt({ project }: Stage, ...settings: string[]): Promise<void> {
  done(await project.pulumi("up", "--yes", "--skip-preview", ...config(planFolder, ...settings)));
}

async function adoptApproved(stage: Stage, ...settings: string[]): Promise<void> {
  await adopt(stage, `sundown:approved=${stage.decommission.approved}`, ...settings);
}

const planFolder = "sundown:plan=decommission/old";

function config(...settings: string[]): string[] {
  return settings.flatMap((setting) => ["--config", setting]);
}

function done(finished: Finished): void {
  expect(finished, finished.stdout + finished.stderr).toMatchObject({ code: 0 });
}

/** Everything but reads and sign-in, in order: `DELETE path`. */
function changes(azure: AzureSimulator): string[] {
  return azure
    .log()
    .filter(({ method, path }) => method !== "GET" && !/\/oauth2\/|Microsoft\.ResourceGraph/i.test(path))
    .map(({ method, path }) => `${method} ${path}`);
}

async function stepsOfPreview(project: PulumiProject): Promise<string[]> {
  const preview = await project.pulumi("preview", "--json", ...config(planFolder));
  done(preview);
  const { steps }: { steps: { op: string; urn: string }[] } = JSON.parse(preview.stdout);
  return steps.filter(({ urn }) => urn.includes("::azure-native:")).map(({ op }) => op);
}

// Most of the time goes into waiting for polls, so they run side by side; each has a cloud and a backend of its own.
const options = { concurrent: true, timeout: 180_000, skip: pulumiPath === undefined };

describe("on a real engine", options, () => {
  test("adopt, refuse while unapproved, approve, destroy: nothing but the planned deletes, in order", async (context) => {
    const stage = await setStage(context);
    const { azure, project } = stage;

    expect(await stepsOfPreview(project)).toEqual(Array(4).fill("import"));
    await adopt(stage);
    const refused = await project.pulumi("destroy", "--yes", "--skip-preview");
    expect(refused.code).not.toBe(0);
    expect(refused.stdout + refused.stderr).toContain("because it is protected");
    expect(changes(azure)).toEqual([]);

    await adoptApproved(stage);
    expect(changes(azure)).toEqual([]);

    done(await project.pulumi("destroy", "--yes", "--skip-preview"));
    expect(changes(azure).toSorted()).toEqual(everyDelete.map((id) => `DELETE ${id}`));
    const order = changes(azure);
    const at = (id: string): number => order.indexOf(`DELETE ${id}`);
    for (const earlier of [spokeLink, groupId("rg-app")]) {
      expect(at(earlier)).toBeLessThan(at(groupId("rg-hub")));
    }
    expect(at(groupId("rg-hub"))).toBeLessThan(at(groupId("rg-spoke")));
    expect(azure.log().filter(({ status }) => status >= 400)).toEqual([]);
    expect(azure.state()).toMatchObject({ resourceGroups: [], resources: [] });
    expect(await project.refusedWrites()).toBe("");
  });

  test("full: contents are in the state and cost no call", async (context) => {
    const stage = await setStage(context);
    await adoptApproved(stage, "sundown:full=true");
    const exported = await stage.project.pulumi("stack", "export");
    expect(exported.stdout.match(/"type": "azure-native:/g)).toHaveLength(
      plan.resourceGroups.length + plan.resources.filter(({ token }) => token !== undefined).length,
    );

    done(await stage.project.pulumi("destroy", "--yes", "--skip-preview"));
    expect(changes(stage.azure).toSorted()).toEqual(everyDelete.map((id) => `DELETE ${id}`));
    expect(stage.azure.state()).toMatchObject({ resourceGroups: [], resources: [] });
  });

  test("a shorter plan on an approved stack is refused before anything happens", async (context) => {
    const stage = await setStage(context);
    await adoptApproved(stage);
    const { approved } = await writeDecommission(shorter(plan), stage.decommission.folder);
    stage.azure.clearLog();

    const up = await stage.project.pulumi(
      "up",
      "--yes",
      "--skip-preview",
      "--config",
      `sundown:approved=${approved}`,
    );
    expect(up.code).not.toBe(0);
    expect(up.stdout + up.stderr).toContain("pulumi_stack_of_another_plan");
    expect(changes(stage.azure)).toEqual([]);
    expect(stage.azure.state().resourceGroups).toHaveLength(3);
  });

  test("a destroy that failed half-way is finished by destroying again", async (context) => {
    const stage = await setStage(context);
    const { azure, project } = stage;
    await adoptApproved(stage);
    azure.addFault({
      method: "DELETE",
      path: spokeLink,
      status: 409,
      code: "AnotherOperation",
      message: "broken",
    });

    expect((await project.pulumi("destroy", "--yes", "--skip-preview")).code).not.toBe(0);
    expect(azure.state().resourceGroups.length).toBeGreaterThan(0);
    done(await project.pulumi("destroy", "--yes", "--skip-preview"));

    expect(azure.state()).toMatchObject({ resourceGroups: [], resources: [] });
    const deletes = changes(azure).filter((call) => !call.endsWith(spokeLink));
    expect(deletes.toSorted()).toEqual(
      everyDelete.filter((id) => id !== spokeLink).map((id) => `DELETE ${id}`),
    );
  });

  test("a destroy that failed half-way is finished by the embedded engine", async (context) => {
    const stage = await setStage(context);
    const { azure, project, decommission } = stage;
    await adoptApproved(stage);
    azure.addFault({
      method: "DELETE",
      path: spokeLink,
      status: 409,
      code: "AnotherOperation",
      message: "broken",
    });
    expect((await project.pulumi("destroy", "--yes", "--skip-preview")).code).not.toBe(0);

    await mkdir(join(project.folder, ".github"));
    await writeFile(join(project.folder, ".github", "sundown.yml"), "allowLocal: true\n");
    trust(azure);
    const connection = await connect(azure.environment());
    const local = contextOf(project.folder, () => Promise.resolve(connection));
    const result = await destroy({ folder: decommission.folder }, local.context);

    expect(result).toMatchObject({ held: [], pending: [], unplanned: [] });
    expect(azure.state()).toMatchObject({ resourceGroups: [], resources: [] });
    expect([...new Set(changes(azure))].toSorted()).toEqual(everyDelete.map((id) => `DELETE ${id}`));
  });

  test("with the state lost, adopting what remains and destroying it works", async (context) => {
    const stage = await setStage(context);
    const { azure, project, decommission } = stage;
    await adoptApproved(stage);
    azure.addFault({ method: "DELETE", path: spokeLink, status: 500 });
    expect((await project.pulumi("destroy", "--yes", "--skip-preview")).code).not.toBe(0);
    await project.loseState();

    const { resourceGroups, resources } = azure.state();
    const inventory = { resourceGroups, resources: resources.map((id) => ({ id })) };
    await mkdir(join(decommission.folder, "run"));
    await writeFile(join(decommission.folder, "run", "inventory.json"), JSON.stringify(inventory));
    done(await project.pulumi("stack", "init", decommission.stack));
    await adoptApproved(stage, "sundown:remaining=decommission/old/run/inventory.json");
    azure.clearLog();
    done(await project.pulumi("destroy", "--yes", "--skip-preview"));

    const deletes = [groupId("rg-hub"), groupId("rg-spoke"), spokeLink];
    expect(changes(azure).toSorted()).toEqual(deletes.map((id) => `DELETE ${id}`));
    expect(azure.state()).toMatchObject({ resourceGroups: [], resources: [] });
  });

  test("in a repository that init wrote, the preview shows only imports", async (context) => {
    const stage = await setStage(context, async (folder) => {
      const nobody = contextOf(folder, () => Promise.reject(new Error("init talks to nobody")));
      await init({ directory: folder }, nobody.context);
      await installPackages(folder);
    });
    expect(await stepsOfPreview(stage.project)).toEqual(Array(4).fill("import"));
  });
});
