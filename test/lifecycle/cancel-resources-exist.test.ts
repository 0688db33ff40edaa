import { describe, expect, test } from "vitest";
import type { Progress } from "../../core/host.ts";
import { cancel } from "../../steps/cancel/cancel.ts";
import { changes, doomed, lifecycleWorld, wait } from "./world.ts";

const calls = (lines: readonly string[]): string[] => lines.filter((line) => /\/cancel /i.test(line));

describe("ResourcesExistingOnSubscription over an empty inventory", () => {
  test("it is waited out", async () => {
    const world = await lifecycleWorld({});
    const refusal = { status: 400, code: "ResourcesExistingOnSubscription", message: "Resources exist." };
    world.simulator.addFault({ method: "POST", path: "/cancel", times: 2, ...refusal });

    await expect(cancel({ folder: world.folder, wait }, world.context)).resolves.toMatchObject({
      outcome: "cancelled",
    });
    const statuses = calls(changes(world.simulator)).map((line) => line.split(" ").at(-1));
    expect(statuses).toEqual(["400", "400", "200"]);
  });

  test("U8: when it never stops, the tries grow apart, end, and the error says what may be behind it", async () => {
    const ai = `${doomed}/providers/Microsoft.CognitiveServices/locations/westeurope/resourceGroups/g/deletedAccounts/ai`;
    const ghosts = [{ id: `${doomed}/resourceGroups/g/providers/Microsoft.Web/hidden/x`, seconds: 1e12 }];
    const deletedResources = [
      { id: ai, name: "ai", type: "Microsoft.CognitiveServices/accounts", location: "westeurope" },
    ];
    const world = await lifecycleWorld({ ghosts, deletedResources });

    await expect(
      cancel({ folder: world.folder, wait: { intervalMs: 10, patienceMs: 300 } }, world.context),
    ).rejects.toMatchObject({
      code: "resources_existing_on_subscription",
      exitCode: 4,
      message: expect.stringMatching(
        /Soft-deleted and not purged: .*deletedAccounts\/ai.*In no list: hidden/s,
      ),
      data: { azureCode: "ResourcesExistingOnSubscription", tries: expect.any(Number) },
    });
    const tries = calls(changes(world.simulator)).length;
    expect(tries).toBeGreaterThan(3);
    expect(tries).toBeLessThan(9);
  });

  test("what appears while it is tried again is named as left", async () => {
    const world = await lifecycleWorld({});
    const group = `${doomed}/resourceGroups/rg-late`;
    const refusal = { status: 400, code: "ResourcesExistingOnSubscription", message: "Resources exist." };
    world.simulator.addFault({ method: "POST", path: "/cancel", times: 1000, ...refusal });
    const body = { location: "westeurope" };
    const late = async () =>
      world.azure.request({ method: "PUT", path: group, apiVersion: "2024-11-01", body });
    const host = {
      ...world.context.host,
      progress: ({ title }: Progress) => void (/trying again/.test(title) && late()),
    };

    await expect(
      cancel({ folder: world.folder, wait: { intervalMs: 20, patienceMs: 200 } }, { ...world.context, host }),
    ).rejects.toMatchObject({ code: "resources_left", message: expect.stringContaining(group) });
  });
});
