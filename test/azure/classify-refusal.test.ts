import { expect, test } from "vitest";
import { newest } from "../../azure/api-versions.ts";
import { askedPause } from "../../azure/arm-retry-policy.ts";
import { classifyRefusal, codeOfKind, type RefusalKind } from "../../azure/classify-refusal.ts";
import { armError } from "../../azure/explain-failure.ts";
import { innerErrors } from "../../azure/inner-errors.ts";
import { messageFamilies } from "../../core/messages/registry.ts";

const group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg";

/** Codes and words as in recorded traffic, where one was recorded. */
const refusals: [number, string, string, RefusalKind][] = [
  [400, "NicInUse", `Network Interface nic is used by existing resource ${group}/x/y/vm.`, "inUse"],
  [400, "InUseSubnetCannotBeDeleted", "Subnet s is in use by nic and cannot be deleted.", "inUse"],
  [400, "PublicIPAddressCannotBeDeleted", "is still allocated to resource", "inUse"],
  [400, "InUseNetworkSecurityGroupCannotBeDeleted", "", "inUse"],
  [400, "InvalidDeletePolicyDefinitionRequest", "", "inUse"],
  [409, "CannotDeleteResource", "Cannot delete resource while nested resources exist.", "inUse"],
  [
    409,
    "ResourceGroupDeletionBlocked",
    "Deletion of resource group 'rg' failed as resources could not be deleted.",
    "inUse",
  ],
  [409, "OperationNotAllowed", "There is an active shared access signature outstanding for disk d.", "inUse"],
  [409, "OperationNotAllowed", "Disk d is attached to VM v.", "inUse"],
  [409, "Conflict", "Server farm 'p' cannot be deleted because it has web app(s) a assigned to it.", "inUse"],
  [409, "ScopeLocked", `The scope '${group}' cannot perform delete operation`, "locked"],
  [409, "AnotherOperationInProgress", "", "busy"],
  [429, "RetryableError", "A retryable error occurred.", "busy"],
  [429, "RetryableErrorDueToAnotherOperation", "", "busy"],
  [409, "ResourceGroupBeingDeleted", "", "busy"],
  [429, "TooManyRequests", "", "throttled"],
  [429, "ResourceRequestsThrottled", "Please try again after '324' seconds.", "throttled"],
  [400, "ServiceResourceNotEmptyWithBackendMessage", "vault has items in soft deleted state", "protected"],
  [
    409,
    "ContainerImmutabilityPolicyFailure",
    "The operation is not permitted as policy is locked",
    "protected",
  ],
  [409, "VaultNameNotAvailable", "", "failed"],
  [403, "RequestDisallowedByPolicy", "", "deniedByPolicy"],
  [403, "AuthorizationFailed", "", "notPermitted"],
  [403, "DenyAssignmentAuthorizationFailed", "", "notPermitted"],
  [403, "SomethingNew", "", "notPermitted"],
  [500, "InternalServerError", "", "unanswered"],
  [504, "GatewayTimeout", "", "unanswered"],
  [400, "SomethingNobodySaw", "", "failed"],
];

test.each(refusals)("%i %s (%s) is %s", (status, code, message, kind) => {
  expect(classifyRefusal(status, { code, message })).toMatchObject({
    kind,
    code: codeOfKind[kind],
    azureCode: code,
  });
});

test("no answer at all is unanswered", () => {
  expect(classifyRefusal(0, undefined)).toMatchObject({ kind: "unanswered", azureCode: "NoAnswer" });
});

test("who uses it and until when are taken from Azure's words", () => {
  const message = `In use by: ${group}/providers/Microsoft.Web/sites/a, ${group}/providers/Microsoft.Web/sites/b.`;
  expect(classifyRefusal(400, { code: "InUse", message }).named).toEqual([
    `${group}/providers/Microsoft.Web/sites/a`,
    `${group}/providers/Microsoft.Web/sites/b`,
  ]);
  const kept = { code: "LegalHoldOrRetention", message: "protected until 2027-01-31 by retention" };
  expect(classifyRefusal(409, { ...kept, code: "PurgeProtectionEnabled" }).until).toBe("2027-01-31");
});

