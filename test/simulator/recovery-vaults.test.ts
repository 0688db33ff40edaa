import { expect, test } from "vitest";
import { estateOf, resource, subscription } from "../support/estate.ts";
import { listAll, signIn, startSimulator } from "../support/simulator.ts";

const item = resource(
  "backup",
  "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems",
  "vault/Azure/IaasVMContainer;iaasvmcontainerv2;app;vm1/VM;iaasvmcontainerv2;app;vm1",
  { friendlyName: "vm1", protectionState: "Protected" },
);

function vault(softDeleteState: "Enabled" | "Disabled") {
  return resource("backup", "Microsoft.RecoveryServices/vaults", "vault", {
    securitySettings: { softDeleteSettings: { softDeleteState } },
  });
}

test("B1: a vault with protected items is 400 ServiceResourceNotEmptyWithBackendMessage naming them", async () => {
  const arm = await signIn(await startSimulator({ estate: estateOf([vault("Enabled"), item]) }));
  const refused = await arm("DELETE", vault("Enabled").id);
  expect([refused.status, refused.body.error?.code]).toEqual([
    400,
    "ServiceResourceNotEmptyWithBackendMessage",
  ]);
  expect(refused.body.error?.message).toContain("existing protected items");
  expect(refused.body.error?.message).toContain("The registered items are : vm1");
  expect((await listAll(arm, `${vault("Enabled").id}/backupProtectedItems`)).ids).toEqual([item.id]);
});

test("B2: stopping protection is an operation of the vault; soft-deleted items count for 14 days", async () => {
  const simulator = await startSimulator({ estate: estateOf([vault("Enabled"), item]) });
  const arm = await signIn(simulator);
  const accepted = await arm("DELETE", item.id.replaceAll(";", "%3B"));
  expect(accepted.status).toBe(202);
  const operation = accepted.headers.get("azure-asyncoperation") ?? "";
  expect(operation).toContain("/vaults/vault/backupOperations/");
  expect((await arm("GET", operation)).body.status).toBe("InProgress");
  simulator.advance(12);
  expect((await arm("GET", operation)).body.status).toBe("Succeeded");
  expect((await arm("GET", accepted.headers.get("location") ?? "")).status).toBe(204);
  const refused = await arm("DELETE", vault("Enabled").id);
  expect(refused.body.error?.message).toContain("soft deleted state");
  simulator.advance(14 * 86_400);
  expect((await arm("DELETE", vault("Enabled").id)).status).toBe(200);
});

test("B2: without soft delete the item is gone and the vault goes", async () => {
  const simulator = await startSimulator({ estate: estateOf([vault("Disabled"), item]) });
  const arm = await signIn(simulator);
  await arm("DELETE", item.id);
  simulator.advance(12);
  expect((await arm("DELETE", vault("Disabled").id)).status).toBe(200);
  expect(simulator.state().resources).toEqual([]);
});

test("B3: a vault with items blocks the delete of its group, and the items stay", async () => {
  const simulator = await startSimulator({ estate: estateOf([vault("Enabled"), item]) });
  const arm = await signIn(simulator);
  const accepted = await arm("DELETE", `${subscription}/resourceGroups/backup`);
  simulator.advance(120);
  const failed = await arm("GET", accepted.headers.get("location") ?? "");
  expect(failed.status).toBe(409);
  expect(JSON.stringify(failed.body)).toContain("ServiceResourceNotEmptyWithBackendMessage");
  expect(simulator.state().resources).toHaveLength(2);
});
