import { afterAll, expect, test } from "vitest";
import { probeWrite } from "../../azure/storage/probe-write.ts";
import { waitForState } from "../../azure/subscription/wait-for-state.ts";
import { openJournal } from "../../engine/journal.ts";
import { status } from "../../steps/status/status.ts";
import { startStorage } from "../support/storage.ts";
import { DOOMED, doomed, lifecycleWorld, wait } from "./world.ts";

const storage = await startStorage(["stkept"]);
afterAll(() => storage.stop());
const url = storage.accountUrl("stkept");
const { signal } = new AbortController();

test("an account without containers tells nothing; one that takes writes is found, and nothing is written", async () => {
  expect(await probeWrite(storage.connection, url, signal)).toMatchObject({ unknown: expect.any(String) });
  const container = storage.service("stkept").getContainerClient("data");
  await container.create();
  expect(await probeWrite(storage.connection, url, signal)).toBe("writable");
  expect((await container.listBlobsFlat().next()).done).toBe(true);
});

test.each([
  ["AccountIsDisabled", "readOnly"],
  ["AuthorizationPermissionMismatch", { unknown: "AuthorizationPermissionMismatch (403)" }],
])("a write refused with %s", async (code, expected) => {
  await storage.service("stkept").getContainerClient("data").createIfNotExists();
  storage.front.intercept = ({ method }, response) => {
    if (method !== "PUT") return false;
    response.writeHead(403, { "x-ms-error-code": code }).end();
    return true;
  };
  expect(await probeWrite(storage.connection, url, signal)).toEqual(expected);
  storage.front.intercept = undefined;
});

test("status names the account that still takes writes and the machine that is not deallocated", async () => {
  await storage.service("stkept").getContainerClient("data").createIfNotExists();
  const group = `${doomed}/resourceGroups/rg`;
  const account = `${group}/providers/Microsoft.Storage/storageAccounts/stkept`;
  const machine = `${group}/providers/Microsoft.Compute/virtualMachines/vm`;
  const world = await lifecycleWorld({
    resourceGroups: [{ id: group, name: "rg", location: "westeurope" }],
    resources: [account, machine].map((id) => ({ id, location: "westeurope", properties: {} })),
  });
  const journal = await openJournal(`${world.folder}/run/journal.jsonl`, world.context);
  const about = doomed;
  await journal.append({ step: "cancel", kind: "answer", about, data: { accepted: true } });
  await journal.close();
  // Somebody has cancelled it over what was in it, as the portal lets an owner do.
  await world.azure.request({
    method: "POST",
    path: `${doomed}/providers/Microsoft.Subscription/cancel?IgnoreResourceCheck=true`,
    apiVersion: "2021-10-01",
  });
  await waitForState(world.azure, DOOMED, ["Warned"], wait);
  const azure = { ...world.azure, cloud: { ...world.azure.cloud, storageSuffix: storage.front.host } };

  const result = await status({ folder: world.folder }, { ...world.context, azure: async () => azure });

  expect(result.notAsPromised).toEqual(
    expect.arrayContaining([
      `The storage account ${account} still takes writes.`,
      `The virtual machine ${machine} is not deallocated.`,
    ]),
  );
  expect(result.next).toContain("sundown support");
});
