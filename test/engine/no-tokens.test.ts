import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "node:util";
import { ResourceManagementClient } from "@azure/arm-resources";
import { isRestError } from "@azure/core-rest-pipeline";
import { expect, test } from "vitest";
import { connect } from "../../azure/connect.ts";
import { readInventory } from "../../azure/read-inventory.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { destroy } from "../../steps/destroy/destroy.ts";
import { runCli } from "../support/run-cli.ts";
import { startSimulator } from "../support/simulator.ts";
import { OFFICE, officeEstate } from "./office-estate.ts";
import { teardownScene, temporaryDirectory } from "./teardown-scene.ts";

/** A JSON web token, or a header that carries one. */
const TOKEN = /eyJ[\w-]{10,}\.|\bBearer\s+\w/i;

const everything = (thrown: unknown): string =>
  inspect(thrown, {
    depth: Number.POSITIVE_INFINITY,
    showHidden: true,
    getters: true,
    maxStringLength: null,
  });

const failureOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect.fail("it did not fail"),
    (error: unknown) => error,
  );

test.each([
  ["refused", { status: 403, code: "AuthorizationFailed" }],
  ["broken", { status: 400, code: "Broken", message: "a message" }],
])("an error after a %s call holds no token, although the SDK's own does", async (_how, fault) => {
  const simulator = await startSimulator({ estate: officeEstate(1) });
  const connection = await connect(simulator.environment());
  const path = `/subscriptions/${OFFICE}/resourcegroups`;
  simulator.addFault({ path, ...fault });
  const client = new ResourceManagementClient(connection.credential, OFFICE, connection.clientOptions);
  const raw = await failureOf(client.resourceGroups.list().next());
  expect(isRestError(raw) && raw.request?.headers.get("authorization")).toMatch(TOKEN);

  simulator.addFault({ path, ...fault });
  const coded = await failureOf(readInventory(connection, OFFICE));
  expect(coded).toBeInstanceOf(SundownError);
  expect(everything(coded)).not.toMatch(TOKEN);
  const wrapped = new SundownError("unexpected_error", { message: "it happened", cause: raw });
  expect(everything(wrapped)).not.toMatch(TOKEN);
  expect(wrapped.cause).toMatchObject({ name: "RestError", stack: expect.stringContaining("RestError") });
});

test("a cause keeps its chain, code and status, and loses what looks like a secret", () => {
  const inner = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  const outer = Object.assign(
    new Error("GET https://x.example/?sig=abc%3D said Bearer abcdefghijk", { cause: inner }),
    { statusCode: 500, request: { headers: { authorization: "Bearer abcdefghijk" } } },
  );
  const { cause } = new SundownError("unexpected_error", { message: "it happened", cause: outer });
  expect(cause).toMatchObject({ statusCode: 500, cause: { code: "ECONNREFUSED" } });
  expect(everything(cause)).not.toMatch(/abc/);
});

/** All files below a directory, as one text. */
async function written(directory: string): Promise<string> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return (await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), "utf8")))).join(
    "\n",
  );
}

test("nothing a failing teardown writes or tells holds a token", async () => {
  const scene = await teardownScene(officeEstate(2));
  const { simulator, context, told, folder } = scene;
  simulator.addFault({
    method: "DELETE",
    path: "desk-1",
    status: 403,
    code: "AuthorizationFailed",
    times: 9,
  });
  simulator.addFault({ method: "DELETE", path: "locks/keep", status: 500, code: "Broken", times: 2 });
  simulator.addFault({ method: "DELETE", path: "desk-2", drop: "after" });
  const result = await destroy({ folder }, context);
  expect(result.held).not.toEqual([]);
  const text = `${await written(scene.directory)}\n${everything(told)}\n${everything(result)}`;
  expect(text).toContain("AuthorizationFailed");
  expect(text).not.toMatch(TOKEN);
  expect(text).not.toContain(simulator.clientSecret);
});

test("nothing a failing command writes or prints holds a token, with --debug neither", async () => {
  const simulator = await startSimulator({ estate: officeEstate(1) });
  const directory = await temporaryDirectory();
  for (const flags of [["--debug"], ["--debug", "--json"]]) {
    for (const path of ["/locks", "/providers/Microsoft.ResourceGraph", `/subscriptions/${OFFICE}`]) {
      simulator.addFault({ path, status: 418, code: "Broken" });
      const run = await runCli(["plan", "--subscription", OFFICE, "--out", "d", ...flags], {
        cwd: directory,
        environment: simulator.environment(),
      });
      const text = `${run.stdout}\n${run.stderr}\n${await written(directory)}`;
      expect(text).not.toMatch(TOKEN);
      expect(text).not.toContain(simulator.clientSecret);
      if (path !== "/providers/Microsoft.ResourceGraph") expect(run.exitCode).not.toBe(0);
    }
  }
});
