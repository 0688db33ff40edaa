import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { stateBackend } from "../../program/state-backend.ts";
import { estateOf, resource } from "../support/estate.ts";
import { writeDecommission } from "./decommission-folder.ts";
import { estatePlan } from "./estate-plan.ts";
import { registerWithMocks } from "./register-with-mocks.ts";

let root: string;
let environment: Record<string, string>;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "sundown-backend-"));
  environment = { PULUMI_HOME: root };
});
afterEach(() => rm(root, { recursive: true }));

describe("which backend counts", () => {
  test("the environment's, then the project's, then that of the last login", async () => {
    expect(await stateBackend(root, environment)).toBeUndefined();
    await writeFile(join(root, "credentials.json"), JSON.stringify({ current: "azblob://login" }));
    expect(await stateBackend(root, environment)).toMatchObject({ backend: "azblob://login" });
    await writeFile(
      join(root, "Pulumi.yaml"),
      "name: sundown\nruntime: nodejs\nbackend: {url: azblob://project}\n",
    );
    expect(await stateBackend(root, environment)).toMatchObject({ backend: "azblob://project" });
    const set = { ...environment, PULUMI_BACKEND_URL: "azblob://set", AZURE_STORAGE_ACCOUNT: "stone" };
    expect(await stateBackend(root, set)).toEqual({ backend: "azblob://set", account: "stone" });
    const empty = { ...environment, PULUMI_BACKEND_URL: "" };
    expect(await stateBackend(root, empty)).toMatchObject({ backend: "azblob://project" });
  });
});

describe("a state that goes with the subscription", () => {
  const plan = estatePlan(
    estateOf([resource("rg-app", "Microsoft.Storage/storageAccounts", "stdoomed", {})]),
  );

  async function register(backend: string, account = "") {
    const { stack } = await writeDecommission(plan, root);
    vi.stubEnv("PULUMI_BACKEND_URL", backend);
    vi.stubEnv("AZURE_STORAGE_ACCOUNT", account);
    return registerWithMocks(stack, { "sundown:plan": root }).finally(() => vi.unstubAllEnvs());
  }

  test.each([
    ["azblob://state?storage_account=stdoomed", ""],
    ["azblob://state?domain=blob.core.windows.net&storage_account=STDOOMED", ""],
    ["azblob://state", "stdoomed"],
  ])("%s (%s) is refused before anything is registered", async (backend, account) => {
    const { refusal, registrations } = await register(backend, account);
    expect(refusal).toMatchObject({ code: "state_in_doomed_subscription" });
    expect(registrations).toEqual([]);
  });

  test.each([
    ["azblob://state?storage_account=stelsewhere", "stdoomed"],
    ["file:///state", "stdoomed"],
    ["s3://stdoomed", ""],
  ])("%s (%s) lies elsewhere", async (backend, account) => {
    expect((await register(backend, account)).refusal).toBeUndefined();
  });
});
