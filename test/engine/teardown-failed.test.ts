import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { destroy } from "../../steps/destroy/destroy.ts";
import { officeEstate } from "./office-estate.ts";
import { teardownScene } from "./teardown-scene.ts";

test("evidence of a run that ended in an error says what is open, and the journal with which code", async () => {
  const scene = await teardownScene(officeEstate(1));
  const path = `/subscriptions/${scene.plan.subscription.id}/resources`;
  const ask = async (): Promise<boolean> => {
    scene.simulator.addFault({ path, status: 400, code: "Broken" });
    return true;
  };
  const context = { ...scene.context, host: { ...scene.context.host, ask } };
  const failed: unknown = await destroy({ folder: scene.folder }, context).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: "azure_refused" });
  const evidence: unknown = JSON.parse(await readFile(join(scene.folder, "run", "evidence.json"), "utf8"));
  expect(evidence).toMatchObject({
    operations: [],
    pending: scene.plan.operations.filter(({ action }) => action !== "purge").map(({ id }) => id),
    journal: expect.arrayContaining([
      expect.objectContaining({
        data: { ends: expect.objectContaining({ done: 0, failed: "azure_refused" }) },
      }),
    ]),
  });
});
