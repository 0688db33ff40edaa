import { describe, expect, test } from "vitest";
import { backupEstate, SOURCE } from "../support/backup-world.ts";
import { DOCS, shareId, shareScene } from "../support/share-scene.ts";

const scene = shareScene();

describe("a storage account's file shares", () => {
  test("are copied with their directories, page after page, listed, and proven by verify", async () => {
    const many = ["1", "2", "3", "4", "5", "6", "7"].map((name) => `many/${name}.txt`);
    for (const path of [...many, "a/b/c/deep.txt", "a/empty/"]) await scene.put(path);
    await scene.put("root.bin", Buffer.from([0, 255, 10]));
    await scene.put("zero.bin", "");
    const result = await scene.run();
    expect(result).toMatchObject({ held: [], recorded: true });
    expect(result.done).toMatchObject([{ of: SOURCE, items: { count: 11, noun: "file" }, kept: 0 }]);
    const lines = await scene.listed(result);
    const known = new Map(lines.map(({ name, bytes, type }) => [name, [bytes, type]]));
    expect(known).toEqual(
      new Map<string, unknown>([
        ...many.map((name) => [name, [10, undefined]] as const),
        ["a/b/c/deep.txt", [14, undefined]],
        ["a/empty/", [0, "Directory"]],
        ["root.bin", [3, undefined]],
        ["zero.bin", [0, undefined]],
      ]),
    );
    expect(await scene.listed(result, "nothing")).toEqual([]);
    expect(await scene.copyOf("root.bin").downloadToBuffer()).toEqual(Buffer.from([0, 255, 10]));
    const checks = await scene.verify();
    expect(checks.map(({ ok, listed }) => [ok, listed?.blobs])).toEqual([
      [true, 0],
      [true, 11],
      [true, 0],
    ]);
  });

  test("keep every name, also what no blob can be named", async () => {
    const long = ["1", "2", "3", "4", "5", "6"].map((digit) => digit.repeat(200)).join("/");
    const odd = ["dot.", "dir./x", "...", "x\uFFFEy", long];
    const plain = [" lead", "trail ", "007", "a&b <c>", "ü/ö#%25+.txt", "e\u0301", "\u00e9", "it's", "😀"];
    const names = [...odd, ...plain, "providers/microsoft.x/y"];
    for (const name of names) await scene.put(name);
    const result = await scene.run();
    expect(result).toMatchObject({ held: [] });
    const lines = await scene.listed(result);
    expect(new Set(lines.map(({ name }) => name))).toEqual(new Set(names));
    const elsewhere = lines.filter(({ path }) => path?.startsWith("odd-names/"));
    expect(new Set(elsewhere.map(({ name }) => name))).toEqual(new Set(odd));
    for (const { name, path } of lines)
      expect(String(await scene.copyOf(path ?? name).downloadToBuffer())).toBe(name);
    expect((await scene.verify()).every(({ ok }) => ok)).toBe(true);
  });

  test("keep what else the service says of a file", async () => {
    const file = { text: "a", contentType: "text/plain", metadata: { origin: "test" } };
    await scene.runOver([{ id: DOCS }], { contents: { [DOCS]: { files: { "a.txt": file } } } });
    expect(await scene.copyOf("a.txt").getProperties()).toMatchObject({
      contentType: "text/plain",
      metadata: { origin: "test" },
    });
  });

  test("of an account that has nothing else, and one that the plan lists beside it, are copied once", async () => {
    const { result } = await scene.runOver(
      [{ id: DOCS }],
      { contents: { [DOCS]: { files: { "a.txt": "a" } } } },
      { kind: "FileStorage", planned: [DOCS] },
    );
    expect(result).toMatchObject({
      held: [],
      done: [
        { of: SOURCE, items: { count: 1, noun: "file" }, kept: 0 },
        { of: DOCS, items: { count: 1, noun: "file" }, kept: 1 },
      ],
    });
    const [account, share] = result.done;
    expect(account?.artifacts).toEqual(share?.artifacts);
    expect(scene.readsOf("a.txt")).toBe(1);
    expect((await scene.verify()).every(({ ok }) => ok)).toBe(true);
  });

  test("that an account has none of leave the proof that there was nothing", async () => {
    const { result } = await scene.runOver([], {}, { kind: "FileStorage", planned: [] });
    expect(result).toMatchObject({ recorded: true, done: [{ items: { count: 0, noun: "file" } }] });
    expect(result.done[0]?.artifacts).toHaveLength(1);
  });

  test("of NFS are held with their own code, and so is a file in an SMB client's hands", async () => {
    const files = { "a.txt": "a", "open.txt": { text: "x", inUse: true } };
    const exports = { id: shareId("exports"), properties: { enabledProtocols: "NFS" } };
    const { result } = await scene.runOver([{ id: DOCS }, exports], { contents: { [DOCS]: { files } } });
    expect(result).toMatchObject({
      done: [],
      held: [
        { code: "source_file_in_use", because: expect.stringContaining("open.txt") },
        { code: "source_share_nfs", because: expect.stringContaining("exports") },
      ],
    });
  });

  test("that cannot be listed are not taken for none", async () => {
    scene.world.simulator.addFault({ method: "GET", path: "/fileservices/default/shares", status: 403 });
    expect(await scene.run()).toMatchObject({ done: [], held: [{ code: "source_access_denied" }] });
    scene.world.simulator.clearFaults();
  });

  test("leave snapshots, deleted shares and messages to be named; queues that hold none are not", async () => {
    const queues = `${SOURCE}/queueServices/default/queues`;
    const { told } = await scene.runOver(
      [
        { id: DOCS },
        { id: shareId("old"), properties: { deleted: true } },
        { id: `${queues}/done`, properties: { approximateMessageCount: 0 } },
        { id: `${queues}/orders`, properties: { approximateMessageCount: 17 } },
        { id: `${queues}/silent` },
      ],
      {
        contents: { [DOCS]: { snapshots: ["2026-11-01T00:00:00.0000000Z", "2026-11-02T00:00:00.0000000Z"] } },
      },
    );
    const notices = told.notices.filter(({ code }) => code === "backup_not_covered");
    expect(notices.map(({ message }) => message)).toEqual([
      `${queues}/orders holds 17 messages, not copied`,
      `${queues}/silent may hold messages, which are not copied`,
      `${shareId("old")}: it is deleted and can still be restored; its files are not copied`,
      `${DOCS}: its 2 snapshots are not copied`,
    ]);
  });
});

