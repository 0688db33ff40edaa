import { describe, expect, test } from "vitest";
import { askedPause } from "../../azure/arm-retry-policy.ts";
import { callAndFollow } from "../../azure/call-and-follow.ts";
import { classifyRefusal } from "../../azure/classify-refusal.ts";
import { armError } from "../../azure/explain-failure.ts";
import { isGone } from "../../azure/operations/is-gone.ts";
import { readCollection } from "../../azure/read-collection.ts";
import { readResourceGraph } from "../../azure/read-resource-graph.ts";
import { readSubscription } from "../../azure/read-subscription.ts";
import { readRoleAssignments } from "../../azure/roles/read-role-assignments.ts";
import { waitForRoles } from "../../azure/roles/wait-for-roles.ts";
import { deleteRoleAssignment, putRole } from "../../azure/roles/write-role.ts";
import { cancelSubscription, enableSubscription } from "../../azure/subscription/cancel-subscription.ts";
import { putIntoManagementGroup } from "../../azure/subscription/management-group.ts";
import { readCosts } from "../../azure/subscription/read-costs.ts";
import { waitForState } from "../../azure/subscription/wait-for-state.ts";
import { type Check, first, NIL, perform, signal, subscription } from "./check.ts";
import { furtherChecks } from "./further-checks.ts";
import { furtherCases } from "./further-own-cases.ts";
import { ownCases } from "./own-cases.ts";
import { type Exchange, recordings } from "./recordings.ts";
import { replay } from "./replay.ts";

const quick = { intervalMs: 1, patienceMs: 5_000 };

const refusedAs =
  (kind: string, action: string, path: RegExp): Check =>
  async (connection, exchanges) => {
    const { path: target } = first(exchanges, "DELETE", path);
    expect(await perform(connection, action, target)).toMatchObject({ kind: "refused", refusal: { kind } });
  };

const followed =
  (path: RegExp): Check =>
  async (connection, exchanges) => {
    const { path: target } = first(exchanges, "POST", path);
    const request = { path: target, apiVersion: "2024-01-01", signal };
    expect(await callAndFollow(connection, { method: "POST", ...request })).toMatchObject({ kind: "done" });
  };

