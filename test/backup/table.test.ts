import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openArtifact } from "../../azure/storage/open-artifact.ts";
import { type BackupResult, backup } from "../../steps/backup/backup.ts";
import { verifyArtifacts } from "../../steps/verify/verify-artifacts.ts";
import {
  backupEstate,
  contextOf,
  type PreparedFolder,
  prepareFolder,
  SOURCE,
  startWorld,
  type World,
} from "../support/backup-world.ts";
import { startStorage, type TestStorage } from "../support/storage.ts";
import { storageToken } from "../support/storage-token.ts";

let storage: TestStorage;
let world: World;
let folder: PreparedFolder;
let serial = 0;

beforeAll(async () => {
  storage = await startStorage(["stsource", "stbackup"]);
  await storage.withTables("stsource");
  await storage.service("stbackup").createContainer("keep");
  const table = `https://${storage.front.host}/.table/stsource/`;
  const resources = backupEstate.resources.map((resource) =>
    resource.id === SOURCE ? { ...resource, properties: { primaryEndpoints: { table } } } : resource,
  );
  world = await startWorld({ ...backupEstate, resources }, storage.front.host);
}, 30_000);
afterAll(async () => {
  await world.close();
  await storage.stop();
});
beforeEach(async () => {
  serial += 1;
  folder = await prepareFolder(backupEstate);
  await call("POST", "Tables", { TableName: "orders" });
});
afterEach(async () => {
  storage.front.intercept = undefined;
  await call("DELETE", "Tables('orders')");
  storage.front.forget();
  await folder.remove();
});

async function call(method: string, path: string, body?: string | object): Promise<void> {
  const answer = await fetch(`https://${storage.front.host}/.table/stsource/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${storageToken()}`,
      accept: "application/json;odata=minimalmetadata",
      "content-type": "application/json",
      "x-ms-version": "2020-12-06",
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
}

const put = (row: string, properties = ""): Promise<void> =>
  call("POST", "orders", `{"PartitionKey":"p","RowKey":${JSON.stringify(row)}${properties}}`);

const run = (): Promise<BackupResult> =>
  backup(
    { folder: folder.path, to: `${storage.accountUrl("stbackup")}/keep/run${serial}`, only: [SOURCE] },
    contextOf(world).context,
  );

/** The lines of every piece that the table's list names. */
async function rows(result: BackupResult): Promise<Record<string, unknown>[]> {
  const list = result.done[0]?.artifacts.find(({ url }) => url.includes("/tables/orders/"))?.url ?? "";
  const read = async (url: string): Promise<Record<string, unknown>[]> => {
    const { body } = await openArtifact(storage.connection, url);
    return (await text(body)).split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
  };
  const [, ...pieces] = await read(list);
  const base = list.slice(0, list.lastIndexOf("/"));
  return (await Promise.all(pieces.map(({ name }) => read(`${base}/files/${String(name)}`)))).flat();
}

describe("a storage account's tables", () => {
  test("are copied with every value and its type, and proven", async () => {
    await put("é 2", ',"Price":1.0,"Count":1,"Paid":true');
    await put(
      "1",
      ',"Big@odata.type":"Edm.Int64","Big":"9007199254740993","At@odata.type":"Edm.DateTime","At":"2026-11-24T12:00:00Z"',
    );
    const result = await run();
    expect(result).toMatchObject({ held: [], recorded: true });
    expect(await rows(result)).toMatchObject([
      {
        RowKey: "1",
        "Big@odata.type": "Edm.Int64",
        Big: "9007199254740993",
        "At@odata.type": "Edm.DateTime",
      },
      { RowKey: "é 2", Count: 1, Paid: true, Price: 1 },
    ]);
    const backups = result.done.map(({ of, artifacts }) => ({ of, artifacts: [...artifacts] }));
    const checks = await verifyArtifacts({ backups }, world.connection);
    expect(checks.map(({ ok, listed }) => [ok, listed?.blobs])).toEqual([
      [true, 0],
      [true, 1],
    ]);
  });

  test("are read page after page, and written once however often the backup runs", async () => {
    for (const row of ["1", "2", "3", "4", "5"]) await put(row);
    let pages = 0;
    storage.front.intercept = async ({ method, url }, response, incoming) => {
      if (method !== "GET" || !url.includes("/orders()") || url.includes("top=2")) return false;
      // The service ends a page after 1,000 entities; this one after two.
      pages += 1;
      const { host: _host, connection: _connection, ...headers } = incoming.headers;
      const answer = await fetch(
        `https://${storage.front.host}${url}${url.includes("?") ? "&" : "?"}$top=2`,
        {
          headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
        },
      );
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(await answer.text());
      return true;
    };
    const first = await run();
    expect(pages).toBe(6);
    expect((await rows(first)).map(({ RowKey }) => RowKey)).toEqual(["1", "2", "3", "4", "5"]);
    storage.front.forget();
    expect((await run()).done[0]?.artifacts).toEqual(first.done[0]?.artifacts);
    const created = storage.front.log.filter(
      ({ method, url }) => method === "PUT" && url.includes("/files/"),
    );
    expect(created.length).toBeLessThanOrEqual(1);
  });

  test("that change while they are read are read again until they hold still", async () => {
    await put("1");
    let readings = 0;
    storage.front.intercept = async ({ method, url }) => {
      if (method !== "GET" || !url.includes("/orders()")) return false;
      readings += 1;
      if (readings === 2) await put("2");
      return false;
    };
    const result = await run();
    expect(readings).toBe(3);
    expect((await rows(result)).map(({ RowKey }) => RowKey)).toEqual(["1", "2"]);
  });

  test("that never hold still are held, and the account does not count as backed up", async () => {
    let readings = 0;
    storage.front.intercept = async ({ method, url }) => {
      if (method === "GET" && url.includes("/orders()")) await put(String(++readings));
      return false;
    };
    expect(await run()).toMatchObject({ done: [], recorded: false, held: [{ code: "source_changed" }] });
    expect(await folder.manifest()).not.toContain("list-");
  });

  test("that may not be read are held with the role to give, and the account does not count as backed up", async () => {
    storage.front.intercept = ({ url }, response) => {
      if (!url.startsWith("/.table/")) return false;
      response.writeHead(403).end();
      return true;
    };
    const { done, held } = await run();
    expect(done).toEqual([]);
    expect(held).toMatchObject([
      { target: SOURCE, code: "source_access_denied", remedy: expect.stringContaining("Table Data Reader") },
    ]);
    storage.front.intercept = undefined;
  });
});
