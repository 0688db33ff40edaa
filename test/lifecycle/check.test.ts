import { readFile, writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { approvalDigest, planDigest } from "../../core/digest.ts";
import { check } from "../../steps/check/check.ts";
import { completeManifest } from "../support/complete-manifest.ts";
import { changes, doomed, lifecycleWorld, NAME } from "./world.ts";

const group = `${doomed}/resourceGroups/rg`;
const address = (name: string, properties = {}) => ({
  id: `${group}/providers/Microsoft.Network/publicIPAddresses/${name}`,
  name,
  type: "Microsoft.Network/publicIPAddresses",
  location: "westeurope",
  properties,
});
const estate = {
  resourceGroups: [{ id: group, name: "rg", location: "westeurope" }],
  resources: [address("pip")],
};

describe("sundown check", () => {
  test("a complete manifest: the digest, and the exact line that approves it", async () => {
    const world = await lifecycleWorld(estate);
    const bytes = await readFile(`${world.folder}/decommission.yaml`);

    const result = await check({ folder: world.folder }, world.context);

    const digest = approvalDigest(bytes, world.plan.planDigest);
    expect(result).toMatchObject({
      approvalDigest: digest,
      approvalLine: `sundown approve ${NAME} ${digest}`,
    });
    expect(world.simulator.log().filter(({ path }) => path.startsWith("/subscriptions"))).toEqual([]);
  });

  test("with live: the same Azure agrees, a new resource does not, and nothing is changed", async () => {
    const world = await lifecycleWorld(estate, { speed: 100_000 });
    await expect(check({ folder: world.folder, live: true }, world.context)).resolves.toMatchObject({
      drift: { unplanned: [], changed: [], gone: [] },
    });
    const late = address("late");
    await world.azure.request({ method: "PUT", path: late.id, apiVersion: "2023-09-01", body: late });
    world.simulator.advance(600);
    const before = changes(world.simulator).length;

    await expect(check({ folder: world.folder, live: true }, world.context)).rejects.toMatchObject({
      code: "drift_found",
      exitCode: 3,
      message: expect.stringContaining(late.id),
    });
    expect(changes(world.simulator)).toHaveLength(before);
  });

  test("with live: a plan that was made to ask for less is not what Azure gives now", async () => {
    const disk = { ...address("disk"), id: `${group}/providers/Microsoft.Compute/disks/disk` };
    const data = { ...disk, name: "disk", type: "Microsoft.Compute/disks" };
    const world = await lifecycleWorld({ ...estate, resources: [data] }, { speed: 100_000 });
    expect(world.plan.backupsNeeded).not.toEqual([]);
    const forged = { ...world.plan, backupsNeeded: [] };
    const plan = { ...forged, planDigest: planDigest(forged) };
    await writeFile(`${world.folder}/plan.json`, JSON.stringify(plan));
    await writeFile(`${world.folder}/decommission.yaml`, completeManifest(plan));
    await expect(check({ folder: world.folder }, world.context)).resolves.toMatchObject({
      planDigest: plan.planDigest,
    });
    await expect(check({ folder: world.folder, live: true }, world.context)).rejects.toMatchObject({
      code: "drift_found",
      message: expect.stringContaining("The plans differ in: backupsNeeded."),
    });
  });

  test("what is gone since counts only when strict", async () => {
    const world = await lifecycleWorld(estate, { speed: 100_000 });
    await world.azure.request({ method: "DELETE", path: address("pip").id, apiVersion: "2023-09-01" });
    world.simulator.advance(600);

    const result = await check({ folder: world.folder, live: true }, world.context);
    expect(result.drift?.gone).toEqual([address("pip").id]);
    await expect(
      check({ folder: world.folder, live: true, strict: true }, world.context),
    ).rejects.toMatchObject({
      code: "drift_found",
    });
  });

  test("every problem at once, each with file, line, column and what to write", async () => {
    const world = await lifecycleWorld(estate);
    const path = `${world.folder}/decommission.yaml`;
    const text = (await readFile(path, "utf8")).replace(NAME, "TODO").replace('"rg"', '"RG"');
    await writeFile(path, text);

    await expect(check({ folder: world.folder }, world.context)).rejects.toMatchObject({
      code: "manifest_refused",
      exitCode: 3,
      place: `${path}:4:13`,
      message: expect.stringMatching(
        /has 3 problems \(manifest_undecided, manifest_group_missing, manifest_group_unknown\); the first, in line 4: subscription\.name is not decided yet/,
      ),
      data: {
        problems: [
          { code: "manifest_undecided" },
          { code: "manifest_group_missing" },
          { code: "manifest_group_unknown" },
        ],
      },
    });
  });

  test("a plan saved again with a byte order mark is the same plan, as for GitHub", async () => {
    const world = await lifecycleWorld(estate);
    const path = `${world.folder}/plan.json`;
    await writeFile(path, `\uFEFF${await readFile(path, "utf8")}`);
    const { approvalDigest: digest } = await check({ folder: world.folder }, world.context);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
  });

  test("a file that is no YAML is unreadable, with its place", async () => {
    const world = await lifecycleWorld(estate);
    await writeFile(`${world.folder}/decommission.yaml`, "reason: abc\n\u0000");

    await expect(check({ folder: world.folder }, world.context)).rejects.toMatchObject({
      code: "manifest_forbidden_character",
      exitCode: 2,
      place: `${world.folder}/decommission.yaml:2:1`,
    });
  });

  test("a policy asks for more: its quiet period and its hosts are part of the check", async () => {
    const world = await lifecycleWorld(estate, { policy: "quietPeriod: 3\n" });

    await expect(check({ folder: world.folder }, world.context)).rejects.toMatchObject({
      code: "manifest_refused",
      data: { problems: [expect.objectContaining({ code: "manifest_quiet_period_short" })] },
    });
  });
});
