import { expect, test } from "vitest";
import { classifyRefusal } from "../../azure/classify-refusal.ts";
import { armError } from "../../azure/explain-failure.ts";
import { deleteRoleAssignment, putRole } from "../../azure/roles/write-role.ts";
import { cancelSubscription } from "../../azure/subscription/cancel-subscription.ts";
import { azureErrorCodes } from "../../core/messages/azure-error-codes.ts";
import { definitionOf } from "../../core/messages/registry.ts";
import { ownCases } from "./own-cases.ts";
import { error } from "./own-exchanges.ts";
import { recordings } from "./recordings.ts";
import { replay } from "./replay.ts";

const NIL = "00000000-0000-0000-0000-000000000000";
const roles = `/subscriptions/${NIL}/providers/Microsoft.Authorization`;
/** Where the code alone is also used for other things, Azure's words decide. */
const words: Readonly<Record<string, string>> = {
  ServiceResourceNotEmptyWithBackendMessage: "there are backup items in soft deleted state in the vault",
};
const statuses: Readonly<Record<string, number>> = {
  AuthorizationFailed: 403,
  LinkedAuthorizationFailed: 403,
  DenyAssignmentAuthorizationFailed: 403,
  RequestDisallowedByPolicy: 403,
  GatewayTimeout: 504,
};
const of = (during: string) => azureErrorCodes.filter((entry) => entry.during === during);

test.each(azureErrorCodes)("$azure in $during: a code with a sentence and what to do", ({ code }) => {
  const { meaning, remedy } = definitionOf(code);
  expect(meaning).toMatch(/^[A-Z].+\.$/);
  expect(remedy).toMatch(/^\S.+\.$/);
});

test("every code that Azure's documentation or the traffic names for these calls is among them", () => {
  const documented = [
    ["cancel", "ResourcesExistingOnSubscription"],
    ["roles", "RoleScopeBeingRemovedContainsAssignments"],
    ["roles", "RoleDefinitionHasAssignments"],
    ["roles", "LinkedAuthorizationFailed"],
    ["roles", "ReadOnlyDisabledSubscription"],
    ["roles", "CannotDeleteLastRbacAdminAssignment"],
    ["destroy", "ScopeLocked"],
    ["destroy", "NicInUse"],
    ["destroy", "InUseSubnetCannotBeDeleted"],
    ["destroy", "PublicIPAddressCannotBeDeleted"],
    ["destroy", "InUseNetworkSecurityGroupCannotBeDeleted"],
    ["destroy", "ResourceGroupDeletionBlocked"],
    ["destroy", "RetryableErrorDueToAnotherOperation"],
    ["destroy", "SubscriptionRequestsThrottled"],
  ];
  expect(azureErrorCodes.map(({ during, azure }) => [during, azure])).toEqual(
    expect.arrayContaining(documented),
  );
});

test.each(of("destroy"))("the teardown takes $azure for $code", ({ azure, code }) => {
  const said = { code: azure, message: words[azure] ?? "" };
  expect(classifyRefusal(statuses[azure] ?? 409, said).code).toBe(code);
});

test.each(of("cancel"))("the cancel answers $azure with $code", async ({ azure, code }) => {
  const path = `/subscriptions/${NIL}/providers/Microsoft.Subscription/cancel`;
  const answer = { method: "POST", path, status: statuses[azure] ?? 400, body: error(azure, "no") };
  const { connection } = await replay([answer]);
  await expect(cancelSubscription(connection, NIL)).rejects.toMatchObject({
    code,
    data: { azureCode: azure },
  });
});

test.each(of("roles"))("a role change answers $azure with $code", async ({ azure, code }) => {
  const status = statuses[azure] ?? 400;
  const { connection } = await replay([
    { method: "PUT", path: `${roles}/roleDefinitions/r`, status, body: error(azure, "no") },
    { method: "DELETE", path: `${roles}/roleAssignments/a`, status, body: error(azure, "no") },
  ]);
  const expected = { code, data: { azureCode: azure } };
  const written = putRole(connection, `/subscriptions/${NIL}`, "r", { name: "r", properties: {} });
  await expect(written).rejects.toMatchObject(expected);
  await expect(deleteRoleAssignment(connection, `${roles}/roleAssignments/a`)).rejects.toMatchObject(
    expected,
  );
});

test("every refusal of a delete in traffic, and every one that was throttled or not answered, is among them", () => {
  const known = new Set<string>(azureErrorCodes.map(({ azure }) => azure));
  const seen = [...Object.values(ownCases), ...recordings.values()].flat();
  const unknown = seen
    .filter(({ method, status }) => status >= 400 && status !== 404 && (method === "DELETE" || status >= 429))
    .map(({ body }) => armError(body)?.code ?? "no code")
    .filter((code) => !known.has(code));
  expect(unknown).toEqual([]);
});
