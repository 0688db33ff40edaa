import { expect, test } from "vitest";
import { doomedAccounts, stateAccounts } from "../../core/gate/state-accounts.ts";
import { resource } from "../support/estate.ts";

test.each([
  ["backend:\n  url: azblob://state?storage_account=StState1\n", ["ststate1"]],
  ["backend: { url: 'azblob://state/deep?x=1&storage_account=ststate1' }", ["ststate1"]],
  ["env:\n  PULUMI_BACKEND_URL: azblob://state\n  AZURE_STORAGE_ACCOUNT: ststate1\n", ["ststate1"]],
  ['run: AZURE_STORAGE_ACCOUNT="ststate1" pulumi up', ["ststate1"]],
  ["backend:\n  url: s3://state\n", []],
  ["runtime: nodejs\n", []],
])("the storage account of the state in %j", (text, accounts) => {
  expect(stateAccounts(text, "Pulumi.yaml").map(({ account }) => account)).toEqual(accounts);
});

test("the plan's own storage accounts go, whatever the case of their type", () => {
  const { id } = resource("rg", "Microsoft.Storage/storageAccounts", "StOld");
  const one = { id, type: "microsoft.storage/storageaccounts", dependsOn: [], deletedBy: "group" as const };
  expect([...doomedAccounts({ resources: [one] })]).toEqual(["stold"]);
});
