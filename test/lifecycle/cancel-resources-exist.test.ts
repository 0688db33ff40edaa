import { describe, expect, test, vi } from "vitest";
import type { Progress } from "../../core/host.ts";
import { cancel } from "../../steps/cancel/cancel.ts";
import { inVirtualTime } from "../support/virtual-time.ts";
import { changes, doomed, lifecycleWorld, wait } from "./world.ts";

vi.mock("node:timers/promises", async (original) => {
  const { sleepOnTimers } = await import("../support/virtual-time.ts");
  return { ...(await original<object>()), setTimeout: sleepOnTimers };
});

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

  test("U8: when it never stops, the tries grow apart, end, and the error says what may be behind it", async () =>
    inVirtualTime(tryInVain));

  const tryInVain = async (): Promise<void> => {
    const ai = `${doomed}/providers/Microsoft.CognitiveServices/locations/westeurope/resourceGroups/g/deletedAccounts/ai`;
    const ghosts = [{ id: `${doomed}/resourceGroups/g/providers/Microsoft.Web/hidden/x`, seconds: 1e12 }];
    const deletedResources = [
      { id: ai, name: "ai", type: "Microsoft.CognitiveServices/accounts", location: "westeurope" },
    ];
    const world = await lifecycleWorld({ ghosts, deletedResources }, { speed: 1 });

    await expect(
      cancel({ folder: world.folder, wait: { intervalMs: 300_000, patienceMs: 6_000_000 } }, world.context),
    ).rejects.toMatchObject({
      code: "resources_existing_on_subscription",
      exitCode: 4,
      message: expect.stringMatching(
        /Soft-deleted and not purged: .*deletedAccounts\/ai.*In no list: hidden/s,
      ),
      data: { azureCode: "ResourcesExistingOnSubscription", tries: expect.any(Number) },
    });
    const minutes = world.simulator
      .log()
      .flatMap(({ method, path, at }) =>
        method === "POST" && path.endsWith("/cancel") ? [Date.parse(at) / 60_000] : [],
      );
    const pauses = minutes.slice(1).map((minute, index) => minute - (minutes[index] ?? 0));
    // At least 5, 10, 20 and 40: one more, of an hour, would not end within 100. On a busy machine more time goes by.
    expect([3, 4]).toContain(pauses.length);
    for (const [index, pause] of pauses.entries()) expect(pause).toBeGreaterThanOrEqual(5 * 2 ** index);
  };

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
