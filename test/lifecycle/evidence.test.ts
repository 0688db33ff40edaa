import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterAll, describe, expect, test } from "vitest";
import { canonicalJson, sha256 } from "../../core/digest.ts";
import { checkEvidence } from "../../core/evidence/check-evidence.ts";
import { type Evidence, evidenceSchema } from "../../core/evidence/evidence.ts";
import { printEvidence } from "../../core/evidence/print-evidence.ts";
import { tellEvidence } from "../../core/evidence/tell-evidence.ts";
import { parsePlan } from "../../core/plan/parse-plan.ts";
import { jsonSchemas } from "../../scripts/docs/json-schemas.ts";
import { cancel } from "../../steps/cancel/cancel.ts";
import { destroy } from "../../steps/destroy/destroy.ts";
import { roles } from "../../steps/roles/roles.ts";
import { verifyEvidence } from "../../steps/verify/verify-evidence.ts";
import { randomFrom, seedOfThisRun } from "../support/random.ts";
import { runCli } from "../support/run-cli.ts";
import { assignmentOf, customRole, doomed, lifecycleWorld, other, wait } from "./world.ts";

const group = `${doomed}/resourceGroups/rg`;
const role = customRole(1, [doomed, other]);

const kept = await mkdtemp(join(tmpdir(), "sundown-evidence-"));
afterAll(() => rm(kept, { recursive: true, force: true }));

/** A whole decommission: teardown, a role with an assignment, the cancel; all in one journal. */
async function cancelledWorld() {
  const world = await lifecycleWorld({
    resourceGroups: [{ id: group, name: "rg", location: "westeurope" }],
    roleDefinitions: [role],
    roleAssignments: [assignmentOf(role, doomed)],
  });
  await destroy({ folder: world.folder }, world.context);
  await roles({ folder: world.folder, wait }, world.context);
  const cancelled = await cancel({ folder: world.folder, wait }, world.context);
  // The world goes with the test that made it.
  const folder = join(kept, "old");
  await cp(world.folder, folder, { recursive: true });
  const path = join(folder, "run", "evidence.json");
  const text = await readFile(path, "utf8");
  const evidence = evidenceSchema.parse(JSON.parse(text));
  const witnesses = {
    plan: parsePlan(await readFile(join(world.folder, "plan.json"), "utf8"), "plan.json"),
    manifest: await readFile(join(world.folder, "decommission.yaml")),
    journal: evidence.journal,
  };
  return { ...world, folder, cancelled, path, text, evidence, witnesses };
}
type Cancelled = Awaited<ReturnType<typeof cancelledWorld>>;

let made: Promise<Cancelled> | undefined;
/** Made once: most tests only read it. */
function shared(): Promise<Cancelled> {
  made ??= cancelledWorld();
  return made;
}

/** The journal of an evidence without some entries, chained and told anew, as somebody who knows how would do it. */
function forged(evidence: Evidence, keep: (entry: Evidence["journal"][number]) => boolean): string {
  let before = "0".repeat(64);
  const journal = evidence.journal.filter(keep).map((entry) => {
    const chained = { ...entry, before };
    before = sha256(canonicalJson(chained));
    return chained;
  });
  const told = tellEvidence(journal);
  if (told === undefined) throw new Error("nothing to tell");
  return printEvidence(told);
}

const codesOf = (text: string, witnesses?: Parameters<typeof checkEvidence>[1]): string[] => {
  const checked = checkEvidence(text, witnesses);
  return "problems" in checked ? checked.problems.map(({ code, at }) => `${code} ${at}`) : [];
};

