import { parseZone } from "dnsz";
import { describe, expect, test } from "vitest";
import { writeZoneFile } from "../../core/backups/zone-file.ts";
import { zoneComplaint } from "../../steps/verify/zone-complaint.ts";
import { complaintAbout } from "../support/complaint-about.ts";
import { GROUP, methodEstate, methodScene } from "../support/method-scene.ts";

const PUBLIC = `${GROUP}/providers/Microsoft.Network/dnsZones/contoso.com`;
const PRIVATE = `${GROUP}/providers/Microsoft.Network/privateDnsZones/corp.internal`;
const SERVER = `${GROUP}/providers/Microsoft.Network/publicIPAddresses/pip-shop`;

const set = (zone: string, type: string, name: string, properties: Record<string, unknown>) => ({
  id: `${zone}/${type}/${name}`,
  properties,
});

const soa = {
  host: "ns1-01.azure-dns.com.",
  email: "azuredns-hostmaster.microsoft.com",
  serialNumber: 1,
  refreshTime: 3600,
  retryTime: 300,
  expireTime: 2419200,
  minimumTTL: 300,
};

const estate = methodEstate({
  resources: [
    { id: PUBLIC, location: "global", properties: {} },
    set(PUBLIC, "SOA", "@", { TTL: 3600, SOARecord: soa }),
    set(PUBLIC, "NS", "@", { TTL: 172800, NSRecords: [{ nsdname: "ns1-01.azure-dns.com." }] }),
    set(PUBLIC, "A", "www", {
      TTL: 60,
      ARecords: [{ ipv4Address: "192.0.2.1" }, { ipv4Address: "192.0.2.2" }],
    }),
    set(PUBLIC, "A", "shop", { TTL: 3600, targetResource: { id: SERVER }, ARecords: [] }),
    set(PUBLIC, "AAAA", "*.dev", { TTL: 300, AAAARecords: [{ ipv6Address: "2001:db8::1" }] }),
    set(PUBLIC, "CNAME", "mail", { TTL: 3600, CNAMERecord: { cname: "outlook.example.net" } }),
    set(PUBLIC, "MX", "@", { TTL: 3600, MXRecords: [{ preference: 10, exchange: "mail.example.net." }] }),
    set(PUBLIC, "SRV", "_sip._tcp", {
      TTL: 3600,
      SRVRecords: [{ priority: 10, weight: 5, port: 5060, target: "sip.contoso.com" }],
    }),
    set(PUBLIC, "TXT", "@", {
      TTL: 3600,
      metadata: { owner: "mail team" },
      TXTRecords: [
        { value: ["v=spf1 include:example.net ; -all"] },
        { value: ['he said "a\\b"', "k".repeat(300)] },
      ],
    }),
    set(PUBLIC, "CAA", "@", {
      TTL: 3600,
      caaRecords: [{ flags: 0, tag: "issue", value: "ca.example.net; policy=ev" }],
    }),
    { id: PRIVATE, location: "global", properties: {} },
    set(PRIVATE, "A", "vm1", {
      ttl: 10,
      isAutoRegistered: true,
      aRecords: [{ ipv4Address: "10.0.0.4" }],
    }),
    set(PRIVATE, "PTR", "4.0", { ttl: 10, ptrRecords: [{ ptrdname: "vm1.corp.internal" }] }),
    {
      id: `${PRIVATE}/virtualNetworkLinks/hub`,
      location: "global",
      properties: {
        virtualNetwork: { id: `${GROUP}/providers/Microsoft.Network/virtualNetworks/vnet-hub` },
        registrationEnabled: true,
      },
    },
  ],
});

