import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { readFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { Server } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ArmCall } from "../../azure/arm-call-policy.ts";
import { connect } from "../../azure/connect.ts";
import { readCloud } from "../../azure/read-cloud.ts";
import { readSubscription } from "../../azure/read-subscription.ts";
import { startAzureSimulator } from "../../simulator/azure-simulator.ts";
import { OFFICE, officeEstate } from "../engine/office-estate.ts";
import { startSimulator, trust } from "../support/simulator.ts";

async function failure(attempt: Promise<unknown>): Promise<{ error: unknown; seconds: number }> {
  const started = performance.now();
  const error = await attempt.then(
    () => new Error("it went well"),
    (reason: unknown) => reason,
  );
  return { error, seconds: (performance.now() - started) / 1000 };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

describe("connect", () => {
  test("one sign-in serves every client, and calls are told without queries", async () => {
    const simulator = await startSimulator({ estate: officeEstate(1) });
    const calls: ArmCall[] = [];
    const connection = await connect(simulator.environment(), { onCall: (call) => calls.push(call) });
    await readSubscription(connection, OFFICE);
    const answer = await connection.request({
      method: "GET",
      path: `/subscriptions/${OFFICE}/resourcegroups`,
      apiVersion: "2024-11-01",
    });
    expect(answer.status).toBe(200);
    expect(answer.correlationId).toMatch(/^[0-9a-f-]{36}$/);
    expect(calls.map(({ path, status }) => [path, status])).toEqual([
      [`/subscriptions/${OFFICE}`, 200],
      [`/subscriptions/${OFFICE}/resourcegroups`, 200],
    ]);
    expect(calls[1]?.remaining).toBeGreaterThan(0);
    expect(simulator.log().filter(({ path }) => path.endsWith("/oauth2/v2.0/token"))).toHaveLength(1);
  });

  test("many calls, SDK clients' too, share a few connections", async () => {
    const simulator = await startSimulator({ estate: officeEstate(1) });
    const connection = await connect(simulator.environment());
    let sockets = 0;
    const count = (): void => {
      sockets += 1;
    };
    subscribe("net.client.socket", count);
    onTestFinished(() => void unsubscribe("net.client.socket", count));
    const path = `/subscriptions/${OFFICE}/resourcegroups`;
    for (let round = 0; round < 5; round += 1) {
      await Promise.all([
        readSubscription(connection, OFFICE),
        ...Array.from({ length: 4 }, () =>
          connection.request({ method: "GET", path, apiVersion: "2024-11-01" }),
        ),
      ]);
    }
    expect(simulator.log().filter(({ method }) => method === "GET").length).toBeGreaterThanOrEqual(25);
    expect(sockets).toBeGreaterThan(0);
    expect(sockets).toBeLessThanOrEqual(5);
  });

  test("a refused sign-in says so, without the secret", async () => {
    const simulator = await startSimulator({ estate: officeEstate(1) });
    const environment = { ...simulator.environment(), AZURE_CLIENT_SECRET: "not-the-secret" };
    const { error, seconds } = await failure(connect(environment));
    expect(error).toMatchObject({ code: "sign_in_refused", exitCode: 2 });
    expect(String(error)).toMatch(/AADSTS7000215/);
    expect(String(error)).not.toContain("not-the-secret");
    expect(seconds).toBeLessThan(5);
  });

  test("an unknown subscription is told apart from one that may not be seen", async () => {
    const simulator = await startSimulator({ estate: officeEstate(1) });
    const connection = await connect(simulator.environment());
    for (const id of ["00000000-0000-4000-8000-00000000dead", "not-a-guid", "x/../y"]) {
      await expect(readSubscription(connection, id)).rejects.toMatchObject({
        code: "subscription_not_found",
      });
    }
    simulator.addFault({ path: OFFICE, status: 403, code: "AuthorizationFailed" });
    await expect(readSubscription(connection, OFFICE)).rejects.toMatchObject({ code: "not_permitted" });
  });

  test("a cloud that is not there fails within seconds", async () => {
    // Bound and closed again: nobody listens there.
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const port = portOf(server);
    await new Promise((resolve) => server.close(resolve));
    const { error, seconds } = await failure(connect({ ARM_METADATA_HOSTNAME: `127.0.0.1:${port}` }));
    expect(error).toMatchObject({ code: "cloud_unreachable" });
    expect(seconds).toBeLessThan(5);
  });

  test("a certificate nobody trusts is named as such, with what to do", async () => {
    // With a name of its own it has a certificate of its own; the common one this process trusts by now.
    const simulator = await startAzureSimulator({ estate: officeEstate(1), hosts: ["nobody.example"] });
    onTestFinished(() => simulator.close());
    const { error } = await failure(connect(simulator.environment()));
    expect(error).toMatchObject({ code: "certificate_untrusted" });
    expect(error).toHaveProperty("remedy", expect.stringContaining("NODE_EXTRA_CA_CERTS"));
  });

  test.each([
    ["no JSON", "<html></html>"],
    [
      "no resource manager",
      JSON.stringify({ name: "x", authentication: { loginEndpoint: "https://h", audiences: ["a"] } }),
    ],
    [
      "a resource manager without TLS",
      JSON.stringify({
        name: "x",
        resourceManager: "http://h",
        authentication: { loginEndpoint: "https://h", audiences: ["a"] },
      }),
    ],
  ])("metadata with %s is refused", async (_name, body) => {
    const simulator = await startAzureSimulator({ estate: officeEstate(1) });
    onTestFinished(() => simulator.close());
    trust(simulator);
    const server = createServer(
      { key: await readFile(simulator.keyPath), cert: simulator.certificate },
      (_request, response) => response.end(body),
    ).listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once("listening", resolve));
    const port = portOf(server);
    await expect(connect({ ARM_METADATA_HOSTNAME: `localhost:${port}` })).rejects.toMatchObject({
      code: "cloud_metadata_invalid",
    });
  });

  test.each([
    "evil@localhost:18443",
    "user:word@management.azure.com",
    "https://management.azure.com",
    "management.azure.com/",
    "management.azure.com/metadata",
    "management.azure.com?x",
    "management.azure.com#x",
    "management.azure.com:99999",
    "two words",
  ])("ARM_METADATA_HOSTNAME as %s is refused, and not repeated", async (host) => {
    const { error } = await failure(connect({ ARM_METADATA_HOSTNAME: host }));
    expect(error).toMatchObject({ code: "cloud_host_invalid", exitCode: 2 });
    expect(String(error)).not.toContain("word@");
  });

  test.each([
    ["another host", () => "https://login.microsoftonline.com"],
    ["another port", (origin: string) => origin.replace(/\d+$/, "1")],
    ["no TLS", (origin: string) => origin.replace("https:", "http:")],
    ["a user", (origin: string) => origin.replace("//", "//evil@")],
    ["no address", () => "https://"],
  ])(
    "an authority with %s than the cloud's own is refused before any secret is sent",
    async (_name, change) => {
      const simulator = await startSimulator({ estate: officeEstate(1) });
      const environment = { ...simulator.environment(), AZURE_AUTHORITY_HOST: change(simulator.origin) };
      const { error } = await failure(connect(environment));
      expect(error).toMatchObject({ code: "authority_host_differs", exitCode: 2 });
      expect(simulator.log().filter(({ path }) => path.includes("/oauth2/"))).toEqual([]);
    },
  );

  test("the public cloud's own names are as good as each other, another cloud's is not", async () => {
    const names = ["https://login.microsoftonline.com/", "login.windows.net", "https://login.microsoft.com"];
    for (const name of names) {
      await expect(readCloud({ AZURE_AUTHORITY_HOST: name })).resolves.toMatchObject({ name: "AzureCloud" });
    }
    await expect(
      readCloud({ AZURE_AUTHORITY_HOST: "https://login.microsoftonline.us" }),
    ).rejects.toMatchObject({ code: "authority_host_differs" });
  });

  test("no call, and so no token, leaves the cloud's own resource manager", async () => {
    const simulator = await startSimulator({ estate: officeEstate(1) });
    const connection = await connect(simulator.environment());
    for (const path of [
      "https://example.com/steal",
      `${simulator.origin}.example.com/steal`,
      "https://localhost.example.com/steal",
    ]) {
      await expect(connection.request({ method: "GET", path })).rejects.toMatchObject({
        code: "foreign_host",
      });
    }
    // Such an address may come from Azure's own answers.
    simulator.addFault({
      method: "GET",
      path: "/resourcegroups",
      status: 302,
      headers: { location: "https://example.com/steal" },
    });
    const answer = await connection.request({
      method: "GET",
      path: `/subscriptions/${OFFICE}/resourcegroups`,
      apiVersion: "2024-11-01",
    });
    expect(answer.status).toBe(302);
  });
});