describe("evidence", () => {
  test("tells teardown, roles and cancel in one document of the published schema", async () => {
    const { evidence, plan, cancelled, text } = await shared();

    expect(evidence.operations.map(({ id }) => id).toSorted()).toEqual(
      plan.operations.map(({ id }) => id).toSorted(),
    );
    expect(evidence.approvals.map(({ step, by }) => `${step} ${by.kind}`)).toEqual([
      "destroy local",
      "roles local",
      "cancel local",
    ]);
    expect(evidence.roles.map(({ act }) => act)).toEqual(["deleteAssignment", "trimRole"]);
    expect(evidence.roles.at(-1)).toMatchObject({
      before: { properties: { assignableScopes: [doomed, other] } },
      after: { properties: { assignableScopes: [other] } },
    });
    expect(evidence).toMatchObject({
      reason: "The shop has moved.",
      lists: { agree: true },
      cancel: { outcome: "cancelled", state: "Disabled", correlationId: cancelled.correlationId },
      states: [{ step: "cancel", seen: ["Enabled", "Disabled"] }],
      dates: { reactivateUntil: "2027-01-30T12:00:00.000Z" },
    });
    const withId = evidence.calls.filter(({ correlationId }) => correlationId !== undefined);
    expect(withId.length).toBeGreaterThanOrEqual(4);
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(
      JSON.parse(jsonSchemas()["evidence.schema.json"] ?? ""),
    );
    expect(validate(JSON.parse(text))).toBe(true);
  });

  test("the page names approval, digests, both sides of each role, calls and dates", async () => {
    const { path, text, evidence, cancelled } = await shared();
    const page = await readFile(path.replace(/json$/, "md"), "utf8");
    for (const fact of [
      evidence.approvalDigest,
      evidence.journalHead,
      sha256(text),
      "names typed on a terminal",
      `trimRole \`${role.id}\``,
      cancelled.correlationId ?? "",
      "Enabled → Disabled",
      "2027-01-30T12:00:00.000Z",
    ])
      expect(page).toContain(fact);
  });

  test("holds against itself, the plan, the manifest and the journal", async () => {
    const { folder, path, context, text, witnesses } = await shared();
    expect(codesOf(text, witnesses)).toEqual([]);
    expect(await verifyEvidence({ evidence: path, folder }, context)).toMatchObject({
      sha256: sha256(text),
      cancel: "cancelled",
      heldAgainst: ["plan.json", "decommission.yaml", "run/journal.jsonl", "run/evidence.md"].map((name) =>
        join(folder, name),
      ),
    });
  });

  test("any changed byte is found, and where it is", async () => {
    const { text } = await shared();
    const bytes = Buffer.from(text);
    const seed = seedOfThisRun();
    const random = randomFrom(seed);
    const rounds = process.env.SUNDOWN_FULL === "1" ? 4000 : 150;
    for (let round = 0; round < rounds; round += 1) {
      const changed = Buffer.from(bytes);
      const position = Math.floor(random() * bytes.length);
      changed[position] = (changed[position] ?? 0) ^ (1 << Math.floor(random() * 7));
      const problems = codesOf(changed.toString("utf8"));
      expect(problems, `SUNDOWN_SEED=${seed}, byte ${position}`).not.toEqual([]);
    }
  });
});

