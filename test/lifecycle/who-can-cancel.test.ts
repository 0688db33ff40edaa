import { describe, expect, test } from "vitest";
import { readCancelRight } from "../../azure/subscription/read-cancel-right.ts";
import { whoCanCancel } from "../../core/lifecycle/who-can-cancel.ts";
import type { Estate } from "../../simulator/estate.ts";
import { cancel } from "../../steps/cancel/cancel.ts";
import { assignmentOf, changes, DOOMED, doomed, lifecycleWorld, wait } from "./world.ts";

const role = (guid: string) => ({ id: `/providers/Microsoft.Authorization/roleDefinitions/${guid}` });
const OWNER = role("8E3AF657-A8FF-443C-A75C-2FE8C4BCB635");
const CONTRIBUTOR = role("b24988ac-6180-42a0-ab88-20f7382dd24c");
const ME = "5ca1ab1e-0000-4000-8000-00000000abcd";
const TEAM = "5ca1ab1e-0000-4000-8000-00000000aaaa";
const DEPARTMENT = "5ca1ab1e-0000-4000-8000-00000000bbbb";
const corp = "/providers/Microsoft.Management/managementGroups/corp";

const billing = { notRead: "Azure answered 403" };

const conditioned = (() => {
  const it = assignmentOf(OWNER, doomed, ME);
  return { ...it, properties: { ...it.properties, condition: "@Resource[x] exists" } };
})();

describe("whether this identity can cancel", () => {
  test.each([
    ["Owner here", [assignmentOf(OWNER, doomed, ME)], true, undefined],
    ["Owner of the tenant", [assignmentOf(OWNER, "/", ME)], true, undefined],
    ["Owner of a management group above", [assignmentOf(OWNER, corp, ME)], true, undefined],
    [
      "Owner of a group below",
      [assignmentOf(OWNER, `${doomed}/resourceGroups/a`, ME)],
      false,
      "not_permitted",
    ],
    ["Owner with a condition", [conditioned], false, "not_permitted"],
    ["Owner with a condition and without one", [conditioned, assignmentOf(OWNER, corp, ME)], true, undefined],
    ["Contributor", [assignmentOf(CONTRIBUTOR, doomed, ME)], false, "not_permitted"],
    ["nothing", [], false, "not_permitted"],
    ["assignments nobody may read", undefined, null, "right_unknown"],
  ])("%s", (_, assignments, able, code) => {
    const judged = whoCanCancel({ assignments, subscriptionId: DOOMED, quotaId: "MSDN_2014-09-01", billing });
    expect(judged).toMatchObject({ able, because: expect.stringMatching(/\w/) });
    expect(judged.code).toBe(code && `cancel_${code}`);
  });

  test.each([
    ["CSP_2015-05-01", false, "offer_needs_person"],
    ["Default_2014-09-01", false, "offer_needs_person"],
    ["Something_2031-01-01", null, "offer_unknown"],
    [undefined, null, "offer_unknown"],
  ])("an Owner, offer %s: handed to a person", (quotaId, able, code) => {
    const assignments = [assignmentOf(OWNER, doomed, ME)];
    expect(whoCanCancel({ assignments, subscriptionId: DOOMED, quotaId, billing })).toMatchObject({
      able,
      code,
    });
  });
});

describe("as Azure tells it", () => {
  const managementGroups = [{ name: "root" }, { name: "corp", parent: "root", subscriptions: [DOOMED] }];
  const directoryGroups = [
    { id: TEAM, members: [ME.toUpperCase()] },
    { id: DEPARTMENT, members: [TEAM] },
  ];
  const right = async (estate: Partial<Estate> & { readonly quotaId?: string }) => {
    const world = await lifecycleWorld({ managementGroups, directoryGroups, ...estate }, { objectId: ME });
    return { world, right: await readCancelRight(world.azure, DOOMED) };
  };

  test.each([
    [
      "through a group of a group, at a management group above",
      [assignmentOf(OWNER, corp, DEPARTMENT)],
      true,
    ],
    [
      "its group is Owner of something below only",
      [assignmentOf(OWNER, `${doomed}/resourceGroups/a`, TEAM), assignmentOf(CONTRIBUTOR, doomed, ME)],
      false,
    ],
    ["Owner with a condition", [conditioned], false],
    ["somebody else is Owner", [assignmentOf(OWNER, doomed), assignmentOf(CONTRIBUTOR, doomed, ME)], false],
  ])("A11: %s", async (_, roleAssignments, able) => {
    expect((await right({ roleAssignments })).right.able).toBe(able);
  });

  test("an Owner through a group cancels; U6: who is not is refused before any call", async () => {
    const owner = await right({ roleAssignments: [assignmentOf(OWNER, corp, DEPARTMENT)] });
    await expect(cancel({ folder: owner.world.folder, wait }, owner.world.context)).resolves.toMatchObject({
      outcome: "cancelled",
    });

    const { world } = await right({ roleAssignments: [conditioned] });
    await expect(cancel({ folder: world.folder, wait }, world.context)).rejects.toMatchObject({
      code: "cancel_not_permitted",
      message: expect.stringContaining("only with a condition"),
    });
    expect(changes(world.simulator)).toEqual([]);
    expect(world.questions).toEqual([]);
  });

  test("who may not list assignments does not know, and cancels nothing", async () => {
    const world = await lifecycleWorld({});
    world.simulator.addFault({ path: "roleAssignments", times: 9, status: 403, code: "AuthorizationFailed" });
    expect(await readCancelRight(world.azure, DOOMED)).toMatchObject({ able: null });
    await expect(cancel({ folder: world.folder, wait }, world.context)).rejects.toMatchObject({
      code: "cancel_right_unknown",
      exitCode: 3,
    });
    expect(changes(world.simulator)).toEqual([]);
  });

  test.each(["CSP_2015-05-01", "Unheard_2031-01-01"])(
    "offer %s: the cancel is refused with what a person does",
    async (quotaId) => {
      const world = await lifecycleWorld({ quotaId });
      await expect(cancel({ folder: world.folder, wait }, world.context)).rejects.toMatchObject({
        code: quotaId.startsWith("CSP") ? "offer_needs_person" : "offer_unknown",
        remedy: expect.stringContaining("sundown support"),
      });
      expect(changes(world.simulator)).toEqual([]);
    },
  );
});
