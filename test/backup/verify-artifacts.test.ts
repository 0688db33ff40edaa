import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { inspect } from "node:util";
import { gzipSync } from "node:zlib";
import type { ContainerClient } from "@azure/storage-blob";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openArtifact } from "../../azure/storage/open-artifact.ts";
import { type BlobListLine, writeBlobList } from "../../core/backups/blob-list.ts";
import { sha256 } from "../../core/digest.ts";
import type { Artifact } from "../../core/manifest/manifest.ts";
import {
  type ArtifactCheck,
  type VerifyArtifactsOptions,
  verifyArtifacts,
} from "../../steps/verify/verify-artifacts.ts";
import { startStorage, type TestStorage } from "../support/storage.ts";
import { portOf } from "../support/storage-front.ts";
import { zipOf } from "../support/zip-of.ts";

const OF =
  "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg/providers/Microsoft.Sql/servers/s";
let storage: TestStorage;
let container: ContainerClient;

beforeAll(async () => {
  storage = await startStorage(["stbackup"]);
  container = storage.service("stbackup").getContainerClient("backups");
  await container.create();
});
afterAll(() => storage.stop());
beforeEach(() => storage.front.forget());
afterEach(() => {
  storage.front.intercept = undefined;
});

const urlOf = (name: string): string => `${storage.accountUrl("stbackup")}/backups/${name}`;

async function upload(name: string, content: string | Buffer): Promise<Artifact> {
  const bytes = Buffer.from(content);
  await container.getBlockBlobClient(name).upload(bytes, bytes.length);
  return { url: urlOf(name), bytes: bytes.length, sha256: sha256(bytes) };
}

async function verify(artifact: Artifact, options?: VerifyArtifactsOptions): Promise<ArtifactCheck> {
  const [check] = await verifyArtifacts(
    { backups: [{ of: OF, artifacts: [artifact] }] },
    storage.connection,
    options,
  );
  if (check === undefined) throw new Error("no check came back");
  return check;
}
const codes = (check: ArtifactCheck): string[] => check.problems.map(({ code }) => code);

describe("one artifact", () => {
  test("is proven by its bytes, and its identity is recorded", async () => {
    const artifact = await upload("db.bin", Buffer.alloc(3_000_000, "x"));
    const check = await verify(artifact);
    expect(check).toMatchObject({ of: OF, url: artifact.url, ok: true, problems: [], problemCount: 0 });
    expect(check.etag).toBe((await container.getBlobClient("db.bin").getProperties()).etag);
    expect(check.warnings.map(({ code }) => code)).toEqual(["artifact_not_immutable"]);
  });

  test("an empty one can be proven too", async () => {
    expect(await verify(await upload("empty.bin", ""))).toMatchObject({ ok: true });
  });

  test("one flipped byte is found", async () => {
    const artifact = await upload("flip.bin", "0123456789");
    await upload("flip.bin", "0123456799");
    expect(codes(await verify(artifact))).toEqual(["artifact_hash_mismatch"]);
  });

  test("a truncated one is found without reading it", async () => {
    const artifact = await upload("short.bin", "0123456789");
    await upload("short.bin", "01234");
    expect(codes(await verify(artifact))).toEqual(["artifact_truncated"]);
  });

  test("no more bytes are read than the manifest says", async () => {
    const artifact = await upload("long.bin", "0123456789");
    await upload("long.bin", "0123456789and more");
    expect(codes(await verify(artifact))).toEqual(["artifact_too_long"]);
  });

  test("a missing one is found", async () => {
    expect(codes(await verify({ url: urlOf("nowhere.bin"), bytes: 1, sha256: sha256("a") }))).toEqual([
      "artifact_missing",
    ]);
  });

  test("what may not be read is told apart from what is missing", async () => {
    const artifact = await upload("closed.bin", "secret");
    storage.front.intercept = (_seen, response) => {
      response.writeHead(403, { "x-ms-error-code": "AuthorizationPermissionMismatch" }).end();
      return true;
    };
    expect(codes(await verify(artifact))).toEqual(["artifact_access_denied"]);
  });

  test("no token is kept in what is thrown", async () => {
    const failure: unknown = await openArtifact(storage.connection, urlOf("nowhere.bin")).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: "artifact_missing" });
    expect(inspect(failure, { depth: 20, showHidden: true, customInspect: false })).not.toMatch(/Bearer|eyJ/);
  });

  test("a redirect is refused, not followed, even to the same host", async () => {
    const artifact = await upload("moved.bin", "content");
    storage.front.intercept = (seen, response) => {
      if (!seen.url.includes("moved.bin")) return false;
      response.writeHead(302, { location: seen.url.replace("moved.bin", "elsewhere.bin") }).end();
      return true;
    };
    expect(codes(await verify(artifact))).toEqual(["artifact_redirected"]);
    expect(storage.front.log.some(({ url }) => url.includes("elsewhere"))).toBe(false);
  });

  test("one in the subscription that goes is refused without reading it", async () => {
    const artifact = await upload("inside.bin", "content");
    storage.front.forget();
    const check = await verify(artifact, { doomedAccounts: new Set(["stbackup"]) });
    expect(codes(check)).toEqual(["artifact_in_doomed_subscription"]);
    expect(storage.front.log).toEqual([]);
  });

  test("an interrupted verification throws instead of calling anything proven", async () => {
    const artifact = await upload("stop.bin", "content");
    const controller = new AbortController();
    controller.abort();
    await expect(verify(artifact, { signal: controller.signal })).rejects.toThrow(/abort/i);
  });
});

