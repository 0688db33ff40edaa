import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { decodeJwt } from "jose";
import { expect, test } from "vitest";
import { checkEvidence } from "../../core/evidence/check-evidence.ts";
import { cancel } from "../../steps/cancel/cancel.ts";
import { reactivate } from "../../steps/reactivate/reactivate.ts";
import { status } from "../../steps/status/status.ts";
import { verifyEvidence } from "../../steps/verify/verify-evidence.ts";
import { runCli } from "../support/run-cli.ts";
import { type LifecycleWorld, lifecycleWorld, wait } from "./world.ts";

const evidenceOf = async ({ folder }: LifecycleWorld) => {
  const checked = checkEvidence(await readFile(join(folder, "run", "evidence.json"), "utf8"));
  if ("problems" in checked) throw new Error(checked.problems[0].message);
  return { ...checked.evidence, page: await readFile(join(folder, "run", "evidence.md"), "utf8") };
};

test("a cancel that was taken back stays in the evidence, with both moments, also under the next cancel", async () => {
  const world = await lifecycleWorld({});
  const options = { folder: world.folder, wait };
  await cancel(options, world.context);
  world.clock.now = new Date("2026-11-03T12:00:00Z");
  await reactivate({ ...options, undo: [] }, world.context);

  const back = await evidenceOf(world);
  const first = { acceptedAt: "2026-11-01T12:00:00.000Z", reactivatedAt: "2026-11-03T12:00:00.000Z" };
  expect(back.cancel).toMatchObject({ outcome: "cancelled", state: "Disabled", ...first });
  expect([back.dates, back.formerCancels]).toEqual([undefined, undefined]);
  expect(back.page).toContain(`accepted ${first.acceptedAt}, reactivated ${first.reactivatedAt}`);
  const file = { evidence: join(world.folder, "run", "evidence.json"), folder: world.folder };
  expect(await verifyEvidence(file, world.context)).toMatchObject({
    cancel: "cancelled",
    cancelledAt: first.acceptedAt,
    reactivatedAt: first.reactivatedAt,
  });
  const said = await runCli(["verify", "--evidence", file.evidence, "--folder", world.folder]);
  expect(said.stdout).toMatch(/cancel {4}cancelled 2026-11-01T12:00:00.000Z\n {2}reactivated 2026-11-03T12/);
  expect((await status({ folder: world.folder }, world.context)).dates).toBeUndefined();

  world.clock.now = new Date("2026-11-05T12:00:00Z");
  await cancel(options, world.context);
  const again = await evidenceOf(world);
  expect(again.formerCancels).toMatchObject([first]);
  expect(again.cancel).toMatchObject({ outcome: "cancelled", acceptedAt: "2026-11-05T12:00:00.000Z" });
  expect(again.cancel).not.toHaveProperty("reactivatedAt");
  expect(again.dates).toMatchObject({ cancelledAt: "2026-11-05T12:00:00.000Z" });
  expect(again.page).toContain(`An earlier cancel: accepted ${first.acceptedAt}`);
});

test("the evidence names who carried a run out: ids of the identity that Azure knows, and the run on GitHub", async () => {
  const world = await lifecycleWorld({});
  const token = await world.azure.credential.getToken(world.azure.cloud.armScope);
  const { oid, appid, tid } = decodeJwt(token?.token ?? "");
  expect(oid).toEqual(expect.any(String));
  const options = { folder: world.folder, wait };
  await cancel(options, world.context);
  await reactivate({ ...options, undo: [] }, world.context);
  const run = {
    GITHUB_ACTIONS: "true",
    GITHUB_REPOSITORY: "contoso/azure",
    GITHUB_RUN_ID: "4711",
    GITHUB_RUN_ATTEMPT: "2",
    GITHUB_ACTOR: "alice",
    GITHUB_TRIGGERING_ACTOR: "bob",
  };
  const environment = { ...world.context.environment, ...run };
  await cancel(options, { ...world.context, environment });

  const { approvals, page } = await evidenceOf(world);
  const identity = {
    objectId: oid,
    ...(appid === undefined ? {} : { applicationId: appid }),
    ...(tid === undefined ? {} : { tenantId: tid }),
  };
  expect(approvals.map(({ executedBy }) => executedBy)).toEqual([
    { identity, from: { kind: "commandLine" } },
    {
      identity,
      from: {
        kind: "githubActions",
        repository: "contoso/azure",
        runId: "4711",
        attempt: "2",
        actor: "alice",
        triggeringActor: "bob",
      },
    },
  ]);
  expect(page).toContain(`object \`${String(oid)}\``);
  expect(page).toContain("GitHub Actions run `contoso/azure/4711/2` by `alice`, started by `bob`");
});
