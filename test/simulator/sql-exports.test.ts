import { afterAll, beforeAll, expect, test } from "vitest";
import { blobWriteLink } from "../../azure/storage/blob-write-link.ts";
import type { AzureSimulator } from "../../simulator/azure-simulator.ts";
import type { EstateResource } from "../../simulator/estate.ts";
import { estateOf, subscription } from "../support/estate.ts";
import { type ArmCaller, read, signIn, startSimulator } from "../support/simulator.ts";
import { identityOf, LOGIN, PASSWORD, sqlServer } from "../support/sql-scene.ts";
import { startStorage, type TestStorage } from "../support/storage.ts";

const group = `${subscription}/resourceGroups/data`;
const server = `${group}/providers/Microsoft.Sql/servers/sql`;
const database = `${server}/databases/shop`;
const contents = { [server]: { administratorPassword: PASSWORD }, [database]: { rows: "one row" } };

let storage: TestStorage;
let blobs = 0;
beforeAll(async () => {
  storage = await startStorage(["stkeep"]);
  await storage.service("stkeep").createContainer("keep");
}, 30_000);
afterAll(() => storage.stop());

interface Scene {
  readonly simulator: AzureSimulator;
  readonly arm: ArmCaller;
  /** The body of a call for a blob that is not there yet. */
  readonly body: (change?: Record<string, unknown>) => Promise<Record<string, unknown>>;
  /** How the export ends that was asked for with this. */
  readonly ended: (body: Record<string, unknown>) => Promise<string>;
}

async function scene(resources: EstateResource[] = sqlServer(group, "sql", ["shop"])): Promise<Scene> {
  const estate = estateOf(resources, { contents });
  const simulator = await startSimulator({ estate, storageHost: storage.front.host });
  const arm = await signIn(simulator);
  return {
    simulator,
    arm,
    async body(change = {}) {
      blobs += 1;
      const storageUri = `${storage.accountUrl("stkeep")}/keep/shop${blobs}.bacpac`;
      const options = { now: new Date(), milliseconds: 60_000, signal: AbortSignal.timeout(20_000) };
      return {
        storageKeyType: "SharedAccessKey",
        storageKey: `?${await blobWriteLink(storage.connection, storageUri, options)}`,
        storageUri,
        administratorLogin: LOGIN,
        administratorLoginPassword: PASSWORD,
        authenticationType: "Sql",
        ...change,
      };
    },
    async ended(body) {
      const begun = await arm("POST", `${database}/export`, body);
      const status = begun.headers.get("azure-asyncoperation") ?? "";
      simulator.advance(70);
      for (;;) {
        const answer = await arm("GET", status);
        const { status: state, error } = read<{ status: string; error?: { code: string; message: string } }>(
          answer.body,
        );
        if (state !== "InProgress") return error === undefined ? state : `${error.code}: ${error.message}`;
      }
    },
  };
}

test("W3: an export is accepted, and followed to its end", async () => {
  const { arm, body, simulator } = await scene();
  const asked = await body();
  const begun = await arm("POST", `${database}/export`, asked);
  expect(begun).toMatchObject({ status: 202, body: { operation: "Export" } });
  const status = begun.headers.get("azure-asyncoperation") ?? "";
  const result = begun.headers.get("location") ?? "";
  expect(status).toMatch(
    /\/Microsoft\.Sql\/locations\/westeurope\/importExportAzureAsyncOperation\/[0-9a-f-]{36}-sql\?/,
  );
  expect(result).toMatch(/\/importExportOperationResults\/[0-9a-f-]{36}-sql\?/);
  expect((await arm("GET", status)).body).toMatchObject({ status: "InProgress" });
  simulator.advance(70);
  await expect.poll(async () => read((await arm("GET", status)).body.status)).toBe("Succeeded");
  expect(await arm("GET", result)).toMatchObject({
    status: 200,
    body: { properties: { status: "Completed", blobUri: asked.storageUri, databaseName: "shop" } },
  });
});

test("W4: what is missing or unknown is refused, and so is a second export meanwhile", async () => {
  const { arm, body } = await scene();
  const asked = await body();
  const ask = (change: Record<string, unknown>) => arm("POST", `${database}/export`, { ...asked, ...change });
  const missing = { status: 400, body: { error: { code: "MissingImportExportInputParameters" } } };
  for (const name of ["storageKeyType", "storageKey", "storageUri", "administratorLogin"])
    expect(await ask({ [name]: undefined }), name).toMatchObject(missing);
  expect(await ask({ administratorLoginPassword: undefined })).toMatchObject(missing);
  expect(await ask({ authenticationType: "ManagedIdentity" })).toMatchObject(missing);
  expect(await ask({ storageKeyType: "Password" })).toMatchObject(missing);
  expect(await ask({ novel: true })).toMatchObject(missing);
  expect((await ask({})).status).toBe(202);
  expect(await ask({})).toMatchObject({
    status: 409,
    body: { error: { code: "ImportExportOperationInProgress" } },
  });
  expect((await arm("POST", `${server}/databases/none/export`, asked)).status).toBe(404);
});

test("W5: a wrong login, a closed firewall and a paused database are told in the status", async () => {
  const { arm, body, ended } = await scene();
  const login = /^ImportExportJobError: .*Login failed for user/;
  expect(await ended(await body({ administratorLoginPassword: "wrong" }))).toMatch(login);
  expect(await ended(await body({ administratorLogin: "other" }))).toMatch(login);
  const stranger = `${identityOf(group)}2`;
  const identity = {
    authenticationType: "ManagedIdentity",
    administratorLogin: stranger,
    administratorLoginPassword: undefined,
  };
  expect(await ended(await body(identity))).toMatch(login);
  await arm("PATCH", database, { properties: { status: "Paused" } });
  expect(await ended(await body())).toMatch(/^ImportExportJobError: .*not currently available/);
  await arm("DELETE", `${server}/firewallRules/AllowAllWindowsAzureIps`);
  expect(await ended(await body())).toMatch(/^ImportExportJobError: .*firewall/);
});

test("W6: it is written where the link lets it, and never over something", async () => {
  const { body, ended } = await scene();
  const asked = await body();
  expect(await ended(asked)).toBe("Succeeded");
  const written = storage.service("stkeep").getContainerClient("keep").getBlobClient(`shop${blobs}.bacpac`);
  const content = await written.downloadToBuffer();
  expect([content.indexOf("PK"), content.includes("model.xml"), content.includes("one row")]).toEqual([
    0,
    true,
    true,
  ]);
  expect(await ended(asked)).toMatch(/^ImportExportJobError: .*blob already exists/);
  const unreachable = /^ImportExportJobError: .*storage account cannot be accessed/;
  const { storageKey } = await body();
  expect(await ended(await body({ storageKey }))).toMatch(unreachable);
  expect(await ended(await body({ storageUri: "https://elsewhere.example/keep/x.bacpac" }))).toMatch(
    unreachable,
  );
  const identity = {
    storageKeyType: "ManagedIdentity",
    storageKey: identityOf(group),
    authenticationType: "ManagedIdentity",
    administratorLogin: identityOf(group),
    administratorLoginPassword: undefined,
  };
  expect(await ended(await body(identity))).toBe("Succeeded");
});
