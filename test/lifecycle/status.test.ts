import { readFile, rename, symlink, writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { renderStatus } from "../../cli/render/status.ts";
import type { SupportPurpose } from "../../core/lifecycle/support-request.ts";
import { cancel } from "../../steps/cancel/cancel.ts";
import { reactivate } from "../../steps/reactivate/reactivate.ts";
import { roles } from "../../steps/roles/roles.ts";
import { status } from "../../steps/status/status.ts";
import { support } from "../../steps/support/support.ts";
import { changes, customRole, DOOMED, doomed, lifecycleWorld, NAME, other, wait } from "./world.ts";

const DAY = 86_400_000;
const stateOf = (result: Awaited<ReturnType<typeof status>>): Record<string, string> =>
  Object.fromEntries(result.steps.map(({ step, state }) => [step, state]));

describe("sundown status", () => {
  test("before: step by step what is done and what is open", async () => {
    const group = `${doomed}/resourceGroups/rg`;
    const world = await lifecycleWorld({
      resourceGroups: [{ id: group, name: "rg", location: "westeurope" }],
      roleDefinitions: [customRole(1, [doomed, other])],
    });

    const result = await status({ folder: world.folder }, world.context);

    expect(result).toMatchObject({
      phase: "before",
      subscription: { id: DOOMED, name: NAME, state: "Enabled" },
    });
    expect(stateOf(result)).toEqual({
      plan: "done",
      decide: "done",
      backup: "notNeeded",
      stop: "open",
      approve: "open",
      destroy: "open",
      roles: "open",
      cancel: "open",
    });
    expect(result.offer).toEqual(["Pay-as-you-go"]);
    expect(result.dates).toBeUndefined();
    expect(changes(world.simulator)).toEqual([]);
  });

  test("after: done, with the dates and the days that are left", async () => {
    const world = await lifecycleWorld({ roleDefinitions: [customRole(1, [doomed, other])] });
    await roles({ folder: world.folder, wait }, world.context);
    await cancel({ folder: world.folder, wait }, world.context);
    world.clock.now = new Date(world.clock.now.getTime() + 10 * DAY);

    const result = await status({ folder: world.folder }, world.context);

    expect(result).toMatchObject({
      phase: "after",
      subscription: { state: "Disabled" },
      dates: { reactivateUntil: "2027-01-30T12:00:00.000Z", daysToReactivate: 80 },
      notAsPromised: [],
      unknown: [],
    });
    expect(stateOf(result)).toMatchObject({
      approve: "done",
      destroy: "done",
      roles: "done",
      cancel: "done",
    });
    const shown = renderStatus(result);
    for (const line of [
      /^Contoso Retail \(old\): Disabled$/m,
      /billing stopped by +2026-11-01 12:10 UTC/,
      /last invoice +on the usual invoice date after 2026-12-01/,
      /delete by hand from +2026-11-04 12:00 UTC/,
      /Azure deletes it +in 20 to 80 days/,
      /reactivate until +2027-01-30 12:00 UTC \(80 days\)/,
      /keeps billing\n +reservations:/,
    ])
      expect(shown).toMatch(line);
    expect(result.stillBilling.map(({ what }) => what)).toEqual([
      "reservations",
      "savings-plans",
      "support-plan",
    ]);
  });

  test("what is not as promised is named", async () => {
    const world = await lifecycleWorld({});
    await cancel({ folder: world.folder, wait }, world.context);
    world.clock.now = new Date(world.clock.now.getTime() + 91 * DAY);

    const result = await status({ folder: world.folder }, world.context);

    expect(result.notAsPromised).toEqual([expect.stringContaining("retention ended on 2027-01-30")]);
    expect(world.notices.at(-1)?.code).toBe("lifecycle_not_as_promised");
  });

  test("offline it says what it does not know", async () => {
    const world = await lifecycleWorld({});

    const result = await status({ folder: world.folder, offline: true }, world.context);

    expect(stateOf(result)).toMatchObject({ plan: "done", destroy: "unknown", cancel: "unknown" });
  });

  test("a cloud that refuses is told, and the files are still shown", async () => {
    const world = await lifecycleWorld({});
    world.simulator.addFault({
      method: "GET",
      path: doomed,
      status: 403,
      code: "AuthorizationFailed",
      times: 50,
    });

    const result = await status({ folder: world.folder }, world.context);

    expect(stateOf(result)).toMatchObject({ plan: "done", decide: "done", destroy: "unknown" });
    expect(result.unknown).toEqual([expect.stringContaining("not_permitted")]);
  });
});

describe("sundown reactivate", () => {
  test("pay-as-you-go is enabled and waited for through the flips", async () => {
    const world = await lifecycleWorld({ roleDefinitions: [customRole(1, [doomed, other])] });
    await roles({ folder: world.folder, wait }, world.context);
    await cancel({ folder: world.folder, wait }, world.context);

    const result = await reactivate({ folder: world.folder, wait }, world.context);

    expect(result).toMatchObject({
      outcome: "enabled",
      state: "Enabled",
      held: [],
      until: "2027-01-30T12:00:00.000Z",
    });
    expect(result.undone).toEqual([{ target: world.plan.roles[0]?.role, outcome: "restored" }]);
    expect(world.simulator.state().subscriptions[0]).toMatchObject({ state: "Enabled" });
    expect((await reactivate({ folder: world.folder, wait }, world.context)).outcome).toBe("already");
  });

  test("U4: through the minutes in which Azure still shows Warned, and through the flip after them", async () => {
    const world = await lifecycleWorld(
      {
        subscription: {
          subscriptionId: DOOMED,
          displayName: NAME,
          state: "Warned",
          subscriptionPolicies: { quotaId: "PayAsYouGo_2014-09-01" },
        },
      },
      { speed: 700 },
    );

    const result = await reactivate(
      { folder: world.folder, wait: { ...wait, intervalMs: 10, inARow: 30 } },
      world.context,
    );

    expect(result).toMatchObject({ outcome: "enabled", state: "Enabled" });
    expect(result.seen.slice(0, 2)).toEqual(["Warned", "Enabled"]);
    const waited = world.progress.filter(({ title }) => title === "waiting for Enabled: Warned");
    expect(waited.length).toBeGreaterThan(5);
  });

  test("it can be cancelled again afterwards: the first cancel does not count any more", async () => {
    const world = await lifecycleWorld({});
    await cancel({ folder: world.folder, wait }, world.context);
    await reactivate({ folder: world.folder, wait }, world.context);
    world.simulator.advance(3600);

    const again = await cancel({ folder: world.folder, wait }, world.context);

    expect(again.outcome).toBe("cancelled");
    expect(changes(world.simulator).filter((line) => line.includes("/cancel "))).toHaveLength(2);
  });

  test("other offers get a prepared request, and nothing is called", async () => {
    const world = await lifecycleWorld({ quotaId: "EnterpriseAgreement_2014-09-01" });
    await cancel({ folder: world.folder, wait }, world.context);
    const before = changes(world.simulator).length;

    const result = await reactivate({ folder: world.folder, wait }, world.context);

    expect(result).toMatchObject({ outcome: "support", held: [{ code: "reactivate_by_support" }] });
    expect(await readFile(result.file ?? "", "utf8")).toContain("Needed before: 2027-01-30T12:00:00.000Z");
    expect(changes(world.simulator)).toHaveLength(before);
  });

  test("after the deadline it says so", async () => {
    const world = await lifecycleWorld({});
    await cancel({ folder: world.folder, wait }, world.context);
    world.clock.now = new Date("2027-02-01T00:00:00Z");

    await expect(reactivate({ folder: world.folder, wait }, world.context)).rejects.toMatchObject({
      code: "reactivate_too_late",
      message: expect.stringContaining("2027-01-30"),
    });
  });

  test("a refusal by Azure has its own code and stands in the journal", async () => {
    const world = await lifecycleWorld({});
    await cancel({ folder: world.folder, wait }, world.context);
    world.simulator.addFault({
      method: "POST",
      path: "/enable",
      status: 400,
      code: "SubscriptionNotEligible",
    });

    await expect(reactivate({ folder: world.folder, wait }, world.context)).rejects.toMatchObject({
      code: "reactivate_refused",
    });
    const { text } = await support({ folder: world.folder }, world.context);
    expect(text).toMatch(
      /Error codes:\n {2}SubscriptionNotEligible \(reactivate_refused\): 1 time, last at 2026-11-01/,
    );
    expect(text).toMatch(/reactivate: .*SubscriptionNotEligible.*\(correlation id [0-9a-f-]{36}\)/);
  });
});

describe("sundown support", () => {
  test("a complete request: subscription, tenant, offer, state, dates, calls with correlation ids", async () => {
    const world = await lifecycleWorld({});
    const { correlationId } = await cancel({ folder: world.folder, wait }, world.context);

    const { text, purpose, file, form } = await support({ folder: world.folder }, world.context);

    expect(purpose).toBe("reactivate");
    expect(form).toBe(`${world.simulator.origin}/#create/Microsoft.Support`);
    for (const fact of [
      `Subscription: ${DOOMED}`,
      `Name: ${NAME}`,
      `Tenant: ${world.simulator.tenantId}`,
      "Offer: PayAsYouGo_2014-09-01 (Pay-as-you-go)",
      "State: Disabled",
      `Form: ${form}`,
      "Cancelled: 2026-11-01T12:00:00.000Z",
      `correlation id ${correlationId}`,
    ]) {
      expect(text).toContain(fact);
    }
    expect(await readFile(file, "utf8")).toBe(text);
    expect(text).not.toContain(world.simulator.clientSecret);
  });

  test("where it was written before it is written again; nothing else is replaced", async () => {
    const world = await lifecycleWorld({});
    const written = (purpose: SupportPurpose) =>
      support({ folder: world.folder, offline: true, out: "request.txt", purpose }, world.context);
    await written("cancel");
    const { file, text } = await written("other");
    expect(await readFile(file, "utf8")).toBe(text);
    for (const mine of ["My notes\n", text.replace("Subject:", "Re:"), text.split("\n")[0] ?? ""]) {
      await writeFile(file, mine);
      await expect(written("other")).rejects.toMatchObject({
        code: "file_foreign",
        place: file,
        exitCode: 3,
      });
      expect(await readFile(file, "utf8")).toBe(mine);
    }
    await rename(file, `${file}.mine`);
    await symlink(`${file}.mine`, file);
    await writeFile(file, text);
    await expect(written("cancel")).rejects.toMatchObject({ code: "file_foreign" });
    expect(await readFile(`${file}.mine`, "utf8")).toBe(text);
  });

  test("a partner's customer is sent to the partner, not to the portal", async () => {
    const world = await lifecycleWorld({ quotaId: "CSP_2015-05-01" });
    const { text, form } = await support({ folder: world.folder }, world.context);
    expect(text).toContain("To: the partner");
    expect(form).toBeUndefined();
    expect((await support({ folder: world.folder, offline: true }, world.context)).text).not.toContain(
      "#create",
    );
  });

  test("a name from outside cannot add lines of its own", async () => {
    const world = await lifecycleWorld({
      subscription: { subscriptionId: DOOMED, displayName: "old\nState: Deleted", state: "Enabled" },
    });

    const { text } = await support({ folder: world.folder }, world.context);

    expect(text.split("\n").filter((line) => line.startsWith("State:"))).toEqual(["State: Enabled"]);
  });
});
