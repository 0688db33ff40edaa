import { text } from "node:stream/consumers";
import { ShareServiceClient } from "@azure/storage-file-share";
import { expect, test } from "vitest";
import type { AzureSimulator, AzureSimulatorOptions } from "../../simulator/azure-simulator.ts";
import { estateOf, resource, subscription } from "../support/estate.ts";
import { credentialFor, listAll, read, signIn, startSimulator } from "../support/simulator.ts";

const account = resource("rg", "Microsoft.Storage/storageAccounts", "st1");
const share = {
  id: `${account.id}/fileServices/default/shares/docs`,
  properties: { enabledProtocols: "SMB" },
};

function startWith(
  files: Record<string, unknown>,
  options: Partial<AzureSimulatorOptions> = {},
  contents: Record<string, unknown> = {},
): Promise<AzureSimulator> {
  const estate = estateOf([account, share], { contents: { [share.id]: { files, ...contents } } });
  return startSimulator({ estate, ...options });
}

const clientFor = (simulator: AzureSimulator, options = {}): ShareServiceClient =>
  new ShareServiceClient(`${simulator.origin}/.file/st1`, credentialFor(simulator), {
    fileRequestIntent: "backup",
    allowTrailingDot: true,
    retryOptions: { maxTries: 1 },
    ...options,
  });

async function namesIn(simulator: AzureSimulator, path = ""): Promise<string[]> {
  const names: string[] = [];
  const directory = clientFor(simulator).getShareClient("docs").getDirectoryClient(path);
  for await (const { kind, name } of directory.listFilesAndDirectories()) names.push(`${kind} ${name}`);
  return names;
}

async function contentOf(simulator: AzureSimulator, path: string): Promise<string> {
  const at = path.lastIndexOf("/");
  const directory = clientFor(simulator)
    .getShareClient("docs")
    .getDirectoryClient(path.slice(0, Math.max(0, at)));
  const { readableStreamBody } = await directory.getFileClient(path.slice(at + 1)).download();
  return readableStreamBody === undefined ? "" : text(readableStreamBody);
}

const codeOf = (act: Promise<unknown>): Promise<unknown> =>
  act.then(
    () => "done",
    (error: unknown) => read<{ code?: string }>(JSON.parse(JSON.stringify(error))).code,
  );

test("H6: what shares hold is the estate's, and can be changed by hand", async () => {
  const simulator = await startWith({ "a.txt": "one", "sub/b.bin": { base64: "AAE=" }, "empty/": {} });
  expect(await namesIn(simulator)).toEqual(["file a.txt", "directory empty", "directory sub"]);
  expect(await contentOf(simulator, "sub/b.bin")).toBe("\0\u0001");
  const change = (method: string, path: string, body?: string) =>
    fetch(`${simulator.origin}/_sim/files?${new URLSearchParams({ share: share.id, path })}`, {
      method,
      ...(body === undefined ? {} : { body }),
    });
  await change("PUT", "sub/c.txt", "three");
  await change("DELETE", "a.txt");
  expect(await namesIn(simulator)).toEqual(["directory empty", "directory sub"]);
  expect(await contentOf(simulator, "SUB/C.TXT")).toBe("three");
  const arm = await signIn(simulator);
  await arm("DELETE", share.id);
  expect(await codeOf(namesIn(simulator))).toBe("ShareNotFound");
});

test("H7: a token needs a version that takes one, the intent, and a role for the data", async () => {
  const principalId = "00000000-0000-4000-8000-0000000000a1";
  const estate = (role: string) =>
    estateOf([account, share], {
      roleAssignments: [
        {
          id: `${subscription}/providers/Microsoft.Authorization/roleAssignments/${role}`,
          properties: {
            roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
            principalId,
          },
        },
      ],
    });
  const owner = await startSimulator({
    estate: estate("8e3af657-a8ff-443c-a75c-2fe8c4bcb635"),
    objectId: principalId,
  });
  expect(await codeOf(namesIn(owner))).toBe("AuthorizationPermissionMismatch");
  const reader = await startSimulator({
    estate: estate("b8eda974-7b85-4f76-af95-65846b26df6d"),
    objectId: principalId,
  });
  expect(await namesIn(reader)).toEqual([]);
  const url = `${reader.origin}/.file/st1/docs?restype=directory&comp=list`;
  const { token } = await credentialFor(reader).getToken("https://storage.azure.com/.default");
  const ask = async (headers: Record<string, string>) => {
    const answer = await fetch(url, { headers });
    const header = /<HeaderName>(.*)<\/HeaderName>/.exec(await answer.text())?.[1];
    return [answer.status, answer.headers.get("x-ms-error-code"), header];
  };
  const authorization = `Bearer ${token}`;
  expect(await ask({})).toEqual([401, "NoAuthenticationInformation", undefined]);
  expect(await ask({ authorization })).toEqual([400, "MissingRequiredHeader", "x-ms-version"]);
  const old = { authorization, "x-ms-version": "2021-12-02", "x-ms-file-request-intent": "backup" };
  expect(await ask(old)).toEqual([400, "InvalidHeaderValue", "x-ms-version"]);
  const versioned = { authorization, "x-ms-version": "2024-11-04" };
  expect(await ask(versioned)).toEqual([400, "MissingRequiredHeader", "x-ms-file-request-intent"]);
  expect(await ask({ ...versioned, "x-ms-file-request-intent": "other" })).toEqual([
    400,
    "InvalidHeaderValue",
    "x-ms-file-request-intent",
  ]);
});

