import { describe, expect, test } from "vitest";
import { connect } from "../../azure/connect.ts";
import type { AzureConnection } from "../../azure/connection.ts";
import {
  isOperationDone,
  type OperationEvent,
  type Outcome,
  type PerformOptions,
  performOperation,
} from "../../azure/perform-operation.ts";
import type { Operation } from "../../core/plan/plan.ts";
import type { AzureSimulator } from "../../simulator/azure-simulator.ts";
import type { Estate } from "../../simulator/estate.ts";
import { groupId, officeEstate, resourceId } from "../engine/office-estate.ts";
import { startSimulator } from "../support/simulator.ts";

const vault = resourceId("archive", "Microsoft.KeyVault/vaults", "office-keys");
const disk = resourceId("archive", "Microsoft.Compute/disks", "shared");
const backups = resourceId("archive", "Microsoft.RecoveryServices/vaults", "office-backups");
const item = `${backups}/backupFabrics/Azure/protectionContainers/c;vm;desk-1;vm-1/protectedItems/vm;desk-1;vm-1`;

function estate(): Estate {
  const office = officeEstate(1);
  const more = (id: string, type: string, properties: Record<string, unknown>) => ({
    id,
    name: id.slice(id.lastIndexOf("/") + 1),
    type,
    location: "westeurope",
    properties,
  });
  return {
    ...office,
    locks: [],
    resources: [
      ...office.resources,
      more(vault, "Microsoft.KeyVault/vaults", {
        enableSoftDelete: true,
        vaultUri: "https://x.vault.azure.net/",
      }),
      more(disk, "Microsoft.Compute/disks", { diskState: "ActiveSAS" }),
      more(backups, "Microsoft.RecoveryServices/vaults", {
        securitySettings: { softDeleteSettings: { softDeleteState: "Enabled" } },
      }),
      more(item, "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems", {
        sourceResourceId: resourceId("desk-1", "Microsoft.Compute/virtualMachines", "vm-1"),
      }),
    ],
  };
}

interface Performed {
  readonly outcome: Outcome;
  readonly events: readonly OperationEvent[];
}

async function world(): Promise<{
  simulator: AzureSimulator;
  connection: AzureConnection;
  perform: (action: string, target: string, options?: Partial<PerformOptions>) => Promise<Performed>;
  isDone: (action: string, target: string) => Promise<boolean>;
}> {
  const simulator = await startSimulator({ estate: estate(), speed: 200 });
  const connection = await connect(simulator.environment());
  const { signal } = new AbortController();
  const operation = (action: string, target: string): Operation => ({
    id: action,
    action,
    phase: "before",
    target,
    after: [],
    because: "",
  });
  return {
    simulator,
    connection,
    isDone: (action, target) => isOperationDone(connection, operation(action, target), signal),
    async perform(action, target, options = {}) {
      const events: OperationEvent[] = [];
      const outcome = await performOperation(connection, operation(action, target), {
        signal,
        onEvent: async (event) => void events.push(event),
        ...options,
      });
      return { outcome, events };
    },
  };
}

const done = { kind: "done", acted: true };