describe("a host that is not the cloud's storage", () => {
  let server: Server;
  let host: string;
  let authorization: (string | undefined)[] = [];

  beforeAll(async () => {
    server = createServer(
      { cert: readFileSync(storage.certificatePath), key: readFileSync(storage.keyPath) },
      (request, response) => {
        authorization.push(request.headers.authorization);
        if (request.url === "/redirect") response.writeHead(301, { location: "/file" }).end();
        else if (request.url === "/endless") {
          response.writeHead(200);
          const more = (): void => {
            while (!response.destroyed && response.write(Buffer.alloc(65_536)));
          };
          response.on("drain", more);
          more();
        } else response.end("kept elsewhere");
      },
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    host = `localhost:${portOf(server)}`;
  });
  beforeEach(() => {
    authorization = [];
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const artifact = (path: string): Artifact => ({
    url: `https://${host}/${path}`,
    bytes: "kept elsewhere".length,
    sha256: sha256("kept elsewhere"),
  });

  test("is refused unless the policy lists it, and nothing is sent there", async () => {
    expect(codes(await verify(artifact("file")))).toEqual(["artifact_host_not_allowed"]);
    expect(authorization).toEqual([]);
  });

  test("is read without a token when the policy lists it", async () => {
    expect(await verify(artifact("file"), { artifactHosts: [host] })).toMatchObject({ ok: true });
    expect(authorization).toEqual([undefined]);
  });

  test("may not redirect", async () => {
    expect(codes(await verify(artifact("redirect"), { artifactHosts: [host] }))).toEqual([
      "artifact_redirected",
    ]);
  });

  test("has to give parts of a file where a packed one is looked into", async () => {
    const check = await verify(artifact("file.gz"), { artifactHosts: [host], deep: true });
    expect(check.problems).toMatchObject([
      { code: "artifact_unreadable", message: expect.stringContaining("gives no parts of a file") },
    ]);
  });

  test("cannot make the reading endless", async () => {
    expect(codes(await verify(artifact("endless"), { artifactHosts: [host] }))).toEqual([
      "artifact_too_long",
    ]);
  });
});

describe("a list of copied blobs", () => {
  const header = { sundown: "blob-list", version: 1, of: OF, container: "images", blobs: "blobs/" } as const;
  const names = ["a.txt", "deep/er/b.txt", "odd name ü?#%.txt", "c"];

  async function uploadList(folder: string): Promise<{ artifact: Artifact; lines: BlobListLine[] }> {
    const lines: BlobListLine[] = [];
    for (const name of names) {
      const { bytes, sha256: digest } = await upload(`${folder}/blobs/${name}`, `content of ${name}`);
      lines.push({ name, bytes, sha256: digest, etag: '"0x1"' });
    }
    const artifact = await upload(`${folder}/list.jsonl`, [...writeBlobList(header, lines)].join(""));
    return { artifact, lines };
  }

  test("is proven together with every blob it names", async () => {
    const { artifact, lines } = await uploadList("good");
    const check = await verify(artifact);
    expect(check).toMatchObject({ ok: true, problems: [] });
    expect(check.listed).toEqual({
      blobs: lines.length,
      bytes: lines.reduce((sum, { bytes }) => sum + bytes, 0),
    });
  });

  test("names each blob that is not as listed, with its own code", async () => {
    const { artifact } = await uploadList("bad");
    await upload("bad/blobs/a.txt", "content of b.txt");
    await container.deleteBlob("bad/blobs/deep/er/b.txt");
    const check = await verify(artifact);
    expect(check.ok).toBe(false);
    expect(check.listed?.blobs).toBe(names.length - 2);
    expect(new Map(check.problems.map(({ code, place }) => [place, code]))).toEqual(
      new Map([
        [urlOf("bad/blobs/deep/er/b.txt"), "artifact_missing"],
        [urlOf("bad/blobs/a.txt"), "artifact_hash_mismatch"],
      ]),
    );
  });

  test("with a line that cannot be understood proves nothing", async () => {
    const text = [...writeBlobList(header, []), '{"name":"a","bytes":-1}\n'].join("");
    expect(codes(await verify(await upload("broken/list.jsonl", text)))).toEqual(["artifact_list_invalid"]);
  });

  test("that was cut and re-hashed is still no list", async () => {
    const text = [...writeBlobList(header, [])].join("");
    expect(codes(await verify(await upload("cut/list.jsonl", `${text}{"name":`)))).toEqual([
      "artifact_list_invalid",
    ]);
  });
});

describe("with a deep look", () => {
  test.each([
    ["x.json", '{"a":1}', "JSON document"],
    ["x.tgz", gzipSync("content"), "gzip file"],
    ["x.zip", zipOf({ "a.txt": Buffer.from("a"), "b.txt": Buffer.from("b".repeat(99)) }), "zip archive"],
  ])("%s opens", async (name, content, openedAs) => {
    expect(await verify(await upload(name, content), { deep: true })).toMatchObject({ ok: true, openedAs });
  });

  test.each([
    ["y.json", '{"a":'],
    ["y.zip", "this is no archive"],
    ["y.bacpac", Buffer.from("PK\x03\x04 and then nothing", "latin1")],
    ["y.vhd", Buffer.alloc(2048)],
    ["y.gz", "plain"],
  ])("%s with the right bytes but the wrong content is refused", async (name, content) => {
    const artifact = await upload(name, content);
    expect(await verify(artifact)).toMatchObject({ ok: true });
    expect(codes(await verify(artifact, { deep: true }))).toEqual(["artifact_not_openable"]);
  });

  test.each([
    ["files that Sundown wrote as a part of a backup", null, ["artifact_not_openable"]],
    ["copies of what others wrote", "images", []],
  ])("a list's %s are looked into as they should be", async (_, of, expected) => {
    const folder = `deep-${String(of)}`;
    const { bytes, sha256: hash } = await upload(`${folder}/files/set.json`, '{"a":');
    const header = { sundown: "blob-list", version: 1, of: OF, container: of, blobs: "files/" } as const;
    const line = { name: "set.json", bytes, sha256: hash, etag: "" };
    const list = await upload(`${folder}/list.jsonl`, [...writeBlobList(header, [line])].join(""));
    expect(codes(await verify(list, { deep: true }))).toEqual(expected);
  });
});
