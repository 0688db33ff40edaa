import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../core/digest.ts";
import type { MessageCode } from "../../core/messages/registry.ts";
import type { Fault } from "../../simulator/fault-queue.ts";
import { bacpacOf } from "../../simulator/sql/bacpac.ts";
import { backup } from "../../steps/backup/backup.ts";
import { verifyArtifacts } from "../../steps/verify/verify-artifacts.ts";
import { contextOf } from "../support/backup-world.ts";
import { identityOf, LOGIN, PASSWORD } from "../support/sql-scene.ts";
import { expectNoSecretIn, group, orders, rows, server, shop, useSqlStage } from "../support/sql-stage.ts";

const stage = useSqlStage();
const written = (url: string): Promise<Buffer> => stage.blobOf(url).downloadToBuffer();

const failedAs = (message: string): Partial<Fault> => ({
  path: "importExportAzureAsyncOperation",
  status: 200,
  body: { name: "x", status: "Failed", error: { code: "ImportExportJobError", message } },
});

const withoutModel = Buffer.from(
  bacpacOf("shop", rows).toString("latin1").replaceAll("model.xml", "mopel.xml"),
  "latin1",
);

describe("a database", () => {
  test("is exported into one new blob, read back and recorded", async () => {
    const { done, held, recorded, told } = await stage.run();
    expect({ held, recorded }).toEqual({ held: [], recorded: true });
    const { url = "", bytes, sha256: hash } = done[0]?.artifacts[0] ?? {};
    const content = await written(url);
    expect([bytes, hash]).toEqual([content.length, sha256(content)]);
    expect(content.equals(bacpacOf("shop", rows))).toBe(true);
    expect(await stage.folder.manifest()).toContain(hash);
    expect(told.notices.map(({ code }) => code)).toContain("sql_export_needs_quiet");
    const checks = await verifyArtifacts(
      { backups: done.map(({ of, artifacts }) => ({ of, artifacts: [...artifacts] })) },
      stage.world.connection,
      { deep: true },
    );
    expect(checks.map(({ ok }) => ok)).toEqual([true]);
    // Nobody but the service writes, and with what is good for this blob only, for a day.
    const puts = stage.storage.front.log.filter(({ method }) => method === "PUT");
    expect(puts).toHaveLength(1);
    const link = new URLSearchParams(puts[0]?.url.split("?")[1]);
    expect(puts[0]?.authorized).toBe(false);
    expect([link.get("sr"), link.get("sp"), link.get("spr")]).toEqual(["b", "rw", "https"]);
    expect(Date.parse(link.get("se") ?? "") - Date.now()).toBeLessThanOrEqual(24 * 3_600_000);
  });

  test("is exported by a managed identity without any password or link", async () => {
    const { done, held } = await stage.run({ sqlLogin: identityOf(group) }, null);
    expect(held).toEqual([]);
    expect(await written(done[0]?.artifacts[0]?.url ?? "")).toEqual(bacpacOf("shop", rows));
    expect(stage.storage.front.log.filter(({ url }) => /sig=|userdelegationkey/i.test(url))).toEqual([]);
  });

  test("of which a byte is changed afterwards is refused", async () => {
    const { done } = await stage.run();
    const { artifacts = [] } = done[0] ?? {};
    const { url = "" } = artifacts[0] ?? {};
    const content = await written(url);
    content.writeUInt8(content.readUInt8(100) ^ 1, 100);
    await stage.blobOf(url).upload(content, content.length);
    const checks = await verifyArtifacts(
      { backups: [{ of: shop, artifacts: [...artifacts] }] },
      stage.world.connection,
    );
    expect(checks[0]?.problems).toMatchObject([{ code: "artifact_hash_mismatch" }]);
  });
});

