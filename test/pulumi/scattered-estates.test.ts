import { join } from "node:path";
import { expect, test } from "vitest";
import { startAzureSimulator } from "../../simulator/azure-simulator.ts";
import { scatteredEstate } from "../core/scattered-estate.ts";
import { writeDecommission } from "./decommission-folder.ts";
import { estatePlan } from "./estate-plan.ts";
import { findPulumi, makePulumiProject } from "./pulumi-project.ts";

const pulumiPath = findPulumi();
if (pulumiPath === undefined)
  process.stdout.write("skipped: no `pulumi` on PATH, so scattered estates meet no real engine here\n");

const seeds = Array.from(
  { length: process.env.SUNDOWN_FULL === undefined ? 1 : 12 },
  (_, index) => index + 1,
);

test.skipIf(pulumiPath === undefined).each(seeds)(
  "Pulumi removes what is scattered over groups (seed %i) with one call an operation, none refused",
  async (seed) => {
    const estate = scatteredEstate(seed, { count: 4 + (seed % 5), groups: 2 + (seed % 3) });
    const plan = estatePlan(estate);
    expect(new Set(plan.operations.map(({ phase }) => phase))).toEqual(new Set(["teardown"]));
    const azure = await startAzureSimulator({ estate, speed: 3000 });
    const project = await makePulumiProject(azure.environment());
    try {
      const { approved, stack } = await writeDecommission(plan, join(project.folder, "decommission", "old"));
      const run = async (...args: string[]): Promise<void> => {
        const finished = await project.pulumi(...args);
        expect(finished, finished.stdout + finished.stderr).toMatchObject({ code: 0 });
      };
      const settings = ["sundown:plan=decommission/old", `sundown:approved=${approved}`];
      await run("stack", "init", stack);
      await run("up", "--yes", "--skip-preview", ...settings.flatMap((setting) => ["--config", setting]));
      azure.clearLog();
      await run("destroy", "--yes", "--skip-preview");
      const calls = azure.log().filter(({ method }) => method === "DELETE");
      expect(azure.log().filter(({ status }) => status === 409)).toEqual([]);
      expect(calls.map(({ path }) => path.toLowerCase()).toSorted()).toEqual(
        plan.operations.map(({ target }) => target.toLowerCase()).toSorted(),
      );
      expect(azure.state()).toMatchObject({ resources: [], resourceGroups: [] });
    } finally {
      await project.remove();
      await azure.close();
    }
  },
);