test("H8: a directory is listed by name, in pages, with what the query asks for and every name as it is", async () => {
  const names = [" lead", "007", "a&b", "dot.", "e\u0301", "x\uFFFEy"];
  const files = Object.fromEntries(names.map((name) => [name, name]));
  const simulator = await startWith({ ...files, "b/c": "1" }, { pageSize: 2 });
  expect(await namesIn(simulator)).toEqual(
    [" lead", "007", "a&b", "b", "dot.", "e\u0301", "x\uFFFEy"].map((name) =>
      name === "b" ? "directory b" : `file ${name}`,
    ),
  );
  expect(simulator.log().filter(({ query }) => query.includes("comp=list"))).toHaveLength(4);
  const root = clientFor(simulator).getShareClient("docs").rootDirectoryClient;
  const plain = await root.listFilesAndDirectories().next();
  expect(plain.value.properties).toEqual({ contentLength: 5 });
  const full = await root.listFilesAndDirectories({ includeTimestamps: true, includeEtag: true }).next();
  expect(full.value.properties.etag).toMatch(/^"0x[0-9A-F]+"$/);
  expect(full.value.properties.lastWriteTime).toBeInstanceOf(Date);
  expect(await codeOf(namesIn(simulator, "gone"))).toBe("ResourceNotFound");
  expect(await codeOf(namesIn(simulator, "007"))).toBe("ResourceTypeMismatch");
});

test("H9: a file is read whole or in ranges, and a new content has a new ETag", async () => {
  const given = { text: "0123456789", contentType: "text/plain", metadata: { origin: "test" } };
  const simulator = await startWith({
    "a.txt": given,
    "empty.txt": "",
    "open.txt": { text: "x", inUse: true },
  });
  const file = clientFor(simulator).getShareClient("docs").rootDirectoryClient.getFileClient("a.txt");
  const part = await file.download(2, 3);
  expect(part).toMatchObject({
    contentRange: "bytes 2-4/10",
    contentLength: 3,
    metadata: { origin: "test" },
  });
  expect(part.readableStreamBody && (await text(part.readableStreamBody))).toBe("234");
  expect(await contentOf(simulator, "a.txt")).toBe("0123456789");
  expect(await codeOf(file.download(10, 1))).toBe("InvalidRange");
  expect(await contentOf(simulator, "empty.txt")).toBe("");
  expect(await codeOf(contentOf(simulator, "open.txt"))).toBe("SharingViolation");
  expect(await codeOf(contentOf(simulator, "gone.txt"))).toBe("ResourceNotFound");
  await fetch(`${simulator.origin}/_sim/files?${new URLSearchParams({ share: share.id, path: "a.txt" })}`, {
    method: "PUT",
    body: "0123456789",
  });
  expect((await file.download()).etag).not.toBe(part.etag);
});

test("H10: dots at the end of a name are cut off unless the header says otherwise", async () => {
  const simulator = await startWith({ "name.": "with", name: "without" });
  expect(await contentOf(simulator, "name.")).toBe("with");
  const trimming = clientFor(simulator, { allowTrailingDot: false }).getShareClient(
    "docs",
  ).rootDirectoryClient;
  const { readableStreamBody } = await trimming.getFileClient("name.").download();
  expect(readableStreamBody && (await text(readableStreamBody))).toBe("without");
});

test("H11: Resource Manager lists deleted shares and snapshots, and tells a share's size, when it is asked to", async () => {
  const estate = estateOf(
    [account, share, { id: `${account.id}/fileServices/default/shares/old`, properties: { deleted: true } }],
    { contents: { [share.id]: { files: { a: "12345" }, snapshots: ["2026-11-01T00:00:00.0000000Z"] } } },
  );
  const simulator = await startSimulator({ estate });
  const arm = await signIn(simulator);
  const shares = `${account.id}/fileServices/default/shares`;
  expect((await listAll(arm, shares)).ids).toEqual([share.id]);
  expect((await listAll(arm, `${shares}?$expand=deleted,snapshots`)).ids).toEqual([
    share.id,
    share.id,
    `${shares}/old`,
  ]);
  expect((await arm("GET", share.id)).body.properties?.shareUsageBytes).toBeUndefined();
  expect((await arm("GET", `${share.id}?$expand=stats`)).body).toMatchObject({
    properties: { shareUsageBytes: 5 },
  });
});