const checks: Readonly<Record<string, Check>> = {
  ...furtherChecks,
  "cancel-subscription-cli": async (connection) => {
    expect((await readSubscription(connection, NIL)).state).toBe("Enabled");
    await cancelSubscription(connection, NIL);
    expect(
      await waitForState(connection, NIL, ["Warned", "Disabled"], { ...quick, inARow: 3 }),
    ).toMatchObject({
      state: "Warned",
      seen: ["Enabled", "Warned"],
    });
    await enableSubscription(connection, NIL);
    expect(await waitForState(connection, NIL, ["Enabled"], { ...quick, inARow: 4 })).toMatchObject({
      seen: ["Warned", "Enabled"],
    });
    // What would have been taken for the end flips once more.
    expect((await readSubscription(connection, NIL)).state).toBe("Warned");
  },
  "role-definition-list-flicker": async (connection, exchanges) => {
    const { path, body } = first(exchanges, "PUT", /roleDefinitions/);
    const guid = path.split("/").at(-1) ?? "";
    const written: { properties: Record<string, unknown> } = JSON.parse(JSON.stringify(body));
    expect(await putRole(connection, subscription, guid, { name: guid, ...written })).toMatchObject({
      status: 201,
    });
    const isThere = (roles: readonly { readonly name?: string | undefined }[]) =>
      roles.some(({ name }) => name === guid);
    // Once is not enough: it is gone again at the next look.
    expect(await waitForRoles(connection, isThere, { ...quick, inARow: 1 })).toBe(true);
    await expect(waitForRoles(connection, isThere, { ...quick, inARow: 2 })).rejects.toMatchObject({
      code: "not_permitted",
    });
  },
  "role-assignment-exists": async (connection, exchanges) => {
    const { path } = first(exchanges, "GET", /roleAssignments$/);
    const scope = path.slice(0, path.indexOf("/providers/Microsoft.Authorization"));
    expect((await readRoleAssignments(connection, scope)).length).toBeGreaterThan(0);
  },
  "role-assignment-principal-not-found": async (connection, exchanges) => {
    const { path } = first(exchanges, "DELETE", /roleAssignments/);
    expect(await deleteRoleAssignment(connection, path)).toMatchObject({ status: 200 });
  },
  "rg-delete-no-wait": async (connection, exchanges) => {
    const { path } = first(exchanges, "GET", /resourceGroups\/[^/]+$/i);
    for (const gone of [false, false, false, true]) {
      expect(await isGone(connection, path, "2024-11-01", signal)).toBe(gone);
    }
  },
  "rg-delete-blocked": refusedAs("inUse", "deleteGroup", /resourceGroups\/[^/]+$/i),
  "throttle-429-retryable": async (connection, exchanges) => {
    const { path } = first(exchanges, "DELETE", /resourceGroups\/[^/]+$/i);
    expect(await perform(connection, "deleteGroup", path)).toMatchObject({ kind: "done", acted: true });
  },
  "delete-dependents-in-use": async (connection, exchanges) => {
    for (const type of [
      "networkInterfaces",
      "networkSecurityGroups",
      "publicIPAddresses",
      "virtualNetworks",
    ]) {
      await refusedAs("inUse", "delete", new RegExp(`${type}/[^/]+$`))(connection, exchanges);
    }
  },
  "delete-nested-exists": refusedAs("inUse", "delete", /privateDnsZones\/[^/]+$/),
  "delete-policy-in-use": refusedAs("inUse", "delete", /policyDefinitions/),
  "lock-scope-locked": refusedAs("locked", "deleteGroup", /resourceGroups\/[^/]+$/i),
  "backup-vault-not-empty": refusedAs("protected", "delete", /vaults\/[^/]+$/),
  "storage-immutability": async (connection, exchanges) => {
    const path = exchanges.find(({ method, status }) => method === "DELETE" && status === 409)?.path ?? "";
    const left = exchanges.filter(({ method, status }) => method === "DELETE" && status === 200);
    for (const one of left.filter((other) => other.path === path))
      await perform(connection, "delete", one.path);
    expect(await perform(connection, "delete", path)).toMatchObject({ refusal: { kind: "protected" } });
  },
  "move-resources": followed(/moveResources$/),
  "vm-deallocate": followed(/deallocate$/),
  "resource-graph-paged": async (connection) => {
    // Only the first page is recorded; that the second one is asked for shows in its being missed.
    await expect(readResourceGraph(connection, { query: "resources | project id" })).rejects.toMatchObject({
      message: expect.stringContaining("404"),
    });
  },
  "paging-empty-page": async (connection) => {
    const { items, unreadable } = await readCollection(connection, `${subscription}/resources`, "2024-11-01");
    expect([items.length, unreadable]).toEqual([1, undefined]);
  },
  "cost-query-rg-c7n": async (connection) => {
    const read = await readCosts(connection, NIL, signal);
    expect("costs" in read && read.costs.length > 0 && read.costs[0]?.currency).toBe("USD");
  },
  "gateway-504": async (connection, exchanges) => {
    const path = exchanges.find(({ status }) => status === 504)?.path ?? "";
    const before = exchanges.slice(
      0,
      exchanges.findIndex(({ status }) => status === 504),
    );
    for (const one of before.filter((other) => other.method === "GET" && other.path === path)) {
      for (let time = 0; time < (one.repeat ?? 1); time++) await connection.request({ method: "GET", path });
    }
    expect((await connection.request({ method: "GET", path })).status).toBe(200);
  },
  "soft-delete-key-vault": async (connection, exchanges) => {
    const { path } = first(exchanges, "POST", /purge$/);
    const target = path.slice(0, -"/purge".length);
    expect(await perform(connection, "purge", target)).toMatchObject({ kind: "done", acted: true });
  },
  "management-group": async (connection, exchanges) => {
    const { path } = first(exchanges, "PUT", /\/subscriptions\//);
    const id = path.slice(0, path.indexOf("/subscriptions/"));
    expect(await putIntoManagementGroup(connection, id, NIL)).toMatchObject({ status: 200 });
  },
  "throttle-429-gateway": async (_connection, exchanges) => {
    const { body } = exchanges.find(({ status }) => status === 429) ?? {};
    expect(askedPause(() => undefined, JSON.stringify(body), 0)).toBe(324_000);
    expect(classifyRefusal(429, armError(body))).toMatchObject({ kind: "throttled" });
  },
  "busy-another-operation": async (_connection, exchanges) => {
    const { body } = exchanges.find(({ status }) => status === 409) ?? {};
    expect(classifyRefusal(409, armError(body))).toMatchObject({ kind: "busy" });
  },
};

/** Where a client asks at another address or for another column than the recorded one did. */
function asOurs(name: string, exchanges: readonly Exchange[]): readonly Exchange[] {
  if (name === "role-definition-list-flicker") {
    return exchanges.map((one) =>
      one.method === "GET" ? { ...one, path: one.path.replace(subscription, "") } : one,
    );
  }
  // A recorder took the link out, and no link is no answer.
  if (name === "snapshot-sas") {
    const link = '"accessSAS":"https://disk.example/d?sig=REDACTED"';
    return JSON.parse(JSON.stringify(exchanges).replaceAll('"accessSAS":"REDACTED"', link));
  }
  if (name === "cost-query-rg-c7n") {
    return JSON.parse(JSON.stringify(exchanges).replaceAll('"ResourceGroupName"', '"ServiceName"'));
  }
  return exchanges;
}

const cases = { ...ownCases, ...furtherCases };

/** Recordings of what Sundown never asks for. */
const unasked: Readonly<Record<string, string>> = {
  "deployment-no-wait": "it validates and makes no deployments; it lists those that there are",
  "not-registered":
    "it registers no resource provider; the simulator answers as recorded (simulator.test.ts)",
  "tags-names": "it neither makes nor deletes tag names: they end with the subscription",
};

describe.each([
  ["our own case", new Map(Object.entries(cases))],
  ["recorded traffic", recordings],
])("%s is taken as it is meant", (_, source) => {
  const present = Object.keys(checks).filter((name) => source.has(name));
  const tests = test.skipIf(present.length === 0).concurrent;
  tests.for(present.length === 0 ? ["none is here"] : present)("%s", async (name, { onTestFinished }) => {
    const exchanges = asOurs(name, source.get(name) ?? []);
    const { connection } = await replay(exchanges, onTestFinished);
    await checks[name]?.(connection, exchanges);
  });
});

test("each of our own cases has a check, and each check a case", () => {
  expect(Object.keys(cases).toSorted()).toEqual(Object.keys(checks).toSorted());
});

test.skipIf(recordings.size === 0)("each recording has a check, or a reason for none", () => {
  for (const [name, reason] of Object.entries(unasked))
    process.stdout.write(`not asked: ${name}: ${reason}\n`);
  const known = [...Object.keys(checks), ...Object.keys(unasked)];
  expect(known.toSorted()).toEqual([...recordings.keys()].toSorted());
});
