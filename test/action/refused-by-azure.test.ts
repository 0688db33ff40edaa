import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { acknowledgements } from "../../core/manifest/acknowledgements.ts";
import { otherSubscription, resource, subscription } from "../support/estate.ts";
import { approve, completeManifest, mergeStory } from "../support/github.ts";
import {
  actionWorld,
  changes,
  pushRun,
  readyToCancel,
  release,
  runCancel,
  runVerify,
  stateOf,
} from "./world.ts";

/** Object id of the application that the simulator signs runs in as. */
const EXECUTOR = "5ca1ab1e-0000-4000-8000-000000000b1d";

describe("a cancel that is refused by what Azure says", () => {
  test("resources are left", async () => {
    const world = await actionWorld();
    approve(world.story);
    mergeStory(world.story);
    const run = pushRun(world);
    await runVerify(world, run);
    release(world, run);
    const result = await runCancel(world, run);
    expect(result.reasons).toEqual(["resources_left"]);
    expect(changes(world)).toEqual([]);
    expect(stateOf(world)).toBe("Enabled");
  });

  test("a role that the plan does not know names the subscription", async () => {
    const world = await actionWorld();
    const run = await readyToCancel(world);
    await world.connection.request({
      method: "PUT",
      path: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/c0ffee00-0000-4000-8000-000000000009`,
      apiVersion: "2022-04-01",
      body: {
        properties: {
          roleName: "Late",
          type: "CustomRole",
          permissions: [{ actions: ["*/read"], notActions: [] }],
          assignableScopes: [subscription, otherSubscription],
        },
      },
    });
    world.azure.advance(600);
    const result = await runCancel(world, run);
    expect(result.reasons).toEqual(["roles_changed_since_plan"]);
    expect(stateOf(world)).toBe("Enabled");
  });

  test("the token is for another environment", async () => {
    const world = await actionWorld();
    const run = await readyToCancel(world);
    const before = changes(world).length;
    const result = await runCancel(world, run, { environment: "staging" });
    expect(result.reasons).toEqual(["token_claims_mismatch"]);
    expect(changes(world)).toHaveLength(before);
  });

  test("an invoice is unpaid, and nobody acknowledged that", async () => {
    const world = await actionWorld({ state: "PastDue" });
    approve(world.story);
    mergeStory(world.story);
    const result = await runVerify(world, pushRun(world));
    expect(result.reasons).toEqual(["subscription_past_due"]);
    expect(changes(world)).toEqual([]);
  });

  test("Azure refuses the call itself, and the evidence says so", async () => {
    const world = await actionWorld();
    const run = await readyToCancel(world);
    world.azure.addFault({
      method: "POST",
      path: "/Microsoft.Subscription/cancel",
      status: 409,
      code: "Conflict",
    });
    const result = await runCancel(world, run);
    expect(result.exitCode).toBe(1);
    expect(result.outputs.outcome).toBe("refused");
    expect(stateOf(world)).toBe("Enabled");
    const evidence: unknown = JSON.parse(await readFile(result.outputs.evidence ?? "", "utf8"));
    expect(evidence).toMatchObject({ cancel: { outcome: "failed", code: result.reasons[0] } });
  });

  test("an approval is withdrawn while the roles are trimmed", async () => {
    const world = await actionWorld();
    const run = await readyToCancel(world);
    const { github } = world.story;
    // The second reading of the reviews sees what happened in between.
    github.disturb({
      path: "/reviews",
      skip: 1,
      rewrite: (body) =>
        Array.isArray(body) ? body.map((entry) => ({ ...entry, state: "CHANGES_REQUESTED" })) : body,
    });
    const result = await runCancel(world, run);
    expect(result.reasons).toContain("changes_requested");
    expect(stateOf(world)).toBe("Enabled");
  });
});

describe("a verify that is refused by what Azure says", () => {
  test("the run signs in as an identity that goes with the subscription", async () => {
    const identity = resource("rg-app", "Microsoft.ManagedIdentity/userAssignedIdentities", "runner", {
      principalId: EXECUTOR,
    });
    const world = await actionWorld({ resources: [identity] });
    expect(world.azure.objectId).toBe(EXECUTOR);
    approve(world.story);
    mergeStory(world.story);
    const result = await runVerify(world, pushRun(world));
    expect(result.reasons).toEqual(["executor_in_doomed_subscription"]);
  });

  test("the state lies in a storage account that goes with the subscription", async () => {
    const account = resource(
      "rg-app",
      "Microsoft.Storage/storageAccounts",
      "stold",
      {},
      { kind: "StorageV2" },
    );
    const project = "backend:\n  url: azblob://state?storage_account=stold\n";
    const world = await actionWorld({
      resources: [account],
      story: () => Promise.resolve({ before: { "Pulumi.yaml": project } }),
    });
    approve(world.story);
    mergeStory(world.story);
    const result = await runVerify(world, pushRun(world));
    expect(result.reasons).toEqual(["state_in_doomed_subscription"]);
    expect(world.story.github.log().filter(({ path }) => path.includes("_oidc"))).toEqual([]);
  });

  test("something is there that the plan does not name", async () => {
    const world = await actionWorld();
    approve(world.story);
    mergeStory(world.story);
    await world.connection.request({
      method: "PUT",
      path: `${subscription}/resourcegroups/rg-late`,
      apiVersion: "2022-09-01",
      body: { location: "westeurope" },
    });
    world.azure.advance(600);
    const result = await runVerify(world, pushRun(world));
    expect(result.reasons).toEqual(["drift_found"]);
    expect(result.summary).toContain("rg-late");
    expect(result.outputs.digest).toBeUndefined();
  });
});

test("an unpaid invoice that the approved manifest acknowledges refuses nothing", async () => {
  const world = await actionWorld({
    state: "PastDue",
    story: async (plan) => {
      const acknowledge = [...acknowledgements(plan).map(({ key }) => key), "state:PastDue"];
      return { manifest: completeManifest(plan, { acknowledge }) };
    },
  });
  const run = await readyToCancel(world);
  expect(await runCancel(world, run)).toMatchObject({ exitCode: 0, outputs: { outcome: "cancelled" } });
});
