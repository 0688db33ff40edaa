import { expect, test } from "vitest";
import type { Question } from "../../core/host.ts";
import type { Estate } from "../../simulator/estate.ts";
import { cancel } from "../../steps/cancel/cancel.ts";
import { readJournal } from "../../steps/status/read-journal.ts";
import { assignmentOf, changes, DOOMED, doomed, lifecycleWorld, setManifest, wait } from "./world.ts";

const OWNER = {
  id: "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
};
const CONTRIBUTOR = {
  id: "/providers/Microsoft.Authorization/roleDefinitions/5d58bcaf-24a5-4b20-bdb6-eed9f69fbe4c",
};
const ME = "5ca1ab1e-0000-4000-8000-00000000abcd";
const group = (name: string) => `/providers/Microsoft.Management/managementGroups/${name}`;
const managementGroups = [
  { name: "landing-zones" },
  { name: "shops", parent: "landing-zones", subscriptions: [DOOMED] },
  { name: "decommissioned" },
];
const move = `PUT ${group("decommissioned")}/subscriptions/${DOOMED} 200`;
const call = `POST ${doomed}/providers/Microsoft.Subscription/cancel 200`;

async function scene(estate: Partial<Estate> = {}, managementGroup = "decommissioned") {
  const world = await lifecycleWorld({ managementGroups, ...estate }, { objectId: ME });
  await setManifest(world, { managementGroup });
  const holder = () => world.simulator.state().subscriptions[0]?.managementGroup;
  return { world, holder };
}

test("the subscription moves before its cancel, with the policies named that then apply; the journal knows the way back", async () => {
  const policyAssignments = [
    {
      id: `${group("decommissioned")}/providers/Microsoft.Authorization/policyAssignments/Enforce-ALZ-Decomm`,
      name: "Enforce-ALZ-Decomm",
      type: "Microsoft.Authorization/policyAssignments",
      properties: {},
    },
  ];
  const { world, holder } = await scene({ policyAssignments }, group("Decommissioned"));

  await expect(cancel({ folder: world.folder, wait }, world.context)).resolves.toMatchObject({
    outcome: "cancelled",
  });

  expect(changes(world.simulator)).toEqual([move, call]);
  expect(holder()).toBe("decommissioned");
  expect(world.notices.find(({ code }) => code === "management_group_move")?.message).toMatch(
    /1 policy assignment then applies .*Enforce-ALZ-Decomm.*tags stay/,
  );
  const entries = await readJournal(`${world.folder}/run/journal.jsonl`);
  const mine = entries.filter(({ step }) => step === "managementGroup");
  expect(mine).toMatchObject([
    {
      kind: "intent",
      data: {
        act: "moveToManagementGroup",
        from: [group("shops"), group("landing-zones"), group(world.simulator.tenantId)],
        to: group("decommissioned"),
      },
    },
    { kind: "answer", data: { accepted: true, correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/) } },
  ]);
});

test("rights that come only from the old management group are found before anything is asked or moved", async () => {
  const inherited = assignmentOf(OWNER, group("landing-zones"), ME);
  const atTarget = assignmentOf(OWNER, group("decommissioned"), ME);
  const conditioned = {
    ...atTarget,
    properties: { ...atTarget.properties, condition: "@Resource[x] exists" },
  };
  const { world, holder } = await scene({ roleAssignments: [inherited, conditioned] });

  await expect(cancel({ folder: world.folder, wait }, world.context)).rejects.toMatchObject({
    code: "management_group_rights_lost",
    exitCode: 3,
    message: expect.stringContaining(inherited.id),
  });
  expect([changes(world.simulator), world.questions, holder()]).toEqual([[], [], "shops"]);
});

test.each([
  ["at the subscription itself", doomed],
  ["at the new management group", group("decommissioned")],
  ["at the root of the tenant", ""],
])("an Owner %s stays one, so the move and the cancel go", async (_, scope) => {
  const roleAssignments = [
    assignmentOf(OWNER, group("landing-zones"), ME),
    assignmentOf(OWNER, scope, ME),
    assignmentOf(CONTRIBUTOR, group("decommissioned"), ME),
  ];
  const { world } = await scene({ roleAssignments });
  await cancel({ folder: world.folder, wait }, world.context);
  expect(changes(world.simulator)).toEqual([move, call]);
});

test("one that is there already is not moved again", async () => {
  const there = [{ name: "decommissioned", subscriptions: [DOOMED] }];
  const { world } = await scene({ managementGroups: there });
  await cancel({ folder: world.folder, wait }, world.context);
  expect(changes(world.simulator)).toEqual([call]);
});

test.each([
  ["one that is not there", "nowhere"],
  ["a name that can be none", "a/../b"],
])("%s refuses, and nothing is moved or cancelled", async (_, name) => {
  const { world } = await scene({}, name);
  await expect(cancel({ folder: world.folder, wait }, world.context)).rejects.toMatchObject({
    code: "management_group_unreadable",
    exitCode: 3,
  });
  expect(changes(world.simulator)).toEqual([]);
});

test("N1: a move that Azure refuses stops the cancel, and stands in the journal", async () => {
  const roleAssignments = [assignmentOf(OWNER, doomed, ME)];
  const { world, holder } = await scene({ roleAssignments });
  await expect(cancel({ folder: world.folder, wait }, world.context)).rejects.toMatchObject({
    code: "management_group_move_refused",
  });
  expect(holder()).toBe("shops");
  const entries = await readJournal(`${world.folder}/run/journal.jsonl`);
  expect(entries.at(-1)).toMatchObject({
    step: "managementGroup",
    kind: "answer",
    data: { accepted: false, error: "management_group_move_refused" },
  });
});

test("a crash after the move goes on from the truth: moved once, cancelled once", async () => {
  const { world, holder } = await scene();
  world.simulator.addFault({ method: "PUT", path: "/managementGroups/", drop: "after" });
  await expect(cancel({ folder: world.folder, wait }, world.context)).rejects.toMatchObject({
    code: "cloud_unreachable",
  });
  expect(holder()).toBe("decommissioned");
  await cancel({ folder: world.folder, wait }, world.context);
  expect(changes(world.simulator).map((line) => line.split(" ")[0])).toEqual(["PUT", "POST"]);
});

test("what a policy of the new management group puts into it refuses the cancel", async () => {
  const { world } = await scene();
  const id = `${doomed}/resourceGroups/rg-made`;
  const host = {
    ...world.context.host,
    ask: async (question: Question) => {
      await world.azure.request({
        method: "PUT",
        path: id,
        apiVersion: "2024-11-01",
        body: { location: "westeurope" },
      });
      return world.context.host.ask(question);
    },
  };
  await expect(cancel({ folder: world.folder, wait }, { ...world.context, host })).rejects.toMatchObject({
    code: "resources_left",
    message: expect.stringContaining(id),
  });
  expect(changes(world.simulator)).not.toContain(call);
});
