import { sep } from "node:path";
import { describe, expect, test } from "vitest";
import { DOOMED, GROUP, methodEstate, methodScene } from "../support/method-scene.ts";

const SUBSCRIPTION = `/subscriptions/${DOOMED}`;
const ELSEWHERE = "/subscriptions/00000000-0000-4000-8000-0000000057a1";
const OBJECT = "5ca1ab1e-0000-4000-8000-000000000b1d";
const ROLE = "11111111-0000-4000-8000-000000000001";
const OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

const thing = (group: string, name: string, properties: Record<string, unknown> = {}) => ({
  id: `${SUBSCRIPTION}/resourceGroups/${group}/providers/Microsoft.Network/routeTables/${name}`,
  location: "westeurope",
  properties,
});
const ofType = (type: string, name: string, properties: Record<string, unknown>) => ({
  id: `${SUBSCRIPTION}/providers/Microsoft.Authorization/${type}/${name}`,
  properties,
});
const assignment = (scope: string, name: string) => ({
  id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
  name,
  properties: {
    roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${OWNER}`,
    principalId: OBJECT,
    scope,
  },
});

const role = {
  id: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${ROLE}`,
  name: ROLE,
  properties: {
    roleName: "Route keeper",
    type: "CustomRole",
    permissions: [{ actions: ["Microsoft.Network/*"], condition: "kept" }],
    assignableScopes: [SUBSCRIPTION, ELSEWHERE],
  },
};

const estate = methodEstate({
  subscriptions: [{ subscriptionId: ELSEWHERE.slice(15), displayName: "Stays", state: "Enabled" }],
  resourceGroups: [
    { id: `${SUBSCRIPTION}/resourceGroups/rg-empty`, name: "rg-empty", location: "westeurope" },
  ],
  resources: [
    thing("rg-data", "routes"),
    thing("rg-data", "odd", { simulatorNotExportable: true }),
    thing("rg-net", "other"),
    ofType("policyDefinitions", "no-vms", { policyType: "Custom", policyRule: {} }),
    ofType("policyAssignments", "no-vms-here", { policyDefinitionId: "/x" }),
  ],
  roleDefinitions: [role],
  roleAssignments: [assignment(SUBSCRIPTION, "owner-here"), assignment(ELSEWHERE, "owner-there")],
});

const json = (files: Map<string, string>, part: string) => {
  const [, text = "null"] = [...files].find(([path]) => path.split(sep).join("/").includes(part)) ?? [];
  return JSON.parse(text);
};

describe("what a subscription is made of", () => {
  test("is needed as one backup of its own", async () => {
    const scene = await methodScene(estate);
    const { result } = await scene.run({ only: [SUBSCRIPTION] });
    expect(result).toMatchObject({ held: [], byHand: [], waived: [], done: [{ of: SUBSCRIPTION }] });
  });

  test("is left out, and said to be, where decommission.yaml waives it and nobody names it", async () => {
    const scene = await methodScene(estate);
    const { result, told } = await scene.run();
    expect(result).toMatchObject({ held: [], byHand: [], done: [], waived: [SUBSCRIPTION] });
    expect(told.notices).toContainEqual(
      expect.objectContaining({ code: "backup_waived", place: SUBSCRIPTION }),
    );
    expect(await scene.files("")).toEqual(new Map());
  });

  test("is a template of each group, roles, assignments and policies", async () => {
    const scene = await methodScene(estate);
    await scene.run({ only: [SUBSCRIPTION] });
    const files = await scene.files(".json");
    expect(json(files, "groups/rg-data/template")).toMatchObject({ resources: [{ name: "routes" }] });
    expect(json(files, "groups/rg-net/template")).toMatchObject({ resources: [{ name: "other" }] });
    expect(json(files, "files/groups-")).toMatchObject([
      { name: "rg-data" },
      { name: "rg-empty" },
      { name: "rg-net" },
    ]);
    expect(json(files, "roles/definitions")).toMatchObject([
      { properties: { roleName: "Route keeper", permissions: [{ condition: "kept" }] } },
    ]);
    expect(json(files, "roles/assignments")).toMatchObject([{ name: "owner-here" }]);
    expect(json(files, "policies/definitions")).toMatchObject([{ name: "no-vms" }]);
    expect(json(files, "policies/assignments")).toMatchObject([{ name: "no-vms-here" }]);
  });

  test("names what Azure exports in no template, and goes on", async () => {
    const scene = await methodScene(estate);
    const { told } = await scene.run({ only: [SUBSCRIPTION] });
    const id = `${GROUP}/providers/Microsoft.Network/routeTables/odd`;
    expect(json(await scene.files(".json"), "not-exported")).toMatchObject([{ id }]);
    expect(told.notices).toContainEqual(expect.objectContaining({ code: "backup_not_covered", place: id }));
  });

  test("a list fixes every file, and a second run writes the same", async () => {
    const scene = await methodScene(estate);
    const first = await scene.run({ only: [SUBSCRIPTION] });
    const [list = ""] = (await scene.files(".jsonl")).values();
    const files = await scene.files(".json");
    expect(list.trim().split("\n")).toHaveLength(1 + files.size);
    const second = await scene.run({ only: [SUBSCRIPTION] });
    expect(second.result.done[0]?.artifacts).toEqual(first.result.done[0]?.artifacts);
    expect((await scene.files(".json")).size).toBe(files.size);
  });

  test("a large group is exported in parts of at most 200 resources", async () => {
    const resources = Array.from({ length: 430 }, (_, index) => thing("rg-data", `t${index}`));
    const scene = await methodScene(methodEstate({ resources }));
    await scene.run({ only: [SUBSCRIPTION] });
    const templates = [...(await scene.files(".json"))].filter(([path]) => path.includes("template-"));
    const counts = templates.map(([, text]) => JSON.parse(text).resources.length);
    expect(counts.toSorted((a, b) => b - a)).toEqual([200, 200, 30]);
  });

  test("a group that is refused as a whole is tried in halves, down to what spoils it", async () => {
    const resources = Array.from({ length: 3 }, (_, index) => thing("rg-data", `t${index}`));
    const scene = await methodScene(methodEstate({ resources }));
    // All three, then the first two, then the first of them.
    scene.world.simulator.addFault({
      path: "exportTemplate",
      method: "POST",
      status: 409,
      code: "ExportTemplateInvalidType",
      times: 3,
    });
    await scene.run({ only: [SUBSCRIPTION] });
    const files = await scene.files(".json");
    expect(json(files, "not-exported")).toMatchObject([
      { id: expect.stringContaining("t0"), because: expect.stringContaining("ExportTemplateInvalidType") },
    ]);
    expect(json(files, "template-1")).toMatchObject({ resources: [{ name: "t1" }] });
    expect(json(files, "template-2")).toMatchObject({ resources: [{ name: "t2" }] });
  });

  test("without the right to export it is held, and the remedy names the right", async () => {
    const scene = await methodScene(estate);
    scene.world.simulator.addFault({
      path: "exportTemplate",
      method: "POST",
      status: 403,
      code: "AuthorizationFailed",
    });
    const { result } = await scene.run({ only: [SUBSCRIPTION] });
    expect(result.done).toEqual([]);
    expect(result.held).toMatchObject([
      { code: "source_access_denied", remedy: expect.stringContaining("exportTemplate/action") },
    ]);
  });
});
