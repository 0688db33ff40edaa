import { execFile } from "node:child_process";
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { compactDecrypt, decodeProtectedHeader } from "jose";
import { generate } from "selfsigned";
import { describe, expect, test } from "vitest";
import { run } from "../../steps/run/run.ts";
import { contextOf } from "../support/backup-world.ts";
import { complaintAbout } from "../support/complaint-about.ts";
import { GROUP, methodEstate, methodScene, pemFile } from "../support/method-scene.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const VAULT = `${GROUP}/providers/Microsoft.KeyVault/vaults/kv-shop`;
const SECRET = "correct-horse-battery-staple";
const OLDER = "older-horse-battery-staple";
const PFX = "cGt4LXdpdGgtcHJpdmF0ZS1rZXk=";

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const publicPem = publicKey.export({ type: "spki", format: "pem" }).toString();

const contents = {
  secrets: [
    { name: "database", version: "a".repeat(32), value: OLDER },
    { name: "database", version: "b".repeat(32), value: SECRET, contentType: "text/plain", tags: { a: "b" } },
    { name: "web", version: "c".repeat(32), value: PFX, contentType: "application/x-pkcs12", managed: true },
    { name: "off", version: "d".repeat(32), value: "switched-off-value", enabled: false },
    { name: "gone", version: "e".repeat(32), value: "deleted-value", deleted: true },
  ],
  certificates: [
    { name: "web", version: "c".repeat(32), cer: "MIIB", policy: { key_props: { exportable: true } } },
    { name: "bound", version: "f".repeat(32), cer: "MIIC", policy: { key_props: { exportable: false } } },
  ],
  keys: [
    { name: "web", version: "c".repeat(32), key: { kty: "RSA", n: "AQAB", e: "AQAB" }, managed: true },
    { name: "wrap", version: "9".repeat(32), key: { kty: "RSA", n: "AQAC", e: "AQAB" } },
  ],
};

const estateWith = (held: Record<string, unknown>) =>
  methodEstate({
    resources: [{ id: VAULT, location: "westeurope", properties: {} }],
    contents: { [VAULT]: held },
  });

async function opened(text: string): Promise<Record<string, unknown>[]> {
  const lines = text.trim().split("\n");
  return Promise.all(
    lines.map(async (line) => {
      const { plaintext } = await compactDecrypt(line, privateKey);
      return JSON.parse(Buffer.from(plaintext).toString("utf8"));
    }),
  );
}

