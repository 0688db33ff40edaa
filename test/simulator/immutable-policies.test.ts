import { expect, test } from "vitest";
import { connect } from "../../azure/connect.ts";
import { estateOf, resource } from "../support/estate.ts";
import { signIn, startSimulator } from "../support/simulator.ts";

const account = resource("app", "Microsoft.Storage/storageAccounts", "logs");

function container(name: string, state: string, more: Record<string, unknown> = {}) {
  return resource(
    "app",
    "Microsoft.Storage/storageAccounts/blobServices/containers",
    `logs/default/${name}`,
    {
      immutabilityPolicy: { properties: { state, immutabilityPeriodSinceCreationInDays: 1 } },
      ...more,
    },
  );
}

test("Z6: a policy is deleted under a condition and answered as deleted; a locked one stays", async () => {
  const [open, locked, empty] = [
    container("open", "Unlocked"),
    container("locked", "Locked"),
    container("empty", "Locked", { simulatorBlobCount: 0 }),
  ];
  const simulator = await startSimulator({ estate: estateOf([account, open, locked, empty]) });
  const arm = await signIn(simulator);
  const policy = (id: string): string => `${id}/immutabilityPolicies/default`;
  expect((await arm("DELETE", policy(open.id))).status).toBe(400);
  const connection = await connect(simulator.environment());
  const remove = (id: string) =>
    connection.request({
      method: "DELETE",
      path: policy(id),
      apiVersion: "2023-05-01",
      headers: { "if-match": "*" },
    });
  expect((await remove(open.id)).status).toBe(200);
  expect((await arm("GET", policy(open.id))).body.properties?.state).toBe("Deleted");
  const refused = await remove(locked.id);
  expect([refused.status, refused.body]).toMatchObject([
    409,
    { error: { code: "ContainerImmutabilityPolicyFailure" } },
  ]);
  expect((await arm("DELETE", empty.id)).status).toBe(200);
  expect((await arm("DELETE", locked.id)).body.error?.code).toBe("ContainerProtectedFromDeletion");
  simulator.advance(86_400);
  expect((await arm("DELETE", locked.id)).status).toBe(200);
});
