import { X509Certificate } from "node:crypto";
import { access, mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ClientAssertionCredential, DefaultAzureCredential } from "@azure/identity";
import { decodeJwt, SignJWT } from "jose";
import { expect, test } from "vitest";
import { startAzureSimulator } from "../../simulator/azure-simulator.ts";
import { estateOf, resource, subscription } from "../support/estate.ts";
import { credentialFor, signIn, startSimulator } from "../support/simulator.ts";

const estate = estateOf([resource("data", "Microsoft.Storage/storageAccounts", "keep")]);

async function get(url: string) {
  const answer = await fetch(url);
  return { status: answer.status, headers: answer.headers, body: JSON.parse(await answer.text()) };
}

test("S1: the certificate names localhost, 127.0.0.1 and the given hosts and lies where it is said", async () => {
  const folder = await mkdtemp(join(tmpdir(), "sim-"));
  const simulator = await startSimulator({
    estate,
    hosts: ["management.azure.com"],
    certificateFolder: folder,
  });
  expect(simulator.certificatePath).toBe(join(folder, "cert.pem"));
  const certificate = new X509Certificate(await readFile(simulator.certificatePath));
  for (const name of ["localhost", "management.azure.com"]) expect(certificate.checkHost(name)).toBe(name);
  expect(certificate.checkIP("127.0.0.1")).toBe("127.0.0.1");
  await expect(fetch(simulator.origin.replace("https:", "http:"))).rejects.toThrow();
});

test("S1: a folder made for the certificate goes with the simulator, one that was given stays", async () => {
  const own = await startAzureSimulator({ estate });
  await access(own.certificatePath);
  await own.close();
  await expect(access(dirname(own.certificatePath))).rejects.toMatchObject({ code: "ENOENT" });

  const folder = await mkdtemp(join(tmpdir(), "sim-"));
  const given = await startAzureSimulator({ estate, certificateFolder: folder });
  await given.close();
  await access(given.certificatePath);
});

test("S2: metadata is one object for 2022-09-01 and an array otherwise, with the storage host", async () => {
  const { origin } = await startSimulator({ estate, storageHost: "localhost:10000" });
  const one = await get(`${origin}/metadata/endpoints?api-version=2022-09-01`);
  expect(one.body).toMatchObject({
    name: "AzureInABox",
    resourceManager: origin,
    authentication: { loginEndpoint: origin, audiences: [origin] },
    suffixes: { storage: "localhost:10000" },
  });
  const many = await get(`${origin}//metadata/endpoints?api-version=2019-05-01`);
  expect(many.body).toEqual([one.body]);
});

test("S2: storage accounts have their endpoints on the storage host, those for files alone none for blobs", async () => {
  const accounts = `${subscription}/resourceGroups/data/providers/Microsoft.Storage/storageAccounts`;
  const properties = { primaryEndpoints: { file: "https://files.file.core.windows.net/" } };
  const files = { id: `${accounts}/files`, kind: "FileStorage", properties };
  const simulator = await startSimulator({
    estate: { ...estate, resources: [...estate.resources, files] },
    storageHost: "localhost:10000",
  });
  const arm = await signIn(simulator);
  const endpointsOf = async (name: string) =>
    (await arm("GET", `${accounts}/${name}`)).body.properties?.primaryEndpoints;
  expect(await endpointsOf("keep")).toEqual({ blob: "https://localhost:10000/keep/" });
  expect(await endpointsOf("files")).toEqual({ file: "https://localhost:10000/.file/files/" });
});

test("S3: openid-configuration and instance discovery are answered from configuration", async () => {
  const { origin, tenantId } = await startSimulator({ estate });
  const openid = await get(`${origin}/${tenantId}/v2.0/.well-known/openid-configuration`);
  expect(openid.body).toMatchObject({
    issuer: `${origin}/${tenantId}/v2.0`,
    token_endpoint: `${origin}/${tenantId}/oauth2/v2.0/token`,
  });
  const found = await get(
    `${origin}/common/discovery/instance?api-version=1.1&authorization_endpoint=https://localhost/x`,
  );
  expect(found.body.tenant_discovery_endpoint).toBe(
    `${origin}/${tenantId}/v2.0/.well-known/openid-configuration`,
  );
});

test("S4: a client secret signs in; the token tells tenant, application and object id", async () => {
  const simulator = await startSimulator({ estate });
  const token = await credentialFor(simulator).getToken(`${simulator.origin}/.default`);
  expect(decodeJwt(token.token)).toMatchObject({
    tid: simulator.tenantId,
    appid: simulator.clientId,
    oid: simulator.objectId,
    aud: simulator.origin,
  });
});

test("S4: a wrong secret is AADSTS7000215", async () => {
  const simulator = await startSimulator({ estate });
  const wrong = credentialFor({ ...simulator, clientSecret: "wrong" });
  await expect(wrong.getToken(`${simulator.origin}/.default`)).rejects.toThrow(/AADSTS7000215/);
});

test("S4: DefaultAzureCredential signs in with the environment the simulator names", async () => {
  const simulator = await startSimulator({ estate });
  const before = { ...process.env };
  try {
    Object.assign(process.env, simulator.environment());
    const credential = new DefaultAzureCredential({ disableInstanceDiscovery: true });
    expect((await credential.getToken(`${simulator.origin}/.default`)).token).not.toBe("");
  } finally {
    process.env = before;
  }
});

async function assertion(subject: string, expires: number): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(subject)
    .setExpirationTime(expires)
    .sign(new Uint8Array(32));
}

test("S5: federated tokens sign in, unless expired or of a subject that is not listed", async () => {
  const simulator = await startSimulator({
    estate,
    federatedSubjects: ["repo:contoso/infra:environment:cancel"],
  });
  const soon = Math.floor(Date.now() / 1000) + 300;
  const ask = async (subject: string, expires: number) => {
    const credential = new ClientAssertionCredential(
      simulator.tenantId,
      simulator.clientId,
      () => assertion(subject, expires),
      {
        authorityHost: simulator.origin,
        disableInstanceDiscovery: true,
      },
    );
    return credential.getToken(`${simulator.origin}/.default`);
  };
  expect((await ask("repo:contoso/infra:environment:cancel", soon)).token).not.toBe("");
  await expect(ask("repo:contoso/infra:pull_request", soon)).rejects.toThrow(/AADSTS700213/);
  await expect(ask("repo:contoso/infra:environment:cancel", soon - 900)).rejects.toThrow(/AADSTS700024/);
});

test("S6: no token, or one that is not ours, is 401 and says where to sign in", async () => {
  const { origin, tenantId } = await startSimulator({ estate });
  const none = await get(`${origin}/subscriptions?api-version=2022-12-01`);
  expect(none.status).toBe(401);
  expect(none.headers.get("www-authenticate")).toContain(`authorization_uri="${origin}/${tenantId}"`);
  const foreign = await fetch(`${origin}/subscriptions`, { headers: { authorization: "Bearer x.y.z" } });
  expect(foreign.status).toBe(401);
});

test("S7: any audience is served, and a storage token has the claims that a blob service checks", async () => {
  const simulator = await startSimulator({ estate });
  const { token } = await credentialFor(simulator).getToken("https://storage.azure.com/.default");
  expect(decodeJwt(token)).toMatchObject({
    iss: `https://sts.windows.net/${simulator.tenantId}/`,
    aud: "https://storage.azure.com",
  });
  const answer = await fetch(`${simulator.origin}/subscriptions`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.status).toBe(200);
});
