import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:https";
import { expect, onTestFinished, test } from "vitest";
import type { AzureSimulator } from "../../simulator/azure-simulator.ts";
import { idOf, otherSubscription, resource } from "../support/estate.ts";
import { approve, completeManifest, mergeStory } from "../support/github.ts";
import { actionWorld, pushRun, release, runCancel, runVerify, stateOf, tearDown } from "./world.ts";

const CONTENT = Buffer.from("everything that was in the account\n");
const account = resource(
  "rg-app",
  "Microsoft.Storage/storageAccounts",
  "contosoold",
  {},
  { kind: "StorageV2" },
);

/** A host of one's own with one artifact on it, under the certificate that the Action trusts already. */
async function startArtifactHost(azure: AzureSimulator) {
  const served = { content: CONTENT };
  const server = createServer(
    { key: await readFile(azure.keyPath), cert: azure.certificate },
    (request, response) => {
      response.setHeader("content-length", served.content.length);
      response.end(request.method === "HEAD" ? undefined : served.content);
    },
  );
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { served, host: `localhost:${port}` };
}

async function worldWithArtifact(policyAllows: boolean) {
  let host = "";
  let served = { content: CONTENT };
  const world = await actionWorld({
    resources: [account],
    async story(plan, azure) {
      ({ host, served } = await startArtifactHost(azure));
      const sha256 = createHash("sha256").update(CONTENT).digest("hex");
      const artifacts = [{ url: `https://${host}/old/account.tar`, bytes: CONTENT.length, sha256 }];
      const manifest = completeManifest(plan, {
        backups: plan.backupsNeeded.map(({ of, method }) =>
          method === "blobs" ? { of, artifacts } : { of, waived: "nothing of value is in it" },
        ),
      });
      return { manifest, policy: policyAllows ? `artifactHosts: ['${host}']\n` : "approvals: 2\n" };
    },
  });
  approve(world.story);
  mergeStory(world.story);
  return { world, served, url: `https://${host}/old/account.tar` };
}

test("an artifact is read again by verify and by cancel, and one changed in between stops the cancel", async () => {
  const { world, served } = await worldWithArtifact(true);
  const run = pushRun(world);
  expect((await runVerify(world, run)).reasons).toEqual([]);
  await tearDown(world, world.story.plan);
  release(world, run);
  served.content = Buffer.from("everything that was in the accounT\n");
  const result = await runCancel(world, run);
  expect(result.reasons).toEqual(["artifact_not_as_approved"]);
  expect(stateOf(world)).toBe("Enabled");
});

test("a record that says it was read already does not spare it: nothing there is locked", async () => {
  const { world, served, url } = await worldWithArtifact(true);
  const run = pushRun(world);
  const verified = await runVerify(world, run);
  expect(JSON.parse(verified.outputs.artifacts ?? "")).toEqual({ digest: world.story.digest, seals: {} });
  await tearDown(world, world.story.plan);
  release(world, run);
  served.content = Buffer.from("everything that was in the accounT\n");
  const forged = { digest: world.story.digest, seals: { [url]: `blob:${"0".repeat(64)}` } };
  const result = await runCancel(world, run, { inputs: { "verified-artifacts": JSON.stringify(forged) } });
  expect(result.reasons).toEqual(["artifact_not_as_approved"]);
  expect(stateOf(world)).toBe("Enabled");
});

test("verify refuses an artifact that is shorter than approved", async () => {
  const { world, served } = await worldWithArtifact(true);
  served.content = CONTENT.subarray(0, 10);
  expect((await runVerify(world, pushRun(world))).reasons).toEqual(["artifact_not_as_approved"]);
});

test("a host the policy does not list is refused before anything is read", async () => {
  const { world } = await worldWithArtifact(false);
  expect((await runVerify(world, pushRun(world))).reasons).toContain("manifest_incomplete");
});

test("an artifact in a subscription that is itself ending is refused without asking for it", async () => {
  const id = idOf("rg-keep", "Microsoft.Storage/storageAccounts", "stkeep", otherSubscription);
  // Nothing answers there.
  const storageHost = "localhost:1";
  const world = await actionWorld({
    resources: [account, { ...account, id }],
    otherState: "Warned",
    storageHost,
    async story(plan) {
      const artifacts = [
        { url: `https://${storageHost}/stkeep/old/a.tar`, bytes: 1, sha256: "0".repeat(64) },
      ];
      const backups = plan.backupsNeeded.map(({ of, method }) =>
        method === "blobs" ? { of, artifacts } : { of, waived: "nothing of value is in it" },
      );
      return { manifest: completeManifest(plan, { backups }) };
    },
  });
  approve(world.story);
  mergeStory(world.story);
  const result = await runVerify(world, pushRun(world));
  expect(result.reasons, result.log).toEqual(["artifact_not_as_approved"]);
  expect(result.log).toContain("is Warned");
});