describe("a key vault", () => {
  test("is copied encrypted, every version by itself, and opens with the private key alone", async () => {
    const scene = await methodScene(estateWith(contents));
    const { result } = await scene.run({ encryptTo: await pemFile(publicPem) });
    expect(result).toMatchObject({ held: [], byHand: [], done: [{ of: VAULT, items: { count: 7 } }] });
    const [text = ""] = (await scene.files(".jwe")).values();
    expect(decodeProtectedHeader(text.split("\n")[0] ?? "")).toMatchObject({
      alg: "RSA-OAEP-256",
      enc: "A256GCM",
    });
    const items = await opened(text);
    expect(items.filter(({ collection }) => collection === "secrets")).toMatchObject([
      { name: "database", version: "a".repeat(32), value: OLDER },
      {
        name: "database",
        version: "b".repeat(32),
        value: SECRET,
        contentType: "text/plain",
        tags: { a: "b" },
      },
      { name: "web", value: PFX, contentType: "application/x-pkcs12" },
    ]);
    expect(items.filter(({ collection }) => collection === "certificates")).toMatchObject([
      { name: "web", cer: "MIIB" },
      { name: "bound", cer: "MIIC" },
    ]);
    expect(items.filter(({ collection }) => collection === "keys")).toMatchObject([
      { name: "web", key: { n: "AQAB" } },
      { name: "wrap", key: { n: "AQAC" } },
    ]);
  });

  test("leaves no value in the clear on disk, in the journal or in what is told", async () => {
    const scene = await methodScene(estateWith(contents));
    const { result, told } = await scene.run({ encryptTo: await pemFile(publicPem) });
    const everything = (await scene.everything()) + JSON.stringify(result) + JSON.stringify(told);
    expect(everything).toContain("secrets/database");
    for (const value of [SECRET, OLDER, PFX, "switched-off-value", "deleted-value"]) {
      expect(everything).not.toContain(value);
      expect(everything).not.toContain(Buffer.from(value).toString("base64url"));
    }
  });

  test("is what run, too, encrypts to the key that it is given", async () => {
    const scene = await methodScene(estateWith(contents));
    const { folder, place } = scene;
    const options = { folder, backupTo: place, encryptTo: await pemFile(publicPem), pollSeconds: 1 };
    await run({ ...options, skip: ["stop"] }, contextOf(scene.world).context);
    const [text = ""] = (await scene.files(".jwe")).values();
    expect(await opened(text)).toHaveLength(7);
  });

  test("says what is not in the backup: keys, what is disabled, what may not be exported", async () => {
    const scene = await methodScene(estateWith(contents));
    const { told } = await scene.run({ encryptTo: await pemFile(publicPem) });
    const expected = ["secrets/off/", "keys/wrap", "certificates/bound"];
    const notices = told.notices.filter(({ code }) => code === "backup_not_covered");
    expect(notices).toHaveLength(3);
    const [text = ""] = (await scene.files(".json")).values();
    const { notCovered, items } = JSON.parse(text);
    for (const [index, what] of expected.entries()) {
      expect(notCovered[index].what).toContain(what);
      expect(notices[index]?.message).toContain(what);
    }
    expect(items).not.toContain(`secrets/gone/${"e".repeat(32)}`);
  });

  test("does not read what is soft-deleted or disabled, and never asks for the native backup", async () => {
    const scene = await methodScene(estateWith(contents));
    await scene.run({ encryptTo: await pemFile(publicPem) });
    const calls = scene.world.simulator.log().filter(({ path }) => path.startsWith("/kv-shop/"));
    expect(calls.filter(({ method }) => method !== "GET")).toEqual([]);
    expect(calls.filter(({ path }) => /deleted|gone|backup|\/off\/d/.test(path))).toEqual([]);
  });

  test("lists more than a page holds", async () => {
    const secrets = Array.from({ length: 60 }, (_, index) => ({
      name: `s${index}`,
      value: `value-${index}`,
    }));
    const scene = await methodScene(estateWith({ secrets }));
    const { result } = await scene.run({ encryptTo: await pemFile(publicPem) });
    expect(result.done).toMatchObject([{ items: { count: 60 } }]);
    const [text = ""] = (await scene.files(".jwe")).values();
    expect(new Set((await opened(text)).map(({ value }) => value)).size).toBe(60);
  });

  test("without a key to encrypt to stays with the person, who is told how", async () => {
    const scene = await methodScene(estateWith(contents));
    const { result } = await scene.run();
    expect(result).toMatchObject({
      done: [],
      held: [],
      byHand: [{ of: VAULT, because: expect.stringContaining("--encrypt-to") }],
    });
    expect(scene.world.simulator.log().some(({ path }) => path.startsWith("/kv-shop/"))).toBe(false);
  });

  test.each([
    ["ForbiddenByRbac", "Key Vault Secrets User"],
    ["AccessDenied", "access policy"],
    ["ForbiddenByFirewall", "network"],
  ])("that refuses with %s is held, and the remedy names the %s", async (refuses, remedy) => {
    const scene = await methodScene(estateWith({ ...contents, refuses }));
    const { result } = await scene.run({ encryptTo: await pemFile(publicPem) });
    expect(result.held).toMatchObject([
      { code: "source_access_denied", because: expect.stringContaining(refuses) },
    ]);
    expect(result.held[0]?.remedy).toContain(remedy);
    expect(await scene.files(".jwe")).toEqual(new Map());
  });

  test("that is throttled in the middle waits and goes on", async () => {
    const scene = await methodScene(estateWith(contents));
    const throttled = { path: "/kv-shop/secrets/", status: 429, times: 2, skip: 2 };
    scene.world.simulator.addFault({ ...throttled, headers: { "retry-after": "1" } });
    const { result } = await scene.run({ encryptTo: await pemFile(publicPem) });
    expect(result).toMatchObject({ held: [], done: [{ items: { count: 7 } }] });
  });

  test("that changes while it is read is held", async () => {
    const scene = await methodScene(estateWith(contents));
    // The first list of keys still lacks one that the second has.
    scene.world.simulator.addFault({ path: "/kv-shop/keys", status: 200, body: { value: [] } });
    const { result } = await scene.run({ encryptTo: await pemFile(publicPem) });
    expect(result.held).toMatchObject([{ code: "source_changed" }]);
  });

  test("opens with verify --deep as what its name says", async () => {
    const scene = await methodScene(estateWith(contents));
    await scene.run({ encryptTo: await pemFile(publicPem) });
    const [text = ""] = (await scene.files(".jwe")).values();
    const complaint = (content: string) => complaintAbout("vault.jwe", Buffer.from(content));
    expect(await complaint(text)).toBeUndefined();
    expect(await complaint(`${text}{"value":"open"}\n`)).toBe("line 8 is no JWE");
  });
});

