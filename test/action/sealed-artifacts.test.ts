import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { writeBlobList } from "../../core/backups/blob-list.ts";
import { sha256 } from "../../core/digest.ts";
import type { Artifact } from "../../core/manifest/manifest.ts";
import { type ArtifactCheck, verifyArtifacts } from "../../steps/verify/verify-artifacts.ts";
import { startStorage, type TestStorage } from "../support/storage.ts";

const OF = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg/providers/x/y/z";
/** What the storage says of every blob besides what the emulator knows. */
type Retention = Readonly<Record<string, string>>;
const locked: Retention = {
  "x-ms-version-id": "2026-11-01T00:00:00.0000000Z",
  "x-ms-immutability-policy-mode": "locked",
  "x-ms-immutability-policy-until-date": new Date(Date.now() + 90 * 86_400_000).toUTCString(),
};

let storage: TestStorage;
let retention: Retention;

beforeAll(async () => {
  storage = await startStorage(["stbackup"]);
  await storage.service("stbackup").getContainerClient("backups").create();
});
afterAll(() => storage.stop());
beforeEach(() => {
  retention = locked;
  storage.front.intercept = (_seen, response) => {
    for (const [name, value] of Object.entries(retention)) response.setHeader(name, value);
    return false;
  };
});

async function upload(name: string, content: string): Promise<Artifact> {
  const container = storage.service("stbackup").getContainerClient("backups");
  await container.getBlockBlobClient(name).upload(content, Buffer.byteLength(content));
  const url = `${storage.accountUrl("stbackup")}/backups/${name}`;
  return { url, bytes: Buffer.byteLength(content), sha256: sha256(content) };
}

/** One artifact looked at once more, with the seal of the look before. */
async function look(artifact: Artifact, before?: ArtifactCheck) {
  storage.front.forget();
  const seals = before?.seal === undefined ? {} : { seals: new Map([[artifact.url, before.seal]]) };
  const backups = [{ of: OF, artifacts: [artifact] }];
  const [check] = await verifyArtifacts({ backups }, storage.connection, seals);
  if (check === undefined) throw new Error("no check came back");
  const gets = storage.front.log.filter(({ method }) => method === "GET").map(({ url }) => url);
  const read = gets.filter((url) => !url.includes("restype=container"));
  return { check, read };
}

describe("an artifact that verify has read", () => {
  test("is not read again while it is locked", async () => {
    const artifact = await upload("one.bin", "everything");
    const first = await look(artifact);
    expect(first.check).toMatchObject({ ok: true, seal: expect.stringMatching(/^blob:[0-9a-f]{64}$/) });
    expect(first.read).toHaveLength(1);
    const second = await look(artifact, first.check);
    expect(second.check).toMatchObject({ ok: true, sealed: true, problems: [] });
    expect(second.read).toEqual([]);
  });

  const loosened: readonly [string, Retention][] = [
    ["its retention can be taken away", { ...locked, "x-ms-immutability-policy-mode": "unlocked" }],
    [
      "its retention is over",
      { ...locked, "x-ms-immutability-policy-until-date": new Date(Date.now() - 1000).toUTCString() },
    ],
    ["it has no retention", {}],
    ["it has only a legal hold", { "x-ms-version-id": "1", "x-ms-legal-hold": "true" }],
    [
      "it has no version",
      Object.fromEntries(Object.entries(locked).filter(([name]) => name !== "x-ms-version-id")),
    ],
  ];

  test.each(loosened)("is read again when %s", async (_why, now) => {
    const artifact = await upload("loose.bin", "everything");
    const { check } = await look(artifact);
    retention = now;
    const later = await look(artifact, check);
    expect(later.check).toMatchObject({ ok: true });
    expect(later.check.sealed).toBeUndefined();
    expect(later.check.seal).toBeUndefined();
    expect(later.read).toHaveLength(1);
  });

  test("is read again under another version, and found to be another", async () => {
    const artifact = await upload("swapped.bin", "everything");
    const { check } = await look(artifact);
    await upload("swapped.bin", "everythinG");
    retention = { ...locked, "x-ms-version-id": "2026-11-02T00:00:00.0000000Z" };
    const later = await look(artifact, check);
    expect(later.check.problems.map(({ code }) => code)).toEqual(["artifact_hash_mismatch"]);
  });

  test("is found to be another by its ETag alone", async () => {
    const artifact = await upload("etag.bin", "everything");
    const { check } = await look(artifact);
    await upload("etag.bin", "everythinG");
    expect((await look(artifact, check)).check.ok).toBe(false);
  });

  test("is read in spite of a seal that was made up", async () => {
    const artifact = await upload("forged.bin", "everything");
    const { check } = await look(artifact);
    const forged = { ...check, seal: `blob:${"0".repeat(64)}` };
    const other = await look({ ...artifact, sha256: "0".repeat(64) }, forged);
    expect(other.check.problems.map(({ code }) => code)).toEqual(["artifact_hash_mismatch"]);
  });
});

describe("a list of blobs that verify has read", () => {
  async function uploadList(): Promise<Artifact> {
    const [one, two] = [await upload("data/one", "first"), await upload("data/two", "second")];
    const lines = [
      { name: "one", bytes: one.bytes, sha256: one.sha256, etag: "1" },
      { name: "two", bytes: two.bytes, sha256: two.sha256, etag: "2" },
    ];
    const header = { sundown: "blob-list", version: 1, of: OF, container: "c", blobs: "data/" } as const;
    return upload("list.jsonl", [...writeBlobList(header, lines)].join(""));
  }

  test("has only its own bytes read again while all of it is locked", async () => {
    const list = await uploadList();
    const first = await look(list);
    expect(first.check.seal).toMatch(/^list:/);
    const second = await look(list, first.check);
    expect(second.check).toMatchObject({ ok: true, sealed: true });
    expect(second.read.every((url) => url.includes("list.jsonl"))).toBe(true);
  });

  test("is read as a whole when one of its blobs is another", async () => {
    const list = await uploadList();
    const first = await look(list);
    await upload("data/two", "SECOND");
    const second = await look(list, first.check);
    expect(second.check.problems.map(({ code }) => code)).toEqual(["artifact_hash_mismatch"]);
  });
});
