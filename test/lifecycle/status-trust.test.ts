import { appendFile, mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { approvalDigest } from "../../core/digest.ts";
import type { MessageCode } from "../../core/messages/registry.ts";
import { openJournal } from "../../engine/journal.ts";
import { findPolicy } from "../../program/find-policy.ts";
import { cancel } from "../../steps/cancel/cancel.ts";
import { check } from "../../steps/check/check.ts";
import { destroy } from "../../steps/destroy/destroy.ts";
import { roles } from "../../steps/roles/roles.ts";
import { status } from "../../steps/status/status.ts";
import { verify } from "../../steps/verify/verify.ts";
import { customRole, doomed, type LifecycleWorld, lifecycleWorld, other, wait } from "./world.ts";

const group = `${doomed}/resourceGroups/rg`;
const resourceGroups = [{ id: group, name: "rg", location: "westeurope" }];

const shown = async (world: LifecycleWorld, name: string) =>
  (await status({ folder: world.folder, offline: true }, world.context)).steps.find(
    ({ step }) => step === name,
  );
const journalOf = (world: LifecycleWorld) =>
  openJournal(join(world.folder, "run/journal.jsonl"), { now: world.context.now });

describe("status calls approved only what was approved", () => {
  test.each([
    ["destroy", (world: LifecycleWorld) => destroy({ folder: world.folder }, world.context)],
    ["roles", (world: LifecycleWorld) => roles({ folder: world.folder, wait }, world.context)],
    ["cancel", (world: LifecycleWorld) => cancel({ folder: world.folder, wait }, world.context)],
  ])("a declined %s leaves the approval open", async (verb, perform) => {
    const named = verb === "roles" ? [customRole(1, [doomed, other])] : [];
    const left = verb === "destroy" ? resourceGroups : [];
    const world = await lifecycleWorld({ roleDefinitions: named, resourceGroups: left });
    world.answers.yes = false;
    await expect(perform(world)).rejects.toMatchObject({ code: "declined" });

    expect(await shown(world, "approve")).toMatchObject({ state: "open" });
    // Nobody approved anything, so there is no evidence that could say so.
    await expect(readFile(join(world.folder, "run/evidence.json"), "utf8")).rejects.toThrow("ENOENT");
  });

  test("names typed at a terminal are told as that", async () => {
    const world = await lifecycleWorld({ resourceGroups });
    await destroy({ folder: world.folder }, world.context);

    const approve = await shown(world, "approve");
    expect(approve?.state).toBe("done");
    expect(approve?.detail).toContain("confirmed locally by typing");
    expect(approve?.detail).not.toContain("was approved");
  });

  test("a pull request's proof counts, and stands above what was typed", async () => {
    const world = await lifecycleWorld({});
    const digest = approvalDigest(await readFile(`${world.folder}/decommission.yaml`), world.plan.planDigest);
    const journal = await journalOf(world);
    const approval = { kind: "pullRequest", number: 7, mergeCommit: "c", approvers: ["octocat"] };
    await journal.append({ step: "destroy", kind: "note", data: { approvalDigest: digest, approval } });
    await journal.append({ step: "destroy", kind: "note", data: { confirmed: digest, by: "local" } });
    await journal.close();

    expect(await shown(world, "approve")).toMatchObject({
      state: "done",
      detail: expect.stringContaining("was approved by pull request"),
    });
  });
});

test("a policy that is only a link is read by no verb", async () => {
  const world = await lifecycleWorld({ resourceGroups });
  const policy = join(world.context.workingDirectory, ".github/sundown.yml");
  await rename(policy, `${policy}.txt`);
  await symlink(`${policy}.txt`, policy);
  const refused = { code: "policy_unreadable", message: expect.stringContaining("is a symbolic link") };
  await expect(destroy({ folder: world.folder }, world.context)).rejects.toMatchObject(refused);
  await expect(check({ folder: world.folder }, world.context)).rejects.toMatchObject(refused);
  await expect(verify({ folder: world.folder }, world.context)).rejects.toMatchObject(refused);
  await expect(status({ folder: world.folder, offline: true }, world.context)).rejects.toMatchObject(refused);
  await expect(findPolicy(world.folder)).rejects.toMatchObject(refused);
});

test("where nothing is left, nobody is asked and nothing is approved", async () => {
  const world = await lifecycleWorld({ resourceGroups, roleDefinitions: [customRole(1, [doomed, other])] });
  await destroy({ folder: world.folder }, world.context);
  await roles({ folder: world.folder, wait }, world.context);
  const asked = ["destroy_confirm", "destroy_confirm_group", "roles_confirm"];
  expect(world.questions.map(({ code }) => code)).toEqual(asked);

  world.answers.yes = false;
  expect(await destroy({ folder: world.folder }, world.context)).toMatchObject({ held: [], pending: [] });
  expect(await roles({ folder: world.folder, wait }, world.context)).toMatchObject({
    held: [],
    roles: [{ outcome: "already" }],
  });
  expect(world.questions).toHaveLength(asked.length);
  expect(world.notices.map(({ code }) => code)).toContain("destroy_nothing_left");
  const evidence: unknown = JSON.parse(await readFile(join(world.folder, "run/evidence.json"), "utf8"));
  expect(evidence).toMatchObject({ approvals: [{ step: "destroy" }, { step: "roles" }] });
});

test("what stop --undo started runs again", async () => {
  const world = await lifecycleWorld({});
  const journal = await journalOf(world);
  const about = `${doomed}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm`;
  await journal.append({
    step: "stop",
    kind: "answer",
    about,
    data: { verb: "deallocate", ended: "deallocated" },
  });
  expect(await shown(world, "stop")).toMatchObject({ state: "done" });
  await journal.append({ step: "stop", kind: "answer", about, data: { verb: "start", ended: "running" } });
  await journal.close();

  expect(await shown(world, "stop")).toMatchObject({
    state: "open",
    detail: expect.stringContaining("run again"),
  });
});

describe("status hides nothing that was tampered with", () => {
  const plan = async (world: LifecycleWorld, change: (plan: Record<string, unknown>) => void) => {
    const read: Record<string, unknown> = JSON.parse(await readFile(`${world.folder}/plan.json`, "utf8"));
    change(read);
    await writeFile(`${world.folder}/plan.json`, JSON.stringify(read));
  };
  test.each<[string, MessageCode, (world: LifecycleWorld) => Promise<void>]>([
    ["a plan cut off", "plan_unreadable", (world) => writeFile(`${world.folder}/plan.json`, "{")],
    [
      "another digest",
      "plan_digest_mismatch",
      (world) =>
        plan(world, (read) => {
          read.planDigest = "0".repeat(64);
        }),
    ],
    [
      "another version",
      "plan_version_unknown",
      (world) =>
        plan(world, (read) => {
          read.version = 99;
        }),
    ],
    [
      "a folder in the manifest's place",
      "file_unreadable",
      async (world) => {
        await rm(`${world.folder}/decommission.yaml`);
        await mkdir(`${world.folder}/decommission.yaml`);
      },
    ],
    [
      "a manifest that is no text",
      "manifest_forbidden_character",
      (world) => writeFile(`${world.folder}/decommission.yaml`, "reason: abc\n\u0000"),
    ],
    [
      "a policy with a key nobody knows",
      "policy_unreadable",
      (world) =>
        writeFile(join(world.context.workingDirectory, ".github/sundown.yml"), "allowEverybody: true\n"),
    ],
    [
      "a journal that was changed",
      "journal_broken",
      async (world) => {
        const journal = await journalOf(world);
        await journal.append({ step: "destroy", kind: "note", data: { begins: "all" } });
        await journal.close();
        const path = join(world.folder, "run/journal.jsonl");
        await writeFile(path, (await readFile(path, "utf8")).replace('"all"', '"none"'));
        await appendFile(path, '{"step":"destroy"}\n');
      },
    ],
  ])("%s: %s", async (_, code, tamper) => {
    const world = await lifecycleWorld({});
    await tamper(world);
    await expect(status({ folder: world.folder, offline: true }, world.context)).rejects.toMatchObject({
      code,
    });
  });

  test("what is only missing is open", async () => {
    const world = await lifecycleWorld({});
    await rm(`${world.folder}/plan.json`);
    expect(await shown(world, "plan")).toMatchObject({ state: "open" });
  });
});
