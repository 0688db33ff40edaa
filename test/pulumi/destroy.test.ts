import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Estate } from "../../simulator/estate.ts";
import type { DestroyResult } from "../../steps/destroy/destroy.ts";
import { signIn } from "../support/simulator.ts";
import { type DestroyScene, destroyScene, scriptedPulumi } from "./destroy-scene.ts";
import { peeredEstate, spokeLink } from "./peered-estate.ts";
import { findPulumi, standInFolder } from "./pulumi-project.ts";
import { groupId, resourceId } from "./small-plan.ts";

const pulumiPath = findPulumi();
if (pulumiPath === undefined)
  process.stdout.write("skipped: no `pulumi` on PATH, so `--engine pulumi` meets no real engine here\n");

const lock = `${groupId("rg-app")}/providers/Microsoft.Authorization/locks/keep`;
const lockedEstate: Estate = { ...peeredEstate(), locks: [{ id: lock, level: "CanNotDelete" }] };
/** The peering, and each group once. */
const deletes = [spokeLink, groupId("rg-app"), groupId("rg-hub"), groupId("rg-spoke")];
/** `target code`, one for each that is held. */
function codesOf({ held }: DestroyResult): string[] {
  return held.map(({ target, code }) => `${target} ${code}`).toSorted();
}

function stackOf({ plan }: DestroyScene): string {
  return `decommission-${plan.planDigest.slice(0, 12)}`;
}

// One after another: two runs on one subscription keep each other out.
const options = { timeout: 180_000, skip: pulumiPath === undefined };

describe("sundown destroy --engine pulumi, with a real engine", options, () => {
  test("what has come into a group holds it and what comes after it; once that is gone, all goes: locks by the embedded engine, the teardown by Pulumi, proven in one journal", async (context) => {
    const scene = await destroyScene(context, lockedEstate);
    const stranger = resourceId("rg-app", "Microsoft.Storage/storageAccounts/stranger");
    const arm = await signIn(scene.azure);
    await arm("PUT", stranger, { location: "westeurope" });
    const held = await scene.destroy();
    expect(held.unplanned).toEqual([stranger]);
    expect(codesOf(held)).toEqual([
      `${groupId("rg-app")} operation_unplanned`,
      `${groupId("rg-hub")} operation_waiting`,
      `${groupId("rg-spoke")} operation_waiting`,
    ]);
    expect(scene.deletes()).toEqual([lock, spokeLink]);

    await arm("DELETE", lock);
    await arm("DELETE", stranger);
    const result = await scene.destroy();
    expect(result).toMatchObject({ held: [], pending: [], unplanned: [], lists: { agree: true } });
    expect(scene.azure.state()).toMatchObject({ resourceGroups: [], resources: [], locks: [] });
    expect(scene.deletes().slice(4)).toEqual(["rg-app", "rg-hub", "rg-spoke"].map(groupId));
    expect(await scene.project.refusedWrites()).toBe("");

    const evidence = JSON.parse(await readFile(result.evidence ?? "", "utf8"));
    const told: { target: string; acted: boolean }[] = evidence.operations;
    expect(
      told
        .filter(({ acted }) => acted)
        .map(({ target }) => target)
        .toSorted(),
    ).toEqual(deletes.toSorted());
    const notes: { data?: { pulumi?: object } }[] = evidence.journal;
    expect(notes.flatMap(({ data }) => data?.pulumi ?? [])).toMatchObject([
      { stack: stackOf(scene), code: 0, failed: 0 },
      { stack: stackOf(scene), code: 0, failed: 0 },
    ]);
    const tasks = scene.told.progress.map(({ task, state }) => `${task} ${state}`);
    expect(tasks).toContain("pulumi up running");
    expect(tasks).toContain("deleteGroup:rg-hub running");
    expect(await scene.destroy()).toMatchObject({ held: [], pending: [] });
    expect(scene.deletes()).toHaveLength(7);
  });

  test("what Pulumi fails at is held in its words; the next run goes on from the state, and is interrupted; with the state lost the last one adopts what remains", async (context) => {
    const scene = await destroyScene(context, peeredEstate());
    scene.azure.addFault({
      method: "DELETE",
      path: spokeLink,
      status: 409,
      code: "Sticky",
      message: "not now",
    });
    const first = await scene.destroy();
    expect(codesOf(first)).toEqual([
      `${groupId("rg-hub")} operation_waiting`,
      `${groupId("rg-spoke")} operation_waiting`,
      `${spokeLink} pulumi_delete_failed`,
    ]);
    expect(first.held.find(({ target }) => target === spokeLink)?.message).toContain("not now");
    expect(scene.deletes().toSorted()).toEqual([groupId("rg-app"), spokeLink].toSorted());

    scene.onProgress(({ task, state }) => {
      if (task === "deleteGroup:rg-hub" && state === "running") scene.abort();
    });
    const second = await scene.destroy();
    expect(second).toMatchObject({ interrupted: true, held: [] });
    expect(second.pending).toContain("deleteGroup:rg-spoke");
    scene.onProgress(() => undefined);
    const ups = scene.told.progress.filter(({ task }) => task === "pulumi up").length;

    await scene.project.loseState();
    expect(await scene.destroy()).toMatchObject({ held: [], pending: [], interrupted: false });
    expect(scene.told.progress.filter(({ task }) => task === "pulumi up").length).toBeGreaterThan(ups);
    expect(scene.azure.state()).toMatchObject({ resourceGroups: [], resources: [] });
    expect(scene.deletes().toSorted()).toEqual([spokeLink, ...deletes].toSorted());
  });

  test("without a passphrase, or with a stack that is locked, nothing is deleted and it says what to do", async (context) => {
    const scene = await destroyScene(context, peeredEstate());
    await expect(scene.destroy({ PULUMI_CONFIG_PASSPHRASE: undefined })).rejects.toMatchObject({
      code: "pulumi_passphrase_needed",
    });
    const stack = stackOf(scene);
    await scene.project.pulumi("stack", "init", stack);
    const locks = join(scene.project.folder, "backend", ".pulumi", "locks", "organization", "sundown", stack);
    await mkdir(locks, { recursive: true });
    const held = { pid: 1, username: "ada", hostname: "elsewhere", timestamp: "2026-11-24T00:00:00Z" };
    await writeFile(join(locks, "0b7c9a52-98a9-4f33-8d6e-000000000001.json"), JSON.stringify(held));
    await expect(scene.destroy()).rejects.toMatchObject({ code: "pulumi_stack_locked" });
    expect(scene.deletes()).toEqual([]);
  });
});

