import { describe, expect, test } from "vitest";
import { openDataPlane } from "../../azure/data-plane.ts";
import { GROUP, methodEstate, methodScene } from "../support/method-scene.ts";

const STORE = `${GROUP}/providers/Microsoft.AppConfiguration/configurationStores/appcs-shop`;
const FLAG = "application/vnd.microsoft.appconfig.ff+json;charset=utf-8";
const REFERENCE = "application/vnd.microsoft.appconfig.keyvaultref+json;charset=utf-8";

const settings = [
  { key: "Shop:Color", label: "test", value: "blue", content_type: null, tags: { team: "web" }, etag: "1" },
  { key: "Shop:Color", label: null, value: "green\nü", content_type: "text/plain", tags: {}, etag: "2" },
  { key: ".appconfig.featureflag/Beta", label: null, value: '{"id":"Beta"}', content_type: FLAG, etag: "3" },
  {
    key: "Shop:Password",
    label: null,
    value: '{"uri":"https://kv-shop.vault.azure.net/secrets/password"}',
    content_type: REFERENCE,
    locked: true,
    etag: "4",
  },
];

const many = Array.from({ length: 230 }, (_, index) => ({
  key: `Key:${String(index).padStart(3, "0")}`,
  label: null,
  value: "x",
  etag: String(index),
}));

const estateWith = (contents: Record<string, unknown>) =>
  methodEstate({
    resources: [{ id: STORE, location: "westeurope", properties: {} }],
    contents: { [STORE]: contents },
  });

describe("an App Configuration store", () => {
  test("is copied as sorted JSON lines with labels, tags, content types and flags", async () => {
    const scene = await methodScene(estateWith({ settings }));
    const { result } = await scene.run();
    expect(result).toMatchObject({ held: [], byHand: [], done: [{ items: { count: 4, noun: "setting" } }] });
    const [text = ""] = (await scene.files(".jsonl")).values();
    const lines = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ key, label }) => [key, label])).toEqual([
      [".appconfig.featureflag/Beta", null],
      ["Shop:Color", null],
      ["Shop:Color", "test"],
      ["Shop:Password", null],
    ]);
    expect(lines[0]).toMatchObject({ content_type: FLAG });
    expect(lines[1]).toEqual({
      key: "Shop:Color",
      label: null,
      value: "green\nü",
      content_type: "text/plain",
      tags: {},
      locked: false,
    });
    expect(lines[2]).toMatchObject({ tags: { team: "web" } });
  });

  test("keeps references to key vaults as references, and asks no vault", async () => {
    const scene = await methodScene(estateWith({ settings }));
    await scene.run();
    const [text = ""] = (await scene.files(".jsonl")).values();
    expect(text).toContain(REFERENCE);
    expect(scene.world.simulator.log().filter(({ path }) => path.includes("/secrets"))).toEqual([]);
  });

  test("is read page after page to its end", async () => {
    const scene = await methodScene(estateWith({ settings: many }));
    expect((await scene.run()).result.done).toMatchObject([{ items: { count: 230 } }]);
  });

  test("that is throttled waits as long as it is told", async () => {
    const scene = await methodScene(estateWith({ settings }));
    scene.world.simulator.addFault({
      path: "/appcs-shop/kv",
      status: 429,
      headers: { "retry-after": "1" },
    });
    const before = Date.now();
    expect((await scene.run()).result.held).toEqual([]);
    expect(Date.now() - before).toBeGreaterThanOrEqual(1000);
  });

  test("that may not be read is held with the role that is missing", async () => {
    const scene = await methodScene(estateWith({ refuses: "Forbidden" }));
    expect((await scene.run()).result.held).toMatchObject([
      { code: "source_access_denied", remedy: expect.stringContaining("App Configuration Data Reader") },
    ]);
  });

  test("that changes each time it is read is held, one that changes once is read again", async () => {
    const scene = await methodScene(estateWith({ settings }));
    const page = (value: string) => ({ items: [{ key: "a", value }] });
    scene.world.simulator.addFault({ path: "/appcs-shop/kv", status: 200, body: page("0") });
    expect((await scene.run()).result.done).toMatchObject([{ items: { count: 4 } }]);
    for (const value of ["1", "2", "3", "4"])
      scene.world.simulator.addFault({ path: "/appcs-shop/kv", status: 200, body: page(value) });
    expect((await scene.run()).result.held).toMatchObject([{ code: "source_changed" }]);
  });
});

describe("where a token goes", () => {
  test("a next page elsewhere is not asked for", async () => {
    const scene = await methodScene(estateWith({ settings }));
    scene.world.simulator.addFault({
      path: "/appcs-shop/kv",
      status: 200,
      body: { items: [], "@nextLink": "https://example.net/kv?after=1" },
    });
    await expect(scene.run()).rejects.toMatchObject({ code: "foreign_host" });
  });

  test("the address follows from the name and the cloud, and from nothing else", () => {
    const connection = {
      cloud: {
        name: "AzureCloud",
        resourceManager: "https://management.azure.com",
        armScope: "https://management.azure.com/.default",
        loginEndpoint: "https://login.microsoftonline.com",
        storageSuffix: "core.windows.net",
        keyVaultSuffix: "vault.azure.net",
        appConfigurationSuffix: "azconfig.io",
        portal: undefined,
      },
      credential: { getToken: () => Promise.reject(new Error("no token is asked for")) },
    };
    const options = { what: "store", remedy: () => "" };
    const open = (name: string, suffix: string | undefined) =>
      openDataPlane(connection, { ...options, name, suffix });
    expect(open("shop", "azconfig.io").url).toBe("https://shop.azconfig.io");
    for (const name of ["evil.example.net/", "a@b", "a:1", "a/b", ""])
      expect(() => open(name, "azconfig.io"), name).toThrow("cannot be read");
    expect(() => open("shop", undefined)).toThrow("AzureCloud names no place for it");
  });
});