describe("without what it takes", () => {
  test("no login: the database is left to a person, with the flag to give", async () => {
    const { context } = contextOf(stage.world);
    const result = await backup({ folder: stage.folder.path, to: stage.to, only: [shop] }, context);
    expect(result.byHand).toMatchObject([{ of: shop, method: "sql-database" }]);
    expect(result.byHand[0]?.because).toContain("--sql-login");
    expect(stage.exports()).toEqual([]);
  });

  test("no password: nothing is begun", async () => {
    await expect(stage.run({}, null)).rejects.toMatchObject({ code: "sql_password_missing", exitCode: 2 });
    expect(stage.exports()).toEqual([]);
  });

  test("no storage account: it is held, and no password asked for", async () => {
    const result = await stage.run({ to: join(stage.folder.path, "copies") }, null);
    expect(result.held).toMatchObject([{ code: "sql_needs_storage" }]);
    expect(stage.exports()).toEqual([]);
  });
});

describe("a failed export is held with its own code:", () => {
  const answer = (method: string, status: number): void => {
    stage.storage.front.intercept = (seen, response) => {
      if (seen.method !== method || !seen.url.includes(".bacpac")) return false;
      response.writeHead(status, { etag: '"x"' }).end();
      return true;
    };
  };

  test.each<[string, MessageCode, () => unknown]>([
    [
      "a firewall",
      "sql_firewall_closed",
      () => arm("DELETE", `${server}/firewallRules/AllowAllWindowsAzureIps`),
    ],
    ["a pause", "sql_database_not_online", () => arm("PATCH", shop, { properties: { status: "Paused" } })],
    ["a blob that is there", "backup_target_conflict", () => answer("HEAD", 200)],
    ["storage that refuses", "sql_export_storage_refused", () => answer("HEAD", 403)],
    [
      "too little room",
      "sql_export_no_room",
      () => stage.fault(failedAs("There is not enough space on the disk.")),
    ],
    ["words nobody knows", "sql_export_failed", () => stage.fault(failedAs("An internal error occurred."))],
    [
      "an end nobody knows",
      "sql_export_failed",
      () => stage.fault({ path: "importExportAzure", status: 404, times: 9 }),
    ],
    ["what is no BACPAC", "sql_export_broken", () => writesOther(withoutModel)],
    ["another export", "sql_export_running", otherExport],
  ])("%s", async (_, code, spoil) => {
    await spoil();
    const { done, held } = await stage.run();
    expect({ done, held }).toMatchObject({ done: [], held: [{ target: shop, code }] });
    expect(held[0]?.remedy).not.toBe("");
    expect(await stage.folder.manifest()).not.toContain(".bacpac");
    expectNoSecretIn((await stage.everything()) + JSON.stringify(held));
  });

  test("a wrong password, whether the call or the status repeats what was sent", async () => {
    const wrong = await stage.run({}, "wrong");
    expect(wrong.held).toMatchObject([{ code: "sql_login_refused" }]);
    expect(wrong.held[0]?.because).toContain(LOGIN);
    const message = `Login failed for ${LOGIN} with ${PASSWORD}.`;
    for (const spoil of [failedAs(message), { path: "shop/export", status: 400, code: "Bad", message }]) {
      await stage.fault(spoil);
      const { held, told } = await stage.run();
      expect(held).toMatchObject([{ code: "sql_login_refused" }]);
      expectNoSecretIn((await stage.everything()) + JSON.stringify({ held, told }));
    }
  });

  async function arm(method: "DELETE" | "PATCH", path: string, body?: object): Promise<void> {
    const apiVersion = "2025-01-01";
    await stage.world.connection.request({
      method,
      path,
      apiVersion,
      ...(body === undefined ? {} : { body }),
    });
  }

  async function otherExport(): Promise<void> {
    stage.world.simulator.setSpeed(1);
    const body = {
      storageKeyType: "StorageAccessKey",
      storageKey: "key",
      storageUri: "https://elsewhere.example/x.bacpac",
      administratorLogin: LOGIN,
      administratorLoginPassword: PASSWORD,
    };
    await stage.world.connection.request({
      method: "POST",
      path: `${shop}/export`,
      apiVersion: "2025-01-01",
      body,
    });
  }

  /** The service says that it has written what it has not. */
  function writesOther(content: Buffer): void {
    stage.storage.front.intercept = async ({ method, url, authorized }, response) => {
      if (method !== "PUT" || authorized || !url.includes(".bacpac")) return false;
      await stage.blobOf(url).upload(content, content.length);
      response.writeHead(201).end();
      return true;
    };
  }
});