test("the lines in the documentation open what was copied", async () => {
  const scene = await methodScene(estateWith(contents));
  await scene.run({ encryptTo: await pemFile(publicPem) });
  const [text = ""] = (await scene.files(".jwe")).values();
  const readme = await readFile(join(repository, "docs/how-to/back-up.md"), "utf8");
  const lines = /```js\n([^`]*jose[^`]*)```/.exec(readme)?.[1] ?? "";
  await writeFile(join(scene.folder, "vault.jwe"), text);
  await writeFile(join(scene.folder, "open.mjs"), lines);
  const pem = privateKey.export({ type: "pkcs8", format: "pem" });
  await writeFile(join(scene.folder, "vault-private.pem"), pem);
  await symlink(join(repository, "node_modules"), join(scene.folder, "node_modules"));
  const { stdout } = await promisify(execFile)(process.execPath, ["open.mjs"], { cwd: scene.folder });
  expect(stdout).toContain(SECRET);
  expect(stdout.trim().split("\n")).toHaveLength(7);
});

describe("what may be encrypted to", () => {
  test("a certificate serves as well as a bare key", async () => {
    const made = await generate([{ name: "commonName", value: "backup" }], { keySize: 2048 });
    const scene = await methodScene(estateWith(contents));
    expect((await scene.run({ encryptTo: await pemFile(made.cert) })).result.held).toEqual([]);
    const [text = ""] = (await scene.files(".jwe")).values();
    const header = decodeProtectedHeader(text.split("\n")[0] ?? "");
    expect(header.kid).toMatch(/^[\w-]{43}$/);
    expect(createPublicKey(made.cert).asymmetricKeyType).toBe("rsa");
  });

  test.each([
    ["a private key", privateKey.export({ type: "pkcs8", format: "pem" }).toString()],
    ["a short key", shortKey()],
    [
      "an elliptic curve",
      generateKeyPairSync("ec", {
        namedCurve: "P-256",
        publicKeyEncoding: { type: "spki", format: "pem" },
        privateKeyEncoding: { type: "pkcs8", format: "pem" },
      }).publicKey,
    ],
    ["something else", "hello"],
  ])("%s is refused before anything is read", async (_, pem) => {
    const scene = await methodScene(estateWith(contents));
    await expect(scene.run({ encryptTo: await pemFile(pem) })).rejects.toMatchObject({
      code: "encrypt_to_invalid",
    });
    expect(scene.world.simulator.log().some(({ path }) => path.startsWith("/kv-shop/"))).toBe(false);
  });
});

function shortKey(): string {
  const pair = generateKeyPairSync("rsa", { modulusLength: 1024 });
  return pair.publicKey.export({ type: "spki", format: "pem" }).toString();
}