describe("evidence that was tampered with is refused", () => {
  const tampered = (change: (evidence: Evidence) => void, evidence: Evidence): string => {
    const copy = structuredClone(evidence);
    change(copy);
    return printEvidence(copy);
  };
  test.each<[string, (evidence: Evidence) => void, string]>([
    [
      "another approver",
      ({ approvals }) => void Object.assign(approvals[0] ?? {}, { at: "2020-01-01T00:00:00Z" }),
      "evidence_differs /approvals/0/at",
    ],
    [
      "a role's definition before",
      ({ roles: all }) => void Object.assign(all[1] ?? {}, { before: {} }),
      "evidence_differs /roles/1/before/id",
    ],
    ["a role change left out", ({ roles: all }) => void all.pop(), "evidence_differs /roles/1"],
    [
      "a correlation id",
      ({ calls }) => void Object.assign(calls[0] ?? {}, { correlationId: "0" }),
      "evidence_differs /calls/0/correlationId",
    ],
    [
      "an artifact more",
      ({ artifacts }) =>
        void artifacts.push({ of: "/x", url: "https://x", bytes: 1, sha256: "0".repeat(64) }),
      "evidence_differs /artifacts/0",
    ],
    [
      "the state",
      ({ cancel: it }) => void Object.assign(it ?? {}, { state: "Enabled" }),
      "evidence_differs /cancel/state",
    ],
    [
      "the subscription",
      ({ subscription }) => void Object.assign(subscription, { id: "0" }),
      "evidence_differs /subscription/id",
    ],
    [
      "a date",
      ({ dates }) => void Object.assign(dates ?? {}, { reactivateUntil: "2030-01-01T00:00:00Z" }),
      "evidence_differs /dates/reactivateUntil",
    ],
    [
      "the approved digest",
      (it) => void Object.assign(it, { approvalDigest: "0".repeat(64) }),
      "evidence_differs /approvalDigest",
    ],
    [
      "a journal entry",
      ({ journal }) => void Object.assign(journal[2] ?? {}, { at: "2020-01-01T00:00:00Z" }),
      "evidence_chain_broken /journal/3",
    ],
    [
      "a journal entry taken out",
      ({ journal }) => void journal.splice(3, 1),
      "evidence_chain_broken /journal/3",
    ],
    ["the last entry taken out", ({ journal }) => void journal.pop(), "evidence_chain_broken /journalHead"],
    [
      "the head",
      (it) => void Object.assign(it, { journalHead: "0".repeat(64) }),
      "evidence_chain_broken /journalHead",
    ],
    [
      "a member of its own",
      (it) => void Object.assign(it.journal[0]?.data ?? {}, { note: "x" }),
      "evidence_chain_broken /journal/1",
    ],
  ])("%s", async (_, change, problem) => {
    const { evidence } = await shared();
    expect(codesOf(tampered(change, evidence))).toEqual([problem]);
  });

  test("a space more, a member more, no JSON", async () => {
    const { text } = await shared();
    expect(codesOf(text.replace('"version": 1', '"version":  1'))).toEqual(["evidence_altered 2:14"]);
    expect(codesOf(text.replace('"version": 1', '"also": 1,\n  "version": 1'))).toEqual([
      "evidence_unreadable ",
    ]);
    const cut = text.slice(0, -3);
    const end = `${cut.split("\n").length}:${cut.length - cut.lastIndexOf("\n")}`;
    expect(codesOf(cut)).toEqual([`evidence_unreadable ${end}`]);
  });

  test("a journal made anew without an act is found by the plan, and by the journal beside it", async () => {
    const { evidence, witnesses, plan } = await shared();
    const [operation] = plan.operations;
    const without = forged(evidence, ({ about }) => about !== operation?.id);
    expect(codesOf(without)).toEqual([]);
    expect(codesOf(without, { plan: witnesses.plan })).toEqual(["evidence_incomplete /operations"]);
    const [problem] = codesOf(without, { journal: witnesses.journal });
    expect(problem).toMatch(/^evidence_journal_mismatch \/journal/);
    const rolesGone = forged(evidence, ({ data }) => data?.verified === undefined);
    expect(codesOf(rolesGone, { journal: witnesses.journal })).not.toEqual([]);
  });

  test("another plan, another manifest", async () => {
    const { text, witnesses } = await shared();
    const manifest = Buffer.concat([witnesses.manifest, Buffer.from("\n# later")]);
    expect(codesOf(text, { ...witnesses, manifest })).toEqual(["evidence_digest_mismatch /approvalDigest"]);
    const plan = { ...witnesses.plan, planDigest: "0".repeat(64) };
    expect(codesOf(text, { plan })).toEqual(["evidence_digest_mismatch /planDigest"]);
  });

  test("on the command line: code, place and exit code; and whole, what is proven and what is not", async () => {
    const { folder, path, text } = await shared();
    const file = join(folder, "sent.json");
    await writeFile(file, text.replace("The shop has moved.", "The shop has burnt."));

    const refused = await runCli(["verify", "--evidence", file, "--folder", folder, "--json"]);
    expect(refused.exitCode).toBe(3);
    expect(JSON.parse(refused.stdout)).toMatchObject({
      error: {
        code: "evidence_differs",
        place: `${file}#/reason`,
        remedy: expect.stringContaining("sha256"),
      },
    });

    const whole = await runCli(["verify", "--evidence", path, "--folder", folder]);
    expect(whole).toMatchObject({ exitCode: 0, stderr: "" });
    expect(whole.stdout).toContain("attestation verify");
    expect(whole.stdout.split("\n").every((line) => line.length <= 80)).toBe(true);
  });
});

test("a run that ends badly leaves evidence, too, and resuming goes on from it", async () => {
  const world = await lifecycleWorld({ roleDefinitions: [role] });
  world.simulator.addFault({ method: "POST", path: "/cancel", status: 403, code: "AuthorizationFailed" });
  await roles({ folder: world.folder, wait }, world.context);
  await expect(cancel({ folder: world.folder, wait }, world.context)).rejects.toMatchObject({
    code: "cancel_not_permitted",
  });

  const path = join(world.folder, "run", "evidence.json");
  const checked = checkEvidence(await readFile(path, "utf8"));
  expect(checked).toMatchObject({
    evidence: {
      cancel: { outcome: "failed", code: "cancel_not_permitted" },
      calls: [{}, { result: "AuthorizationFailed (cancel_not_permitted)" }],
    },
  });
});