describe("a zone as a zone file", () => {
  test("says the same as the zone to a parser of somebody else", async () => {
    const scene = await methodScene(estate);
    const { result } = await scene.run({ only: [PUBLIC] });
    expect(result).toMatchObject({
      held: [],
      done: [{ of: PUBLIC, items: { count: 10, noun: "record set" } }],
    });
    const [text = ""] = (await scene.files(".zone")).values();
    const { origin, records } = parseZone(text);
    const found = records.map(({ name, ttl, type, content }) => `${name} ${ttl} ${type} ${content}`);
    expect(origin).toBe("contoso.com");
    expect(found).toEqual([
      "contoso.com 3600 SOA ns1-01.azure-dns.com. azuredns-hostmaster.microsoft.com. 1 3600 300 2419200 300",
      'contoso.com 3600 CAA 0 issue "ca.example.net; policy=ev"',
      "contoso.com 3600 MX 10 mail.example.net.",
      "contoso.com 172800 NS ns1-01.azure-dns.com.",
      'contoso.com 3600 TXT "v=spf1 include:example.net ; -all"',
      `contoso.com 3600 TXT "he said \\"a\\\\b\\"" "${"k".repeat(255)}" "${"k".repeat(45)}"`,
      "*.dev.contoso.com 300 AAAA 2001:db8::1",
      "_sip._tcp.contoso.com 3600 SRV 10 5 5060 sip.contoso.com.",
      "mail.contoso.com 3600 CNAME outlook.example.net.",
      "www.contoso.com 60 A 192.0.2.1",
      "www.contoso.com 60 A 192.0.2.2",
    ]);
    expect(text).toContain(`; shop A: alias of ${SERVER}`);
    expect(text).toContain("; shop A: no records, TTL 3600");
    expect(text).toContain('; @ TXT: metadata {"owner":"mail team"}');
  });

  test("names the links of a private zone, and which records a link registered", async () => {
    const scene = await methodScene(estate);
    const { result } = await scene.run({ only: [PRIVATE] });
    expect(result.held).toEqual([]);
    const [text = ""] = (await scene.files(".zone")).values();
    expect(text).toContain("; virtual network link hub to");
    expect(text).toContain("vnet-hub, with registration");
    expect(text).toContain("; vm1 A: registered by a virtual network link");
    expect(parseZone(text).records).toMatchObject([
      { name: "4.0.corp.internal", type: "PTR", content: "vm1.corp.internal." },
      { name: "vm1.corp.internal", ttl: 10, type: "A", content: "10.0.0.4" },
    ]);
  });

  test("is the same file when it is made again", async () => {
    const scene = await methodScene(estate);
    const first = await scene.run();
    const second = await scene.run();
    expect(second.result.done.map(({ artifacts }) => artifacts)).toEqual(
      first.result.done.map(({ artifacts }) => artifacts),
    );
    expect((await scene.files(".zone")).size).toBe(2);
  });

  test("opens with verify --deep, and not when its end is missing", async () => {
    const scene = await methodScene(estate);
    await scene.run();
    for (const text of (await scene.files(".zone")).values()) {
      const complaint = (content: string) => complaintAbout("zone-0.zone", Buffer.from(content));
      expect(await complaint(text)).toBeUndefined();
      expect(await complaint(text.slice(0, text.lastIndexOf(" ")))).toMatch(/^line \d+ is no record$/);
      expect(await complaint(`${text}www 60 IN A\n`)).toMatch(/^line \d+ is no record$/);
    }
  });

  test.each([
    [
      "a zone in several lines, as people write it",
      "@ IN SOA ns. me. (\n 1 ; serial\n 2 3 4 5 )\n  60 A 1.2.3.4",
      undefined,
    ],
    ["a parenthesis that stays open", "@ IN SOA ns. me. (\n 1 2 3 4 5\n", "its end is missing"],
    ["a quote that stays open", '@ IN TXT "half', "line 1 has a quote that does not close"],
    ["another kind of text", "<html>no zone</html>", "line 1 is no record"],
    ["nothing but comments", "; empty\n", "it has no records"],
  ])("verify --deep looks at %s", (_, text, complaint) => {
    expect(zoneComplaint(text)).toBe(complaint);
  });

  test("a control character or a line break in what was read stays within its line", () => {
    const text = writeZoneFile({
      id: "/zone",
      name: "a.example",
      links: [],
      recordSets: [
        {
          name: "x y;z",
          type: "Microsoft.Network/dnszones/TXT",
          properties: { ttl: 1, txtrecords: [{ value: ["one\ntwo ü"] }], metadata: { note: "a\nb" } },
        },
      ],
    });
    expect(text.split("\n").slice(3)).toEqual([
      '; x\\ y\\;z TXT: metadata {"note":"a\\nb"}',
      'x\\ y\\;z 1 IN TXT "one\\010two \\195\\188"',
      "",
    ]);
  });

  test("a record of an unknown type is no zone file", async () => {
    const scene = await methodScene(
      methodEstate({
        resources: [
          { id: PUBLIC, location: "global", properties: {} },
          set(PUBLIC, "SVCB", "x", { TTL: 1, SVCBRecords: [] }),
        ],
      }),
    );
    const { result } = await scene.run({ only: [PUBLIC] });
    expect(result).toMatchObject({ done: [], held: [{ target: PUBLIC, code: "source_unreadable" }] });
  });

  test("a zone that may not be read is held with the role that is missing", async () => {
    const scene = await methodScene(estate);
    scene.world.simulator.addFault({ path: "recordsets", status: 403, code: "AuthorizationFailed" });
    const { result } = await scene.run({ only: [PUBLIC] });
    expect(result.held).toMatchObject([
      { code: "source_access_denied", remedy: expect.stringContaining("Reader") },
    ]);
  });
});