describe("one operation", () => {
  test("a deleted key vault is found among the deleted ones and purged", async () => {
    const { simulator, perform, isDone } = await world();
    expect((await perform("delete", vault)).outcome).toMatchObject(done);
    expect(await isDone("delete", vault)).toBe(true);
    expect(simulator.state().deletedResources).toHaveLength(1);
    expect((await perform("purge", vault)).outcome).toMatchObject(done);
    expect(await isDone("purge", vault)).toBe(true);
    expect(simulator.state().deletedResources).toEqual([]);
  });

  test("protection is stopped; what soft delete keeps counts as done, since nothing more can be done", async () => {
    const { simulator, perform, isDone } = await world();
    expect(await isDone("stopProtection", item)).toBe(false);
    expect((await perform("stopProtection", item)).outcome).toMatchObject(done);
    expect(simulator.state().resources).toContain(item);
    expect(await isDone("stopProtection", item)).toBe(true);
    // The vault is refused with Azure's own words, and told apart from what is merely in use.
    expect((await perform("delete", backups)).outcome).toMatchObject({
      kind: "refused",
      refusal: { kind: "protected", code: "operation_protected" },
    });
  });

  test("a granted access to a disk is taken back", async () => {
    const { perform, isDone } = await world();
    expect(await isDone("endAccess", disk)).toBe(false);
    const { outcome, events } = await perform("endAccess", disk);
    expect(outcome).toMatchObject(done);
    expect(events).toMatchObject([
      { kind: "intent", method: "POST", path: `${disk}/endGetAccess` },
      { kind: "answer", status: 202, polling: { method: "POST" } },
    ]);
    expect(await isDone("endAccess", disk)).toBe(true);
  });

  test("what is gone already is done without having acted", async () => {
    const { perform } = await world();
    const missing = resourceId("archive", "Microsoft.Compute/disks", "never-was");
    expect((await perform("delete", missing)).outcome).toMatchObject({ kind: "done" });
    expect((await perform("deleteGroup", groupId("never-was"))).outcome).toMatchObject({
      kind: "done",
      acted: false,
    });
  });

  test("an operation begun by an earlier run is followed by its address, without a second call", async () => {
    const { simulator, connection, perform, isDone } = await world();
    const answer = await connection.request({
      method: "DELETE",
      path: groupId("archive"),
      apiVersion: "2025-04-01",
    });
    simulator.clearLog();
    const { outcome, events } = await perform("deleteGroup", groupId("desk-1"), {
      polling: { url: answer.headers.location ?? "", header: "Location", method: "DELETE" },
    });
    expect(outcome).toMatchObject({
      kind: "refused",
      refusal: { azureCode: "ResourceGroupDeletionBlocked" },
    });
    expect(events).toEqual([]);
    expect(simulator.log().every(({ method }) => method === "GET")).toBe(true);
    expect(await isDone("deleteGroup", groupId("desk-1"))).toBe(false);
  });

  test("an action nobody knows stops before any call", async () => {
    const { simulator, perform } = await world();
    simulator.clearLog();
    await expect(perform("teleport", disk)).rejects.toMatchObject({ code: "operation_unknown_action" });
    expect(simulator.log()).toEqual([]);
  });

  test("a polling address on another host is not followed", async () => {
    const { perform } = await world();
    const polling = { url: "https://example.com/poll", header: "Location", method: "DELETE" } as const;
    await expect(perform("deleteGroup", groupId("archive"), { polling })).rejects.toMatchObject({
      code: "foreign_host",
    });
  });

  test.each([
    ["found out by being refused", {}],
    ["seen before a call is made again", { mayHaveStarted: true }],
  ])("a group that somebody else deletes is followed to its end: %s", async (_how, options) => {
    const { simulator, connection, perform } = await world();
    const path = groupId("desk-1");
    simulator.setSpeed(60);
    await connection.request({ method: "DELETE", path, apiVersion: "2025-04-01" });
    let waited = 0;
    const { outcome, events } = await perform("deleteGroup", path, {
      ...options,
      onWaiting: () => (waited += 1),
    });
    expect(outcome).toMatchObject({ kind: "done", acted: false });
    expect(waited).toBeGreaterThan(0);
    expect(simulator.state().resourceGroups.map(({ id }) => id)).not.toContain(path);
    expect(events.map(({ kind }) => kind)).toEqual("mayHaveStarted" in options ? [] : ["intent", "answer"]);
  });

  test("a delete by somebody else that ends without effect is made again", async () => {
    const { simulator, connection, perform } = await world();
    const path = groupId("office-net");
    simulator.setSpeed(60);
    // A desk still uses the network, so this one fails at its end.
    await connection.request({ method: "DELETE", path, apiVersion: "2025-04-01" });
    const { outcome, events } = await perform("deleteGroup", path, { mayHaveStarted: true });
    expect(events.map(({ kind }) => kind)).toEqual(["intent", "answer"]);
    expect(outcome).toMatchObject({ kind: "refused", refusal: { kind: "inUse" } });
  });
});

test("what is called like another with more behind it goes alone: a number sign cuts no address", async () => {
  const server = resourceId("desk-1", "Microsoft.Sql/servers", "orders");
  const databases = ["live", "live#old"].map((name) => `${server}/databases/${name}`);
  const office = estate();
  const simulator = await startSimulator({
    estate: {
      ...office,
      resources: [...office.resources, ...[server, ...databases].map((id) => ({ id, properties: {} }))],
    },
    speed: 200,
  });
  const connection = await connect(simulator.environment());
  const [kept = "", gone = ""] = databases;
  const answer = await connection.request({ method: "DELETE", path: gone, apiVersion: "2023-01-01" });
  expect(answer.status).toBeLessThan(300);
  simulator.advance(3600);
  expect(simulator.state().resources).toContain(kept);
  expect(simulator.state().resources).not.toContain(gone);
});