const native = z
  .object({ version: z.string() })
  .parse(createRequire(import.meta.url)("@pulumi/azure-native/package.json"));

/** Answers like Pulumi to what comes before `up`. */
const answers = ({ version = "v3.260.0", url = "file:///elsewhere", stacks = "[]", rest = "exit 9" }) => `
case "$1 $2" in
  "version "*) echo '${version}' ;;
  "whoami "*) echo '{"url": "${url}"}' ;;
  "plugin ls") echo '[{"name": "azure-native", "kind": "resource", "version": "${native.version}"}]' ;;
  "stack ls") echo '${stacks}' ;;
  "stack init") ;;
  "stack export") echo '{"deployment": {}}' ;;
  *) ${rest} ;;
esac`;

describe("what is missing is said before anything happens", () => {
  test.for([
    ["pulumi_too_old", answers({ version: "v3.99.1" })],
    ["pulumi_failed", "echo 'error: no such backend' >&2; exit 255"],
    ["pulumi_stack_ambiguous", answers({ stacks: '[{"name": "a-DIGITS"}, {"name": "b-DIGITS"}]' })],
    ["state_in_doomed_subscription", answers({ url: "azblob://state?storage_account=doomed" })],
  ] as const)("%s", async ([code, script], context) => {
    const doomed = { id: resourceId("rg-app", "Microsoft.Storage/storageAccounts/doomed"), properties: {} };
    const estate = peeredEstate();
    const scene = await destroyScene(context, { ...estate, resources: [...estate.resources, doomed] });
    const path = await scriptedPulumi(script.replaceAll("DIGITS", scene.plan.planDigest.slice(0, 12)));
    await expect(scene.destroy(path)).rejects.toMatchObject({ code });
    expect(existsSync(join(scene.decommission.folder, "run"))).toBe(false);
    expect(scene.deletes()).toEqual([]);
  });

  test("pulumi_missing, and pulumi_project_missing", async (context) => {
    const scene = await destroyScene(context, peeredEstate());
    await expect(scene.destroy({ PATH: join(scene.project.folder, "nothing") })).rejects.toMatchObject({
      code: "pulumi_missing",
    });
    await rm(join(scene.project.folder, "Pulumi.yaml"));
    await expect(scene.destroy()).rejects.toMatchObject({ code: "pulumi_project_missing" });
    expect(scene.deletes()).toEqual([]);
  });

  test.skipIf(pulumiPath === undefined)(
    "pulumi_plugin_missing names the command that installs it",
    async (context) => {
      const scene = await destroyScene(context, peeredEstate());
      const path = { PATH: (scene.project.environment.PATH ?? "").replace(standInFolder, "/nowhere") };
      await expect(scene.destroy(path)).rejects.toMatchObject({
        code: "pulumi_plugin_missing",
        exitCode: 2,
        remedy: expect.stringContaining(`pulumi plugin install resource azure-native v${native.version}`),
      });
      expect(existsSync(join(scene.decommission.folder, "run"))).toBe(false);
      expect(scene.deletes()).toEqual([]);
    },
  );

  test("pulumi_failed says what `up` said; pulumi_adoption_incomplete where it said nothing", async (context) => {
    const scene = await destroyScene(context, peeredEstate());
    const said = `echo '{"diagnosticEvent": {"severity": "error", "message": "pulumi_token_unknown: odd"}}'; exit 1`;
    await expect(scene.destroy(await scriptedPulumi(answers({ rest: said })))).rejects.toMatchObject({
      code: "pulumi_failed",
      message: expect.stringContaining("pulumi_token_unknown: odd"),
    });
    const broken = `echo '{"policyEvent": {"policyName": "tags", "message": "no owner", "enforcementLevel": "mandatory"}}'; exit 1`;
    await expect(scene.destroy(await scriptedPulumi(answers({ rest: broken })))).rejects.toMatchObject({
      code: "pulumi_failed",
      message: expect.stringContaining("policy tags: no owner"),
    });
    await expect(scene.destroy(await scriptedPulumi(answers({ rest: "exit 0" })))).rejects.toMatchObject({
      code: "pulumi_adoption_incomplete",
    });
    expect(scene.deletes()).toEqual([]);
  });
});
