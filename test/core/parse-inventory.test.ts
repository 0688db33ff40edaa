import { describe, expect, test } from "vitest";
import { parseInventory } from "../../core/inventory/parse-inventory.ts";
import { isSundownError } from "../../core/messages/sundown-error.ts";
import { id, resource, SUBSCRIPTION } from "./world.ts";

function refusal(input: unknown): { code: string; place: string | undefined; problems: unknown } {
  try {
    parseInventory(input, "inventory.json");
  } catch (error) {
    if (isSundownError(error))
      return { code: error.code, place: error.place, problems: error.data?.problems };
    throw error;
  }
  throw new Error("the inventory was let in");
}

const storage = resource("rg-a", "Microsoft.Storage/storageAccounts/st1");

const OTHER = "/subscriptions/22222222-2222-4222-8222-222222222222";

describe("an inventory is refused with the place when", () => {
  test.each([
    [
      "a group lies in another subscription",
      { resources: [storage], resourceGroups: [{ id: `${OTHER}/resourceGroups/evil` }] },
      "subscription_ambiguous",
      "inventory.json",
    ],
    [
      "a group lies in another subscription than the one it names",
      {
        subscription: { subscriptionId: SUBSCRIPTION },
        resources: [storage],
        resourceGroups: [{ id: `${OTHER}/resourceGroups/evil` }],
      },
      "inventory_invalid",
      `inventory.json: resourceGroups: ${OTHER}/resourceGroups/evil`,
    ],
    [
      "a leftover lies in another subscription",
      {
        resources: [storage],
        deletedResources: [{ id: `${OTHER}/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v` }],
      },
      "inventory_invalid",
      `inventory.json: deletedResources: ${OTHER}/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v`,
    ],
    [
      "it names two subscriptions as its own",
      { subscription: { id: OTHER, subscriptionId: SUBSCRIPTION }, resources: [storage] },
      "inventory_invalid",
      "inventory.json: subscription.id",
    ],
    ["it is no object", "text", "inventory_invalid", "inventory.json"],
    ["resources are missing", {}, "inventory_invalid", "inventory.json: resources"],
    [
      "a resource has no id",
      { resources: [storage, { name: "x" }] },
      "inventory_invalid",
      "inventory.json: resources[1].id",
    ],
    ["an id is empty", { resources: [{ id: "" }] }, "inventory_invalid", "inventory.json: resources[0].id"],
    ["an id is a number", { resources: [{ id: 7 }] }, "inventory_invalid", "inventory.json: resources[0].id"],
    ["an id is no ARM id", { resources: [{ id: "st1" }] }, "id_malformed", "inventory.json: resources[0].id"],
    [
      "an id climbs up",
      { resources: [{ id: `${id("rg-a")}/../rg-b/providers/A.B/c/d` }] },
      "id_malformed",
      "inventory.json: resources[0].id",
    ],
    [
      "an encoded id climbs up",
      { resources: [{ id: `${id("rg-a")}/%2e%2e/rg-b` }] },
      "id_malformed",
      "inventory.json: resources[0].id",
    ],
    [
      "an id is encoded twice, and a URL would say something else than the plan",
      { resources: [{ id: `${storage.id}%2541` }] },
      "id_malformed",
      "inventory.json: resources[0].id",
    ],
    [
      "an id brings a query along",
      { resources: [{ id: `${storage.id}?api-version=1` }] },
      "id_malformed",
      "inventory.json: resources[0].id",
    ],
    [
      "an id is a subscription",
      { resources: [{ id: `/subscriptions/${SUBSCRIPTION}` }] },
      "id_malformed",
      "inventory.json: resources[0].id",
    ],
    [
      "a number is beyond any",
      JSON.parse(`{"resources":[{"id":"${storage.id}","properties":{"sizes":[1,{"disk":1e999}]}}]}`),
      "inventory_invalid",
      "inventory.json: resources[0].properties.sizes[1].disk",
    ],
    [
      "a text holds half a character",
      { resources: [{ ...storage, tags: { owner: "a\ud800b" } }] },
      "inventory_invalid",
      "inventory.json: resources[0].tags.owner",
    ],
    [
      "a name holds half a character",
      { resources: [{ ...storage, tags: { "a\udc00": "b" } }] },
      "inventory_invalid",
      "inventory.json: resources[0].tags",
    ],
    [
      "its subscription is a path",
      { subscription: { subscriptionId: "../../x" }, resources: [] },
      "inventory_invalid",
      "inventory.json: subscription.subscriptionId",
    ],
    [
      "its ids lie in a subscription that is no GUID",
      { resources: [{ id: "/subscriptions/mine/resourceGroups/rg-a" }] },
      "inventory_invalid",
      "inventory.json: /subscriptions/mine",
    ],
    [
      "a lock has no ARM id",
      { resources: [storage], locks: [{ id: "keep" }] },
      "id_malformed",
      "inventory.json: locks[0].id",
    ],
    [
      "one id has two contents",
      { resources: [storage, { ...storage, location: "north" }] },
      "resource_contradicted",
      "inventory.json: resources",
    ],
  ])("%s", (_name, input, code, place) => {
    expect(refusal(input)).toMatchObject({ code, place });
  });

  test.each([
    ["turns the text around", "rg-\u202eprod", "U+202E"],
    ["does so encoded", "rg-%E2%80%AEprod", "U+202E"],
    ["breaks the line", "rg-\u2028prod", "U+2028"],
    ["is not seen", "rg-\u200bprod", "U+200B"],
    ["is not seen and stands last", "rg-prod\ufeff", "U+FEFF"],
    ["is a control", "rg-\u0007prod", "U+0007"],
  ])("a name has a character that %s, which is named", (_name, group, character) => {
    expect(refusal({ resources: [], resourceGroups: [{ id: id(group) }] })).toMatchObject({
      code: "id_malformed",
      place: "inventory.json: resourceGroups[0].id",
      problems: [{ message: expect.stringContaining(`holds ${character}`) }],
    });
  });

  test("it nests without end; that takes no longer than its length", () => {
    const levels = 100_000;
    const properties = JSON.parse(`${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`);
    expect(refusal({ resources: [{ ...storage, properties }] })).toMatchObject({
      code: "inventory_invalid",
      place: expect.stringContaining("resources[0].properties.a.a.a"),
    });
  });

  test("nothing in it says which subscription it is", () => {
    expect(refusal({ resources: [] }).code).toBe("subscription_unknown");
  });

  test("its ids lie in two subscriptions and it does not say which one", () => {
    const other = storage.id.replace(SUBSCRIPTION, "9e1e1e1e-0000-4000-8000-000000000000");
    expect(refusal({ resources: [storage, { ...storage, id: other }] }).code).toBe("subscription_ambiguous");
  });

  test("several things are wrong: all are named", () => {
    expect(refusal({ resources: [{ id: "a" }, { id: "b" }, storage] }).problems).toHaveLength(2);
  });
});

