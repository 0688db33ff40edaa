import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { Notice } from "../../core/host.ts";
import { decideCancel } from "../../core/lifecycle/decide-cancel.ts";
import { SUBSCRIPTION_STATES } from "../../core/lifecycle/subscription-state.ts";
import { cancel } from "../../steps/cancel/cancel.ts";
import { changes, doomed, lifecycleWorld, NAME, setManifest, wait } from "./world.ts";

const inState = (state: string) =>
  lifecycleWorld(
    { subscription: { subscriptionId: doomed.slice(15), displayName: NAME, state } },
    { speed: 100_000 },
  );

const OUTCOMES: Readonly<Record<string, "cancelled" | "already">> = {
  Enabled: "cancelled",
  Warned: "already",
  Disabled: "already",
};

const REFUSALS: Readonly<Record<string, readonly [code: string, remedy: string]>> = {
  PastDue: ["subscription_past_due", "Settle the invoice"],
  Deleted: ["subscription_deleted", "Nothing is left to do"],
  // States that Azure does not document.
  Suspended: ["subscription_state_unknown", "Look at the subscription in the portal"],
};

test.each(Object.entries(OUTCOMES))("%s ends well: %s", async (state, outcome) => {
  const world = await inState(state);
  await expect(cancel({ folder: world.folder, wait }, world.context)).resolves.toMatchObject({ outcome });
  expect(changes(world.simulator)).toHaveLength(outcome === "cancelled" ? 1 : 0);
  expect(world.questions).toHaveLength(outcome === "cancelled" ? 1 : 0);
});

test.each(Object.entries(REFUSALS))(
  "%s is refused with %j, unasked and uncalled",
  async (state, [code, remedy]) => {
    const world = await inState(state);
    await expect(cancel({ folder: world.folder, wait }, world.context)).rejects.toMatchObject({
      code,
      exitCode: 3,
      remedy: expect.stringContaining(remedy),
    });
    expect(changes(world.simulator)).toEqual([]);
    expect(world.questions).toEqual([]);
  },
);

test("U9: PastDue is cancelled where the approved manifest acknowledges it by name, and that is told", async () => {
  const world = await inState("PastDue");
  const { acknowledge } = JSON.parse(await readFile(`${world.folder}/decommission.yaml`, "utf8"));
  await setManifest(world, { acknowledge: [...acknowledge, "state:PastDue"] });

  await expect(cancel({ folder: world.folder, wait }, world.context)).resolves.toMatchObject({
    outcome: "cancelled",
    state: "Disabled",
  });
  expect(changes(world.simulator)).toHaveLength(1);
  expect(world.notices.map(({ code }) => code)).toContain("subscription_past_due_acknowledged");
});

test("one that is Deleted while its cancel is waited for ends the wait at once", async () => {
  const world = await inState("Enabled");
  const deleted = { subscriptionId: doomed.slice(15), displayName: NAME, state: "Deleted" };
  const host = {
    ...world.context.host,
    notify: (notice: Notice) => {
      if (notice.code === "cancel_sent")
        world.simulator.addFault({ method: "GET", path: doomed, status: 200, body: deleted, times: 99 });
    },
  };
  await expect(cancel({ folder: world.folder, wait }, { ...world.context, host })).rejects.toMatchObject({
    code: "subscription_deleted",
  });
});

test("the acknowledgement opens no other state", async () => {
  for (const state of ["Deleted", "Suspended"])
    expect(decideCancel(state, true)).toMatchObject({ kind: "refuse" });
});

test("every state that Azure documents has its own scenario here", () => {
  const tried = [...Object.keys(OUTCOMES), ...Object.keys(REFUSALS)];
  expect(tried).toEqual(expect.arrayContaining([...SUBSCRIPTION_STATES]));
});