/** A failed group delete, in the shape that was recorded. */
function blocked(...reasons: readonly (readonly [name: string, code: string, message: string])[]): unknown {
  const Details = reasons.map(([name, code, message]) => ({
    Code: null,
    Target: `${group}/providers/Microsoft.Compute/disks/${name}`,
    Message: JSON.stringify({ error: { code, message } }),
  }));
  const Message = `Deletion of resource group 'rg' failed as resources with identifiers 'x' could not be deleted.`;
  return { Error: { Code: "ResourceGroupDeletionBlocked", Target: null, Message, Details } };
}

test.each([
  [
    "inUse",
    [["d", "OperationNotAllowed", "There is an active shared access signature outstanding for disk d."]],
  ],
  ["failed", [["d", "InternalServerError", "An error occurred."]]],
  [
    "locked",
    [
      ["d", "NicInUse", ""],
      ["e", "ScopeLocked", "because following scope(s) are locked"],
    ],
  ],
  ["deniedByPolicy", [["d", "RequestDisallowedByPolicy", ""]]],
  ["notPermitted", [["d", "DenyAssignmentAuthorizationFailed", ""]]],
] as const)("a group that cannot go is %s by the reasons within", (kind, reasons) => {
  const body = blocked(...reasons);
  const refusal = classifyRefusal(409, armError(body), innerErrors(body));
  expect(refusal).toMatchObject({ kind, azureCode: "ResourceGroupDeletionBlocked" });
  const [name, code] = reasons.at(-1) ?? [];
  expect(refusal.named).toContain(`${group}/providers/Microsoft.Compute/disks/${name}`);
  expect(refusal.message).toContain(code);
});

test("a group that holds protected things is held until the latest of their dates", () => {
  const words = (date: string): string => `items in soft deleted state, gone after ${date}`;
  const body = blocked(
    ["a", "ServiceResourceNotEmptyWithBackendMessage", words("2027-01-31")],
    ["b", "NicInUse", "used until 2029-01-01"],
    ["c", "ServiceResourceNotEmptyWithBackendMessage", words("2027-02-28")],
  );
  expect(classifyRefusal(409, armError(body), innerErrors(body))).toMatchObject({
    kind: "protected",
    until: "2027-02-28",
    named: [`${group}/providers/Microsoft.Compute/disks/a`, `${group}/providers/Microsoft.Compute/disks/c`],
  });
});

test("an error's code is found whichever case its keys have", () => {
  expect(armError({ error: { code: "A", message: "m" } })).toEqual({ code: "A", message: "m" });
  expect(armError({ Error: { Code: "B", Message: "n", Target: null } })).toEqual({ code: "B", message: "n" });
  expect(armError({ code: "C", message: "o" })).toEqual({ code: "C", message: "o" });
  for (const body of [undefined, null, "text", [], { error: "text" }]) expect(armError(body)).toBeUndefined();
});

test.each([
  [{ "retry-after": "12" }, "", 12_000],
  [{ "retry-after-ms": "250", "retry-after": "12" }, "", 250],
  [{ "retry-after": "Tue, 24 Nov 2026 00:00:30 GMT" }, "", 30_000],
  [{ "retry-after": "Mon, 23 Nov 2026 00:00:00 GMT" }, "", 0],
  [{}, "Please try again after '324' seconds.", 324_000],
  [{}, "Too many requests.", undefined],
  [{ "retry-after": "soon" }, "", undefined],
])("the pause asked for by %j %s is %s ms", (headers: Record<string, string>, body, pause) => {
  expect(askedPause((name) => headers[name], body, Date.parse("2026-11-24T00:00:00Z"))).toBe(pause);
});

test("the newest version that is no preview is taken", () => {
  expect(newest(["2023-01-01", "2024-05-01", "2025-01-01-preview"])).toBe("2024-05-01");
  expect(newest(["2024-01-01-preview", "2025-01-01-preview"])).toBe("2025-01-01-preview");
  expect(newest([])).toBeUndefined();
});

test("every held code tells what to do", () => {
  for (const [code, definition] of Object.entries(messageFamilies.engine)) {
    if (definition.level === "warning" || definition.level === "error") {
      expect(definition, code).toHaveProperty("remedy");
    }
  }
});
