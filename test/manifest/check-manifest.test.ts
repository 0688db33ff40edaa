import { describe, expect, test } from "vitest";
import { acknowledgements } from "../../core/manifest/acknowledgements.ts";
import { type CheckManifestOptions, checkManifest } from "../../core/manifest/check-manifest.ts";
import { parseManifest } from "../../core/manifest/parse-manifest.ts";
import type { Plan } from "../../core/plan/plan.ts";
import {
  app,
  bytesOf,
  COMPLETE,
  database,
  deleted,
  dependent,
  lock,
  purged,
  scope,
  smallPlan,
  storage,
} from "./small-plan.ts";

const check = (text: string, plan: Plan = smallPlan(), options: CheckManifestOptions = {}) =>
  checkManifest(parseManifest(bytesOf(text), "decommission.yaml"), plan, options);
const change = (from: string | RegExp, to: string) => COMPLETE.replace(from, to);

describe("a manifest against its plan", () => {
  test("the complete one passes, ids in any case, scopes in any order, its managed group named or not", () => {
    const scopes = /( {6}- \/subscriptions\/b.*\n)( {6}- .*mg\n)/;
    expect(check(COMPLETE)).toEqual([]);
    expect(check(change(storage, storage.toUpperCase()))).toEqual([]);
    expect(check(change(scopes, "$2$1"))).toEqual([]);
    expect(check(change("  - rg-data", "  - rg-data\n  - MC_aks"))).toEqual([]);
  });

  test("a purge may be decided either way: named, or left to expire", () => {
    const left = change(`  - ${purged}\n`, "  []\n");
    expect(check(left.replace("acknowledge:\n", `acknowledge:\n  - expires:${purged}\n`))).toEqual([]);
    expect(
      check(left.replace("acknowledge:\n", `acknowledge:\n  - EXPIRES:${purged.toUpperCase()}\n`)),
    ).toEqual([]);
    const unreadable = left.replace("acknowledge:\n", "acknowledge:\n  - TODO billing\n");
    expect(check(unreadable).map(({ code }) => code)).toEqual(["manifest_undecided"]);
  });

  test.each<[string, string, string, string]>([
    ["another subscription", change(/id: 8d/, "id: 9d"), "2:7 manifest_subscription_differs", "8d65815f"],
    [
      "the name in other case",
      change("Retail", "retail"),
      "3:9 manifest_name_differs",
      '"Contoso: Retail #2"',
    ],
    ["a look-alike name", change("Contoso", "C\u043entoso"), "3:9 manifest_name_differs", "exactly"],
    ["a group left out", change("  - rg-data\n", ""), "5:1 manifest_group_missing", "rg-data"],
    ["a group in other case", change("rg-app", "RG-App"), "6:5 manifest_group_unknown", "rg-app"],
    [
      "a group too many",
      change("rg-app", "rg-app\n  - rg-other"),
      "7:5 manifest_group_unknown",
      "sundown plan",
    ],
    ["a group twice", change("rg-app", "rg-app\n  - rg-app"), "7:5 manifest_duplicate", "Keep one"],
    [
      "a backup left out",
      change(/ {2}- of: .*\n {4}waived.*\n/, ""),
      "8:1 manifest_backup_missing",
      database,
    ],
    [
      "a backup nobody asked for",
      change("databases/orders", "databases/x"),
      "manifest_backup_unknown",
      "sundown plan",
    ],
    [
      "a foreign host",
      change("stbackup.blob.core.windows.net", "evil.example"),
      "11:14 manifest_artifact_host_refused",
      "evil.example",
    ],
    [
      "a host that only ends alike",
      change("stbackup.blob.core.", "stbackup.blobcore."),
      "manifest_artifact_host_refused",
      "artifactHosts",
    ],
    [
      "an artifact in what goes",
      change("stbackup", "stdata"),
      "11:14 manifest_artifact_inside",
      "another subscription",
    ],
    ["a role left out", change(/ {2}- role: .*02\n.*\n.*\n/, ""), "16:1 manifest_role_missing", deleted],
    [
      "a role kept wider",
      change(/ {6}- \/providers.*mg\n/, `      - ${scope}\n`),
      "manifest_role_differs",
      "remaining: [",
    ],
    [
      "a role deleted instead",
      change("change: trim", "change: delete"),
      "18:13 manifest_role_differs",
      "change: trim",
    ],
    [
      "a held role listed",
      change("locks:", `  - role: ${deleted}9\n    change: delete\n    remaining: []\nlocks:`),
      "manifest_role_unknown",
      "",
    ],
    ["a lock left out", change(`  - ${lock}\n`, "  []\n"), "manifest_lock_missing", lock],
    ["a lock too many", change(`  - ${lock}`, `  - ${lock}\n  - ${lock}2`), "manifest_lock_unknown", ""],
    ["a purge left out", change(`  - ${purged}\n`, "  []\n"), "manifest_purge_missing", purged],
    [
      "a purge both named and left to expire",
      change("acknowledge:\n", `acknowledge:\n  - expires:${purged}\n`),
      "manifest_purge_contradicted",
      "one of the two",
    ],
    [
      "an expiry of what nobody purges",
      change("acknowledge:\n", `acknowledge:\n  - expires:${purged}2\n`),
      "manifest_acknowledgement_unknown",
      "",
    ],
    [
      "an unasked purge",
      change(`  - ${purged}`, `  - ${purged}\n  - ${purged}2`),
      "manifest_purge_unknown",
      "",
    ],
    [
      "billing not acknowledged",
      change("  - billing:support-plan\n", ""),
      "manifest_acknowledgement_missing",
      "billing:support-plan",
    ],
    [
      "a dependent not acknowledged",
      change(`  - dependent:${dependent}\n`, ""),
      "manifest_acknowledgement_missing",
      dependent,
    ],
    [
      "an unknown acknowledgement",
      change("billing:support-plan", "billing:support-plan\n  - billing:x"),
      "manifest_acknowledgement_unknown",
      "",
    ],
    [
      "a move to what goes",
      `${COMPLETE}moves: [{id: ${app}/providers/a/b/c, to: ${app}}]\n`,
      "manifest_move_invalid",
      "resource group",
    ],
    [
      "a move from elsewhere",
      `${COMPLETE}moves: [{id: ${dependent}, to: /subscriptions/x/resourceGroups/y}]\n`,
      "manifest_move_invalid",
      "",
    ],
    [
      "a move the plan still deletes",
      `${COMPLETE}moves: [{id: ${storage}, to: /subscriptions/x/resourceGroups/y}]\n`,
      "manifest_move_pending",
      "sundown move",
    ],
  ])("%s", (_, text, code, remedy) => {
    const problems = check(text);
    const lines = problems.map(({ code: found, at }) => `${at.line}:${at.column} ${found}`);
    expect(lines).toContainEqual(expect.stringContaining(code));
    expect(problems.map((problem) => `${problem.message} ${problem.remedy}`).join("\n")).toContain(remedy);
  });

  test("the same artifact url for two things is refused", () => {
    const artifact = / {4}artifacts:\n(?:.*\n){3}/.exec(COMPLETE)?.[0] ?? "";
    expect(check(change(/ {4}waived: .*\n/, artifact)).map(({ code }) => code)).toEqual([
      "manifest_artifact_duplicate",
    ]);
  });

  test("hosts of the policy and of another cloud are allowed, the public cloud's then is not", () => {
    const foreign = change("stbackup.blob.core.windows.net", "backups.example:8443");
    const local = change("stbackup.blob.core.windows.net/sundown", "localhost:1000/stbackup/sundown");
    const inside = change("stbackup.blob.core.windows.net/sundown", "localhost:1000/stdata/sundown");
    const codes = (text: string, options: CheckManifestOptions) =>
      check(text, smallPlan(), options).map(({ code }) => code);
    expect(codes(foreign, { artifactHosts: ["backups.example:8443"] })).toEqual([]);
    expect(codes(local, { storageSuffix: "localhost:1000" })).toEqual([]);
    expect(codes(inside, { storageSuffix: "localhost:1000" })).toEqual(["manifest_artifact_inside"]);
    expect(codes(COMPLETE, { storageSuffix: "core.chinacloudapi.cn" })).toEqual([
      "manifest_artifact_host_refused",
    ]);
  });

  test("the policy's quiet period holds", () => {
    const codes = (text: string) => check(text, smallPlan(), { quietPeriod: 7 }).map(({ code }) => code);
    expect(codes(COMPLETE)).toEqual(["manifest_quiet_period_short"]);
    expect(codes(`${COMPLETE}quietPeriod: 7\n`)).toEqual([]);
  });

  test("everything wrong at once is reported at once, in order", () => {
    const text = change("Retail", "retail")
      .replace("  - rg-data\n", "")
      .replace("1024", "-1")
      .replace(`  - ${lock}\n`, "  []\n");
    const problems = check(text);
    expect(problems.map(({ code }) => code)).toEqual([
      "manifest_name_differs",
      "manifest_group_missing",
      "manifest_value_invalid",
      "manifest_lock_missing",
    ]);
  });

  test("acknowledge keys are the same for the same plan, each once", () => {
    const plan = smallPlan({
      dependents: [
        { id: dependent, on: storage, kind: "reference", because: "a" },
        { id: dependent, on: database, kind: "reference", because: "b" },
      ],
    });
    expect(acknowledgements(plan).map(({ key }) => key)).toEqual([
      "billing:support-plan",
      `dependent:${dependent}`,
      expect.stringMatching(/^selfMade:/),
    ]);
  });
});
