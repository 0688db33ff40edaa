import { expect, test } from "vitest";
import type { EstateResource } from "../../simulator/estate.ts";
import { cancel } from "../../steps/cancel/cancel.ts";
import { readJournal } from "../../steps/status/read-journal.ts";
import { DOOMED, doomed, lifecycleWorld, setManifest, wait } from "./world.ts";

const group = (name: string) => `/providers/Microsoft.Management/managementGroups/${name}`;
const at = (
  scope: string,
  type: string,
  name: string,
  properties: Record<string, unknown>,
): EstateResource => ({
  id: `${scope}/providers/Microsoft.Authorization/${type}/${name}`,
  properties,
});
const target = group("decommissioned");
const above = group("contoso");
function definition(
  name: string,
  condition: Record<string, unknown>,
  then: Record<string, unknown>,
  parameters = {},
): EstateResource {
  const policyRule = { if: condition, then };
  return at(above, "policyDefinitions", name, { mode: "Indexed", policyRule, parameters });
}
const idOf = (name: string, type = "policyDefinitions") =>
  `${above}/providers/Microsoft.Authorization/${type}/${name}`;
const machines = { field: "type", equals: "Microsoft.Compute/virtualMachines" };

/** As the landing zones' accelerator assigns it: what may be written is listed, machines are shut down. */
const initiative = [
  definition(
    "Allowed-Types",
    { not: { field: "type", in: "[parameters('types')]" } },
    { effect: "[parameters('effect')]" },
    { effect: { defaultValue: "Audit" }, types: { defaultValue: [] } },
  ),
  definition("Auto-Shutdown", machines, {
    effect: "[parameters('effect')]",
    details: {
      type: "Microsoft.DevTestLab/schedules",
      deployment: {
        properties: { template: { resources: [{ type: "Microsoft.DevTestLab/schedules", name: "s" }] } },
      },
    },
  }),
  at(above, "policySetDefinitions", "Enforce-ALZ-Decomm", {
    parameters: { allow: { defaultValue: "Deny" } },
    policyDefinitions: [
      {
        policyDefinitionReferenceId: "types",
        policyDefinitionId: idOf("Allowed-Types"),
        parameters: { effect: { value: "[parameters('allow')]" } },
      },
      {
        policyDefinitionReferenceId: "shutdown",
        policyDefinitionId: idOf("Auto-Shutdown"),
        parameters: { effect: { value: "DeployIfNotExists" } },
      },
    ],
  }),
];

const assignment = (scope: string, name: string, policyDefinitionId: string, more = {}) =>
  at(scope, "policyAssignments", name, { policyDefinitionId, ...more });

async function told(policyAssignments: EstateResource[], resources: EstateResource[], fault?: string) {
  const managementGroups = [
    { name: "contoso" },
    { name: "shops", parent: "contoso", subscriptions: [DOOMED] },
    { name: "decommissioned", parent: "contoso" },
  ];
  const world = await lifecycleWorld({ managementGroups, resources, policyAssignments });
  await setManifest(world, { managementGroup: "decommissioned" });
  if (fault !== undefined)
    world.simulator.addFault({
      method: "GET",
      path: fault,
      times: 99,
      status: 403,
      code: "AuthorizationFailed",
    });
  await cancel({ folder: world.folder, wait }, world.context);
  const notice = world.notices.find(({ code }) => code === "management_group_move");
  return { world, message: notice?.message ?? "", policies: notice?.data?.policies };
}
const wholeName = (scope: string, name: string) =>
  `${scope}/providers/Microsoft.Authorization/policyAssignments/${name}`;

test("each effect of the initiative at the new group is named, as its parameters make it, and what follows", async () => {
  const { world, message, policies } = await told(
    [assignment(target, "Enforce-ALZ-Decomm", idOf("Enforce-ALZ-Decomm", "policySetDefinitions"))],
    initiative,
  );
  expect(policies).toEqual([
    `${wholeName(target, "Enforce-ALZ-Decomm")}: denies writes, deploys Microsoft.DevTestLab/schedules for each microsoft.compute/virtualmachines`,
  ]);
  expect(message).toContain("What they deploy into it would refuse its cancel. Its tags stay.");
  const entries = await readJournal(`${world.folder}/run/journal.jsonl`);
  expect(entries.find(({ step }) => step === "managementGroup")?.data).toMatchObject({ policies });
});

test("policies from above count, those that look only, are not enforced or leave the subscription out do nothing", async () => {
  const keeps = definition("Keep", machines, { effect: "denyAction" });
  const tags = definition("Tags", { field: "tags", exists: "false" }, { effect: "modify" });
  const { policies, message } = await told(
    [
      assignment(above, "Keep", idOf("Keep")),
      assignment(target, "Tags", idOf("Tags")),
      assignment(target, "Asleep", idOf("Tags"), { enforcementMode: "DoNotEnforce" }),
      assignment(target, "Elsewhere", idOf("Tags"), { notScopes: [doomed] }),
      assignment(target, "Audit", idOf("Allowed-Types")),
      assignment(target, "Freed", idOf("Tags")),
    ],
    [
      keeps,
      tags,
      ...initiative,
      at(target, "policyExemptions", "out", { policyAssignmentId: wholeName(target, "Freed") }),
    ],
  );
  const idle = "looks only, or is not in force here";
  expect(policies).toEqual([
    `${wholeName(above, "Keep")}: denies deletes of microsoft.compute/virtualmachines`,
    `${wholeName(target, "Tags")}: changes writes (modify)`,
    ...["Asleep", "Elsewhere", "Audit", "Freed"].map((name) => `${wholeName(target, name)}: ${idle}`),
  ]);
  expect(message).toContain("What they protect from deletes could not be removed again.");
});

test("an effect that cannot be read, or that an expression decides, is called unknown, not harmless", async () => {
  const odd = definition("Odd", machines, { effect: "[if(true(), 'deny', 'audit')]" });
  const { policies, message } = await told(
    [assignment(target, "Odd", idOf("Odd")), assignment(target, "Hidden", idOf("Hidden"))],
    [odd],
    "/policyDefinitions/Hidden",
  );
  expect(policies).toEqual([
    `${wholeName(target, "Odd")}: effect unknown`,
    `${wholeName(target, "Hidden")}: effect unknown`,
  ]);
  expect(message).toContain(`${idOf("Hidden")} could not be read (403).`);
});

test("policies that may not be listed are said to be so, and the cancel goes on", async () => {
  const { message } = await told([], [], "/policyAssignments");
  expect(message).toMatch(/policyAssignments\S* could not be read \(403\)/);
});