describe("goes on", () => {
  test("with the export that a killed run has begun, and begins no second one", async () => {
    await beginAndKill();
    expect(await stage.folder.manifest()).not.toContain(".bacpac");
    const { done, held, recorded } = await stage.run();
    expect({ held, recorded }).toEqual({ held: [], recorded: true });
    expect(await written(done[0]?.artifacts[0]?.url ?? "")).toEqual(bacpacOf("shop", rows));
    expect(stage.exports()).toEqual(["shop"]);
    expectNoSecretIn(await stage.everything());
  });

  test("and says nothing of the password that the status of the earlier export repeats", async () => {
    await beginAndKill();
    await stage.fault(failedAs(`The export for ${LOGIN} with ${PASSWORD} broke off.`));
    const { held, told } = await stage.run();
    expect(held).toMatchObject([{ code: "sql_export_failed" }]);
    expect(held[0]?.because).toContain(`for ${LOGIN} with …`);
    expect(stage.exports()).toEqual(["shop"]);
    expectNoSecretIn((await stage.everything()) + JSON.stringify({ held, told }));
  });

  test("with what is finished where something was held; a whole run is followed by a new export", async () => {
    await stage.fault({
      path: "databases/orders/export",
      method: "POST",
      status: 500,
      code: "InternalServerError",
    });
    const only = [shop, orders];
    const first = await stage.run({ only });
    expect(first).toMatchObject({ done: [{ of: shop, kept: 0 }], held: [{ target: orders }] });
    const second = await stage.run({ only });
    expect(second).toMatchObject({
      held: [],
      done: [
        { of: orders, kept: 0 },
        { of: shop, kept: 1 },
      ],
    });
    expect(stage.exports()).toEqual(["orders", "shop", "orders"]);
    const third = await stage.run();
    const [before, after] = [first, third].map(({ done }) => done.find(({ of }) => of === shop));
    expect(after?.artifacts[0]?.url).not.toBe(before?.artifacts[0]?.url);
    expect(await stage.folder.manifest()).toContain(after?.artifacts[0]?.url ?? "?");
  });

  test("with a finished export that could not be read back", async () => {
    stage.storage.front.intercept = ({ method, url }, response) => {
      if (method !== "GET" || !url.includes(".bacpac")) return false;
      response.writeHead(404, { "x-ms-error-code": "BlobNotFound" }).end();
      return true;
    };
    expect((await stage.run()).held).toMatchObject([{ code: "copy_not_equal" }]);
    stage.storage.front.intercept = undefined;
    expect(await stage.run()).toMatchObject({ held: [], recorded: true });
    expect(stage.exports()).toEqual(["shop"]);
  });

  /** A run whose process is killed as soon as Azure has begun its export. */
  async function beginAndKill(): Promise<void> {
    const child = spawn(
      process.execPath,
      [
        fileURLToPath(new URL("../support/backup-child.ts", import.meta.url)),
        stage.folder.path,
        stage.to,
        shop,
        LOGIN,
      ],
      { env: { ...process.env, ...(await stage.environment(PASSWORD)) }, stdio: "inherit" },
    );
    const exited = new Promise((resolve) => child.once("exit", resolve));
    stage.storage.front.intercept = async ({ method, url }) => {
      if (method !== "PUT" || !url.includes(".bacpac")) return false;
      await expect.poll(() => stage.everything()).toContain("importExportAzureAsyncOperation");
      child.kill("SIGKILL");
      await exited;
      return false;
    };
    await exited;
    stage.storage.front.intercept = undefined;
  }
});
