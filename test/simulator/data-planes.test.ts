import { expect, test } from "vitest";
import { estateOf, resource } from "../support/estate.ts";
import { listAll, read, signIn, startSimulator } from "../support/simulator.ts";

const vault = resource("rg", "Microsoft.KeyVault/vaults", "kv1");
const store = resource("rg", "Microsoft.AppConfiguration/configurationStores", "store1");
const zone = resource("rg", "Microsoft.Network/dnsZones", "a.example");
const privateZone = resource("rg", "Microsoft.Network/privateDnsZones", "a.internal");

const worldOf = (contents: Record<string, Record<string, unknown>>) =>
  startSimulator({ estate: estateOf([vault, store], { contents }) });

test("H1: record sets of every type are one list, without links to networks", async () => {
  const below = (id: string, type: string, name: string) => ({ id: `${id}/${type}/${name}`, properties: {} });
  const arm = await signIn(
    await startSimulator({
      estate: estateOf([
        zone,
        below(zone.id, "A", "www"),
        below(zone.id, "TXT", "@"),
        privateZone,
        below(privateZone.id, "A", "vm"),
        below(privateZone.id, "virtualNetworkLinks", "hub"),
      ]),
    }),
  );
  expect((await listAll(arm, `${zone.id}/recordsets`)).ids).toHaveLength(2);
  expect((await listAll(arm, `${privateZone.id}/ALL`)).ids).toEqual([`${privateZone.id}/A/vm`]);
});

test("H2: vaults and stores answer below their names, with a token only, where the metadata says", async () => {
  const simulator = await worldOf({ [vault.id]: { secrets: [{ name: "a", value: "1" }] } });
  const host = new URL(simulator.origin).host;
  const metadata = await fetch(`${simulator.origin}/metadata/endpoints?api-version=2022-09-01`);
  const { suffixes } = JSON.parse(await metadata.text());
  expect(suffixes).toMatchObject({ keyVaultDns: host, appConfiguration: host });
  const refused = await fetch(`${simulator.origin}/kv1/secrets`);
  expect(refused.status).toBe(401);
  expect(refused.headers.get("www-authenticate")).toContain("Bearer authorization=");
  const arm = await signIn(simulator);
  expect((await arm("GET", "/kv1/secrets")).status).toBe(200);
  expect((await arm("GET", "/store1/kv")).body).toEqual({ items: [] });
  expect((await arm("GET", "/another/secrets")).status).toBe(404);
});

test("H3: a vault lists without values, in pages, and shows one version at a time", async () => {
  const many = Array.from({ length: 30 }, (_, index) => ({ name: `s${index}`, value: `value ${index}` }));
  const secrets = [
    ...many,
    { name: "s0", value: "newer" },
    { name: "off", value: "hidden", enabled: false, version: "1" },
    { name: "gone", value: "hidden", deleted: true },
  ];
  const keys = [{ name: "k", version: "1", key: { kty: "RSA", n: "n", e: "e" } }];
  const simulator = await worldOf({ [vault.id]: { secrets, keys } });
  const arm = await signIn(simulator);
  const { ids, pages } = await listAll(arm, "/kv1/secrets");
  expect(pages).toEqual([25, 6]);
  expect(ids).not.toContain(`${simulator.origin}/kv1/secrets/gone`);
  const { body } = await arm("GET", "/kv1/secrets");
  expect(JSON.stringify(body)).not.toContain("value 1");
  const versions = await listAll(arm, "/kv1/secrets/s0/versions");
  expect(versions.ids).toHaveLength(2);
  expect((await arm("GET", versions.ids[1] ?? "")).body.value).toBe("newer");
  const off = await arm("GET", "/kv1/secrets/off/1");
  expect([off.status, off.body.error?.innererror?.code]).toEqual([403, "SecretDisabled"]);
  expect((await arm("GET", "/kv1/keys/k/1")).body.key).toMatchObject({ kty: "RSA", n: "n" });
});

test("H4: a vault refuses in the way its contents say", async () => {
  for (const refuses of ["ForbiddenByRbac", "AccessDenied", "ForbiddenByFirewall"]) {
    const arm = await signIn(await worldOf({ [vault.id]: { refuses } }));
    const { status, body } = await arm("GET", "/kv1/secrets");
    expect([status, body.error?.code, body.error?.innererror?.code]).toEqual([403, "Forbidden", refuses]);
  }
});

test("H5: a store lists its settings in pages with a relative link", async () => {
  const settings = Array.from({ length: 150 }, (_, index) => ({ key: `k${index}`, value: "v" }));
  const arm = await signIn(await worldOf({ [store.id]: { settings } }));
  const first = await arm("GET", "/store1/kv?key=*&api-version=1.0");
  const link = read<string>(first.body["@nextLink"]);
  expect(link).toMatch(/^\/store1\/kv\?/);
  const second = await arm("GET", link);
  expect([read<[]>(first.body.items).length, read<[]>(second.body.items).length]).toEqual([100, 50]);
});