describe("an identity that may only see the account", () => {
  const subscription = `/subscriptions/${backupEstate.subscription?.subscriptionId}`;
  const assigned = (scope: string, role: string) => ({
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${role}`,
    properties: {
      roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${role}`,
      principalId: scene.world.simulator.objectId,
    },
  });
  const reader = () => assigned(subscription, "acdd72a7-3385-48ef-bd42-f606fba81ae7");
  const contents = { [DOCS]: { files: { "a.txt": "a" } } };

  test("is told the role for its files", async () => {
    const { result } = await scene.runOver([{ id: DOCS }], { contents, roleAssignments: [reader()] });
    expect(result).toMatchObject({
      done: [],
      held: [
        {
          code: "source_access_denied",
          because: expect.stringContaining("AuthorizationPermissionMismatch"),
          remedy: expect.stringContaining("Storage File Data Privileged Reader"),
        },
      ],
    });
  });

  test("has enough with that role", async () => {
    const roleAssignments = [reader(), assigned(SOURCE, "b8eda974-7b85-4f76-af95-65846b26df6d")];
    const { result } = await scene.runOver([{ id: DOCS }], { contents, roleAssignments });
    expect(result).toMatchObject({ held: [], done: [{ items: { count: 1, noun: "file" } }] });
  });
});
