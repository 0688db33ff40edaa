import { describe, expect, test } from "vitest";
import { cancelSubscription } from "../../azure/subscription/cancel-subscription.ts";
import { watchStatus } from "../../steps/status/watch-status.ts";
import { changes, DOOMED, lifecycleWorld } from "./world.ts";

const seen = (world: Awaited<ReturnType<typeof lifecycleWorld>>): string[] =>
  world.notices.filter(({ code }) => code === "status_seen").map(({ message }) => message);

describe("sundown status --watch", () => {
  test("tells each change once, and ends when the state was seen several times in a row", async () => {
    const world = await lifecycleWorld({}, { speed: 1500 });
    await cancelSubscription(world.azure, DOOMED);
    const before = changes(world.simulator).length;

    const result = await watchStatus({ folder: world.folder, intervalMs: 20 }, world.context);

    expect(result.subscription.state).toBe("Disabled");
    expect(seen(world).map((message) => /: (\w+);/.exec(message)?.[1])).toEqual(["Enabled", "Disabled"]);
    expect(world.progress.at(-1)).toMatchObject({ task: "watch", state: "done" });
    expect(changes(world.simulator)).toHaveLength(before);
  });

  test("ends at an interruption with what it saw last", async () => {
    const world = await lifecycleWorld({});
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 300);

    const result = await watchStatus(
      { folder: world.folder, intervalMs: 10_000 },
      { ...world.context, signal: stop.signal },
    );

    expect(result.subscription.state).toBe("Enabled");
    expect(seen(world)).toHaveLength(1);
  });

  test("an empty subscription is what --until empty waits for", async () => {
    const world = await lifecycleWorld({});
    await watchStatus({ folder: world.folder, until: "empty", intervalMs: 5 }, world.context);
    expect(world.progress.at(-1)?.title).toContain("waiting until empty");
  });
});