describe("an inventory is completed", () => {
  test("and a name may hold what a URL gives a meaning to: databases may be called so", () => {
    const database = id("rg-a", "Microsoft.Sql/servers/sql/databases/a#b");
    const { inventory } = parseInventory({ resources: [{ id: database.replace("#", "%23") }] }, "x");
    expect(inventory.resources[0]?.id).toBe(database);
  });

  test("with names and types from the ids", () => {
    const { inventory } = parseInventory({ resources: [{ id: `${storage.id}/blobServices/default` }] }, "x");
    expect(inventory.resources[0]).toMatchObject({
      name: "st1/default",
      type: "Microsoft.Storage/storageAccounts/blobServices",
    });
  });

  test("with the groups that ids lie in, under one spelling", () => {
    const odd = resource("RG-A", "Microsoft.Storage/storageAccounts/st2");
    const { inventory } = parseInventory({ resources: [odd, storage] }, "x");
    expect(inventory.resourceGroups.map(({ name }) => name)).toEqual(["RG-A"]);
  });

  test("with its subscription, when all ids lie in one", () => {
    expect(parseInventory({ resources: [storage] }, "x").inventory.subscription?.subscriptionId).toBe(
      SUBSCRIPTION,
    );
  });

  test("and equal entries of odd casing become one, with a notice", () => {
    const upper = { ...storage, id: storage.id.toUpperCase().replace("/SUBSCRIPTIONS/", "/subscriptions/") };
    const { inventory, notices } = parseInventory({ resources: [storage, upper] }, "x");
    expect(inventory.resources).toHaveLength(1);
    expect(notices.map(({ code }) => code)).toEqual(["resource_listed_twice"]);
  });

  test("and an encoded id is kept decoded, with a notice", () => {
    const { inventory, notices } = parseInventory(
      { resources: [{ id: id("rg-a", "A.B/c/my%20name") }] },
      "x",
    );
    expect(inventory.resources[0]?.id).toBe(id("rg-a", "A.B/c/my name"));
    expect(notices.map(({ code }) => code)).toEqual(["id_encoded"]);
  });

  test("and a type that is not that of the id gives way, with a notice", () => {
    const { inventory, notices } = parseInventory({ resources: [{ ...storage, type: "A.B/c" }] }, "x");
    expect(inventory.resources[0]?.type).toBe("Microsoft.Storage/storageAccounts");
    expect(notices.map(({ code }) => code)).toEqual(["type_contradicted"]);
  });

  test.each([
    ["another name", { name: "st2" }, "name_contradicted"],
    ["another group", { resourceGroup: "rg-b" }, "group_contradicted"],
    ["no group", { resourceGroup: "" }, "group_contradicted"],
  ])("and %s than the id's gives way, with a notice", (_name, listed, code) => {
    const { inventory, notices } = parseInventory({ resources: [{ ...storage, ...listed }] }, "x");
    const [entered] = inventory.resources;
    expect(entered).toMatchObject({ id: storage.id, name: "st1" });
    expect(entered).not.toHaveProperty("resourceGroup");
    expect(notices.map((notice) => notice.code)).toEqual([code]);
  });

  test.each([
    [
      "in other case",
      { name: "ST1", resourceGroup: "RG-A", type: "microsoft.storage/storageaccounts" },
      "st1",
    ],
    ["by its last name", { id: id("rg-a", "Microsoft.Sql/servers/s/databases/d"), name: "d" }, "s/d"],
    ["by its whole name", { id: id("rg-a", "Microsoft.Sql/servers/s/databases/d"), name: "s/d" }, "s/d"],
    [
      "with what it is attached to, as in templates",
      {
        id: `${storage.id}/providers/Microsoft.Authorization/locks/l`,
        name: "st1/Microsoft.Authorization/l",
        type: undefined,
      },
      "l",
    ],
  ])("and what is listed %s contradicts nothing", (_name, listed, name) => {
    const { type: _type, ...rest } = storage;
    const { inventory, notices } = parseInventory({ resources: [{ ...rest, ...listed }] }, "x");
    expect(inventory.resources.map((entered) => entered.name)).toEqual([name]);
    expect(notices).toEqual([]);
  });

  test("and the group's name gives way to its id's, with a notice", () => {
    const { inventory, notices } = parseInventory(
      { resourceGroups: [{ id: id("rg-a"), name: "rg-b" }], resources: [storage] },
      "x",
    );
    expect(inventory.resourceGroups.map(({ name }) => name)).toEqual(["rg-a"]);
    expect(notices.map(({ code }) => code)).toEqual(["name_contradicted"]);
  });

  test("and a group listed among the resources counts as a group", () => {
    const { inventory } = parseInventory({ resources: [storage, { id: id("rg-empty") }] }, "x");
    expect(inventory.resourceGroups.map(({ name }) => name)).toEqual(["rg-a", "rg-empty"]);
    expect(inventory.resources).toHaveLength(1);
  });
});
