import { afterAll, beforeAll, expect, test } from "vitest";
import { draftManifest } from "../../core/manifest/draft-manifest.ts";
import { policyFile } from "../../steps/init/templates/policy-file.ts";
import { completeManifest } from "../support/complete-manifest.ts";
import { type Editor, openEditor } from "../support/yaml-language-server.ts";
import { smallPlan } from "./small-plan.ts";

let editor: Editor;
beforeAll(async () => {
  editor = await openEditor("docs/schema/decommission.schema.json");
});
afterAll(() => editor.close());

const plan = smallPlan();
const decided = { ...plan, roles: plan.roles.filter(({ change }) => change !== "held") };
const draft = draftManifest(plan);

test("keys and values of decommission.yaml are offered", async () => {
  const keys = await editor.complete("", 0, 0);
  expect(keys).toEqual(expect.arrayContaining(["subscription", "reason", "backups", "quietPeriod"]));
  const backup = await editor.complete("backups:\n  - of: /x\n    \n", 2, 4);
  expect(backup).toEqual(expect.arrayContaining(["artifacts", "waived"]));
  const change = await editor.complete("roleScopes:\n  - role: /x\n    change: \n", 2, 12);
  expect(change).toEqual(expect.arrayContaining(["trim", "delete"]));
});

test("the draft's first line finds the schema in the installed package, whatever the settings say", async () => {
  const [modeline = ""] = draft.split("\n");
  const wrong = `${modeline.replace("decommission.schema", "nowhere.schema")}\nreasons: x\n`;
  expect((await editor.problems(wrong)).map(({ message }) => message).join()).toContain("nowhere.schema");
  expect(await editor.complete(`${modeline}\nquiet`, 1, 5)).toContain("quietPeriod");
});

test("the policy that init writes is held to its own schema, and to no other", async () => {
  expect(await editor.problems(policyFile, ".github/sundown.yml")).toEqual([]);
  const wrong = policyFile.replace("permission: write", "permission: read");
  expect((await editor.problems(wrong, ".github/wrong.yml")).map(({ message }) => message).join()).toContain(
    '"maintain"',
  );
});

test("every open decision of a draft is marked where it stands", async () => {
  const marked = new Set((await editor.problems(draft)).map(({ line }) => line));
  const open = draft.split("\n").flatMap((line, index) => (/^[^#]*TODO/.test(line) ? [index + 1] : []));
  expect(open.filter((line) => !marked.has(line))).toEqual([]);
});

test("a key that does not exist is marked, and a complete manifest is not", async () => {
  expect(await editor.problems("reasons: x\n")).not.toEqual([]);
  expect(await editor.problems(completeManifest(decided))).toEqual([]);
});
