import { expect, test } from "vitest";
import { estateOf, subscription } from "../support/estate.ts";
import { read, signIn, startSimulator } from "../support/simulator.ts";

const me = "11111111-2222-4333-8444-555555555555";
const team = "11111111-2222-4333-8444-666666666666";
const department = "11111111-2222-4333-8444-777777777777";
const owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const contributor = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const list = "providers/Microsoft.Authorization/roleAssignments";
const assigned = (principal: string) => `${subscription}/${list}?$filter=assignedTo('${principal}')`;
const assign = (principalId: string, role: string, scope = subscription) => ({
  id: `${scope}/${list}/${role}`,
  properties: {
    principalId,
    roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${role}`,
  },
});
const directoryGroups = [
  { id: department, members: [team] },
  { id: team, members: [me] },
];

test("A11: what is assigned to a group counts for its members, and assignedTo lists it", async () => {
  const roleAssignments = [assign(department, owner), assign("somebody", contributor)];
  const arm = await signIn(
    await startSimulator({ estate: estateOf([], { roleAssignments, directoryGroups }), objectId: me }),
  );
  const listed = read<{ id: string }[]>((await arm("GET", assigned(me))).body.value);
  expect(listed.map(({ id }) => id)).toEqual([roleAssignments[0]?.id]);
  expect((await arm("PUT", `${subscription}/resourceGroups/g`, { location: "westeurope" })).status).toBe(201);
});

test("A11: who is Owner everywhere has an assignment at the root only where that is asked", async () => {
  const simulator = await startSimulator({ estate: estateOf([]) });
  const arm = await signIn(simulator);
  expect((await arm("GET", assigned(simulator.objectId))).body.value).toMatchObject([
    {
      properties: {
        principalId: simulator.objectId,
        scope: "/",
        roleDefinitionId: expect.stringMatching(owner),
      },
    },
  ]);
  expect((await arm("GET", `${subscription}/${list}`)).body.value).toEqual([]);
});

test("A12: permissions are those of every role in effect at the scope", async () => {
  const below = `${subscription}/resourceGroups/a`;
  const roleAssignments = [assign(team, contributor), assign(me, owner, below)];
  const arm = await signIn(
    await startSimulator({ estate: estateOf([], { roleAssignments, directoryGroups }), objectId: me }),
  );
  const at = async (scope: string) =>
    (await arm("GET", `${scope}/providers/Microsoft.Authorization/permissions`)).body.value;
  expect(await at(subscription)).toMatchObject([
    { actions: ["*"], notActions: expect.arrayContaining(["Microsoft.Authorization/*/Write"]) },
  ]);
  expect(await at(below)).toHaveLength(2);
  const elsewhere = await arm("GET", "/providers/Microsoft.Authorization/permissions");
  expect([elsewhere.status, elsewhere.body.error?.code]).toEqual([403, "AuthorizationFailed"]);
});
