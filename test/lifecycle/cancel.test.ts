import { appendFile, readFile, writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { cancel } from "../../steps/cancel/cancel.ts";
import { roles } from "../../steps/roles/roles.ts";
import { readJournal } from "../../steps/status/read-journal.ts";
import { changes, customRole, doomed, lifecycleWorld, NAME, other, wait } from "./world.ts";

const cancelPath = `${doomed}/providers/Microsoft.Subscription/cancel`;
const calls = (lines: readonly string[]): string[] => lines.filter((line) => /\/cancel /i.test(line));

describe("sundown cancel", () => {
  test("an empty subscription is cancelled, through minutes in which it still shows Enabled", async () => {
    const world = await lifecycleWorld({}, { speed: 3000 });

    const result = await cancel({ folder: world.folder, wait }, world.context);

    expect(result).toMatchObject({ outcome: "cancelled", state: "Disabled", subscription: { name: NAME } });
    expect(result.seen).toEqual(["Enabled", "Disabled"]);
    expect(result.dates).toMatchObject({
      cancelledAt: "2026-11-01T12:00:00.000Z",
      earliestManualDelete: "2026-11-04T12:00:00.000Z",
      reactivateUntil: "2027-01-30T12:00:00.000Z",
    });
    expect(changes(world.simulator)).toEqual([`POST ${cancelPath} 200`]);
    expect(world.simulator.log().some(({ query }) => /ignoreresourcecheck/i.test(query))).toBe(false);
    expect(world.questions).toMatchObject([{ code: "cancel_confirm", typed: NAME }]);
  });

  test("a repeat on a cancelled subscription says so, ends well and calls nothing", async () => {
    const world = await lifecycleWorld({});
    await cancel({ folder: world.folder, wait }, world.context);
    const before = changes(world.simulator).length;

    const again = await cancel({ folder: world.folder, wait }, world.context);

    expect(again).toMatchObject({ outcome: "already", state: "Disabled" });
    expect(changes(world.simulator)).toHaveLength(before);
    expect(world.notices.map(({ code }) => code)).toContain("subscription_already_cancelled");
    expect(world.questions).toHaveLength(1);
  });

  test("one that somebody else cancelled: already, and no dates are made up", async () => {
    const world = await lifecycleWorld({
      subscription: { subscriptionId: doomed.slice(15), displayName: NAME, state: "Warned" },
    });

    const result = await cancel({ folder: world.folder, wait }, world.context);

    expect(result).toMatchObject({ outcome: "already", state: "Warned" });
    expect(result.dates).toBeUndefined();
  });

  test("a crash after the call resumes to the truth without a second call", async () => {
    const world = await lifecycleWorld({}, { speed: 1 });
    const impatient = { intervalMs: 5, patienceMs: 20 };
    await expect(cancel({ folder: world.folder, wait: impatient }, world.context)).rejects.toMatchObject({
      code: "cancel_unconfirmed",
      exitCode: 4,
    });
    // What a kill in the middle of a write leaves behind.
    await appendFile(`${world.folder}/run/journal.jsonl`, '{"at":"2026-');
    world.simulator.setSpeed(4000);

    const result = await cancel({ folder: world.folder, wait }, world.context);

    expect(result).toMatchObject({ outcome: "cancelled", state: "Disabled" });
    expect(calls(changes(world.simulator))).toHaveLength(1);
    expect(world.questions).toHaveLength(1);
  });

  test("a crash between intent and answer: the state decides, and the call is made again when nothing shows", async () => {
    const world = await lifecycleWorld({});
    world.simulator.addFault({ method: "POST", path: "/cancel", drop: "before" });
    await expect(cancel({ folder: world.folder, wait }, world.context)).rejects.toMatchObject({
      code: "cloud_unreachable",
    });

    const result = await cancel({ folder: world.folder, wait }, world.context);

    expect(result).toMatchObject({ outcome: "cancelled", state: "Disabled" });
    expect(world.questions).toHaveLength(2);
  });

  test("as recorded: eight minutes Enabled, then Warned, and that several times in a row", async () => {
    const world = await lifecycleWorld({ quotaId: "EnterpriseAgreement_2014-09-01" }, { speed: 3000 });

    const result = await cancel({ folder: world.folder, wait }, world.context);

    expect(result).toMatchObject({ outcome: "cancelled", state: "Warned", seen: ["Enabled", "Warned"] });
    const reads = world.simulator
      .log()
      .slice(world.simulator.log().findLastIndex(({ method }) => method === "POST") + 1)
      .filter(({ path }) => path === doomed);
    expect(reads.length).toBeGreaterThan(8);
  });

  test("an answer that got lost on the way is found out by reading the state", async () => {
    const world = await lifecycleWorld({}, { speed: 100_000 });
    world.simulator.addFault({ method: "POST", path: "/cancel", drop: "after" });
    await expect(cancel({ folder: world.folder, wait }, world.context)).rejects.toMatchObject({
      code: "cloud_unreachable",
    });
    world.simulator.advance(700);

    const result = await cancel({ folder: world.folder, wait }, world.context);

    expect(result).toMatchObject({ outcome: "cancelled", state: "Disabled" });
    expect(calls(changes(world.simulator))).toHaveLength(1);
  });

  test("anything left refuses before any call, and names it", async () => {
    const group = `${doomed}/resourceGroups/rg-left`;
    const world = await lifecycleWorld({
      resourceGroups: [{ id: group, name: "rg-left", location: "westeurope" }],
      resources: [
        {
          id: `${group}/providers/Microsoft.Network/publicIPAddresses/pip`,
          name: "pip",
          type: "Microsoft.Network/publicIPAddresses",
          location: "westeurope",
          properties: {},
        },
      ],
    });

    await expect(cancel({ folder: world.folder, wait }, world.context)).rejects.toMatchObject({
      code: "resources_left",
      exitCode: 3,
      message: expect.stringContaining(group),
    });
    expect(calls(changes(world.simulator))).toEqual([]);
    expect(world.questions).toEqual([]);
  });

  test("a custom role that still names it refuses: afterwards it could not be changed", async () => {
    const world = await lifecycleWorld({
      roleDefinitions: [customRole(1, [other, `${doomed}/resourceGroups/x`])],
    });

    await expect(cancel({ folder: world.folder, wait }, world.context)).rejects.toMatchObject({
      code: "roles_not_trimmed",
      message: expect.stringContaining("Role 1"),
    });
    expect(calls(changes(world.simulator))).toEqual([]);
  });

  test("a subscription that was renamed since is not the one that was named", async () => {
    const world = await lifecycleWorld({});
    await world.azure.request({
      method: "POST",
      path: `${doomed}/providers/Microsoft.Subscription/rename`,
      apiVersion: "2021-10-01",
      body: { subscriptionName: "Contoso Retail" },
    });

    await expect(cancel({ folder: world.folder, wait }, world.context)).rejects.toMatchObject({
      code: "subscription_name_changed",
    });
  });

  test("a partner-led offer is handed to a person", async () => {
    const world = await lifecycleWorld({ quotaId: "CSP_2015-05-01" });

    await expect(cancel({ folder: world.folder, wait }, world.context)).rejects.toMatchObject({
      code: "offer_needs_person",
    });
    expect(calls(changes(world.simulator))).toEqual([]);
  });

  test("without Owner Azure's refusal has its own code", async () => {
    const me = "5ca1ab1e-0000-4000-8000-00000000abcd";
    const world = await lifecycleWorld(
      {
        roleAssignments: [
          {
            id: `${doomed}/providers/Microsoft.Authorization/roleAssignments/a551f000-0000-4000-8000-00000000aaaa`,
            properties: {
              roleDefinitionId:
                "/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c",
              principalId: me,
              scope: doomed,
            },
          },
        ],
      },
      { objectId: me },
    );

    await expect(cancel({ folder: world.folder, wait }, world.context)).rejects.toMatchObject({
      code: "cancel_not_permitted",
    });
  });

  test("a no, a changed plan or an incomplete manifest cancels nothing", async () => {
    const world = await lifecycleWorld({});
    world.answers.yes = false;
    await expect(cancel({ folder: world.folder, wait }, world.context)).rejects.toMatchObject({
      code: "declined",
    });

    const manifest = await readFile(`${world.folder}/decommission.yaml`, "utf8");
    await writeFile(
      `${world.folder}/decommission.yaml`,
      manifest.replace("The shop has moved.", "TODO: why"),
    );
    await expect(cancel({ folder: world.folder, wait }, world.context)).rejects.toMatchObject({
      code: "manifest_refused",
      data: { problems: [expect.objectContaining({ code: "manifest_undecided" })] },
    });

    await writeFile(`${world.folder}/decommission.yaml`, "reason: [");
    await expect(cancel({ folder: world.folder, wait }, world.context)).rejects.toMatchObject({
      code: "manifest_yaml_invalid",
      exitCode: 2,
    });

    const plan = await readFile(`${world.folder}/plan.json`, "utf8");
    await writeFile(
      `${world.folder}/plan.json`,
      plan.replace('"held":[]', '"held":[{"target":"/x","code":"y","remedy":"z"}]'),
    );
    await expect(cancel({ folder: world.folder, wait }, world.context)).rejects.toMatchObject({
      code: "plan_digest_mismatch",
    });
    expect(calls(changes(world.simulator))).toEqual([]);
  });

  test("the journal tells what was approved, called and seen", async () => {
    const world = await lifecycleWorld({});
    const { approvalDigest, correlationId } = await cancel({ folder: world.folder, wait }, world.context);

    const entries = await readJournal(`${world.folder}/run/journal.jsonl`);
    expect(entries.map(({ step, kind }) => `${step} ${kind}`)).toEqual([
      "cancel note",
      "cancel note",
      "cancel note",
      "cancel intent",
      "cancel answer",
      "cancel note",
    ]);
    expect(entries[1]?.data).toMatchObject({ approvalDigest, approval: { kind: "local" } });
    expect(entries[4]?.data).toEqual({ accepted: true, correlationId });
    expect(entries[5]?.data).toMatchObject({ confirmed: true, state: "Disabled" });
  });

  test("the evidence says what was approved, each role before and after, and what Azure answered", async () => {
    const role = customRole(1, [doomed, other]);
    const world = await lifecycleWorld({ roleDefinitions: [role] });
    await roles({ folder: world.folder, wait }, world.context);

    const result = await cancel({ folder: world.folder, wait }, world.context);

    const evidence: unknown = JSON.parse(await readFile(result.evidence ?? "", "utf8"));
    expect(evidence).toMatchObject({
      planDigest: world.plan.planDigest,
      approvalDigest: result.approvalDigest,
      approvals: [{ step: "roles" }, { step: "cancel", by: { kind: "local" } }],
      roles: [
        {
          role: role.id,
          act: "trimRole",
          before: { properties: { assignableScopes: [doomed, other] } },
          after: { properties: { assignableScopes: [other] } },
        },
      ],
      cancel: { outcome: "cancelled", state: "Disabled", correlationId: result.correlationId },
    });
  });
});
