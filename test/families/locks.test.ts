import { expect, test } from "vitest";
import { estateOf, resource } from "../support/estate.ts";
import { actions, familyScenario } from "./family-scenario.ts";

test("L2: a lock on something in a group keeps the whole group; named and removed beforehand, all goes", async () => {
  const account = resource("app", "Microsoft.Storage/storageAccounts", "logs");
  const estate = estateOf([account, resource("other", "Microsoft.Storage/storageAccounts", "more")], {
    locks: [{ id: `${account.id}/providers/Microsoft.Authorization/locks/keep`, level: "CanNotDelete" }],
  });
  const { before, whole, without } = await familyScenario(estate, { without: actions("unlock") });
  expect(before).toEqual(["unlock:keep"]);
  expect(without.held).toEqual(["deleteGroup:app: operation_locked (ScopeLocked)"]);
  expect(without.left).toEqual(["app", "logs"]);
  expect(whole).toMatchObject({ held: [], refused: [], left: [] });
});
