import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { containerPolicy } from "../../azure/storage/container-retention.ts";
import { sha256 } from "../../core/digest.ts";
import { type ArtifactCheck, verifyArtifacts } from "../../steps/verify/verify-artifacts.ts";
import { backupEstate, startWorld, type World } from "../support/backup-world.ts";
import { startStorage, type TestStorage } from "../support/storage.ts";

const target = backupEstate.resources.find(({ id }) => id.endsWith("/stbackup"))?.id ?? "";
const DAY = 86_400_000;
const containers = { locked: "Locked", open: "Unlocked", over: "Locked", bare: undefined } as const;

let storage: TestStorage;
let world: World;

beforeAll(async () => {
  storage = await startStorage(["stbackup"]);
  const policies = Object.entries(containers).flatMap(([name, state]) =>
    state === undefined
      ? []
      : [
          {
            id: `${target}/blobServices/default/containers/${name}`,
            properties: {
              immutabilityPolicy: {
                properties: { state, immutabilityPeriodSinceCreationInDays: name === "over" ? 0 : 90 },
              },
            },
          },
        ],
  );
  world = await startWorld(
    { ...backupEstate, resources: [...backupEstate.resources, ...policies] },
    storage.front.host,
  );
  for (const name of Object.keys(containers)) {
    const container = storage.service("stbackup").getContainerClient(name);
    await container.create();
    await container.getBlockBlobClient("a.bin").upload("content", 7);
  }
}, 30_000);
afterAll(async () => {
  await world.close();
  await storage.stop();
});
/** The emulator knows no retention: what the service says of the container is said here. */
beforeEach(() => says({ "x-ms-has-immutability-policy": "true", "x-ms-has-legal-hold": "false" }));
afterEach(() => {
  storage.front.intercept = undefined;
  storage.front.forget();
});

function says(headers: Readonly<Record<string, string>>, status = 200): void {
  storage.front.intercept = ({ url }, response) => {
    if (!url.includes("restype=container") || url.includes("comp=")) return false;
    response.writeHead(status, headers).end();
    return true;
  };
}

async function check(
  container: keyof typeof containers,
  { asksArm = true, now = () => new Date() } = {},
): Promise<ArtifactCheck> {
  const url = `${storage.accountUrl("stbackup")}/${container}/a.bin`;
  const artifacts = [{ url, bytes: 7, sha256: sha256("content") }];
  const [found] = await verifyArtifacts({ backups: [{ of: target, artifacts }] }, world.connection, {
    now,
    ...(asksArm ? { containerPolicy: (...place) => containerPolicy(world.connection, ...place) } : {}),
  });
  if (found === undefined) throw new Error("no check came back");
  return found;
}
const warnings = (found: ArtifactCheck): string[] => found.warnings.map(({ code }) => code);

describe("an artifact in a container with a time-based policy", () => {
  test.each([
    ["locked", "locked"],
    ["open", "unlocked"],
  ] as const)("that is %s is protected from its creation on", async (container, mode) => {
    const found = await check(container);
    expect(found).toMatchObject({ ok: true, immutabilityMode: mode, warnings: [] });
    const days = (Date.parse(found.immutableUntil ?? "") - Date.now()) / DAY;
    expect(days).toBeGreaterThan(89.9);
    expect(days).toBeLessThanOrEqual(90);
  });

  test("is not protected any more once the days are over", async () => {
    const found = await check("over");
    expect(warnings(found)).toEqual(["artifact_not_immutable"]);
    expect(found.warnings[0]?.message).toContain("any more");
    expect(found.immutableUntil).toBeUndefined();
  });

  test("is judged by the clock of whoever asks", async () => {
    const found = await check("locked", { now: () => new Date(Date.now() + 91 * DAY) });
    expect(warnings(found)).toEqual(["artifact_not_immutable"]);
    expect(found.immutableUntil).toBeUndefined();
  });

  test("that this identity cannot see is told as what it is: there, and unknown", async () => {
    expect(warnings(await check("bare"))).toEqual(["artifact_retention_not_visible"]);
    expect(warnings(await check("locked", { asksArm: false }))).toEqual(["artifact_retention_not_visible"]);
  });
});

test.each([
  ["has only a legal hold", { "x-ms-has-legal-hold": "true" }, 200, "only by a legal hold"],
  ["has no policy", { "x-ms-has-immutability-policy": "false" }, 200, "not protected by a time-based"],
  ["does not answer", { "x-ms-error-code": "AuthorizationFailure" }, 403, "not protected by a time-based"],
])("an artifact whose container %s is not called protected", async (_, headers, status, message) => {
  says(headers, status);
  const found = await check("locked");
  expect(warnings(found)).toEqual(["artifact_not_immutable"]);
  expect(found.warnings[0]?.message).toContain(message);
});

test("a retention of its own that has ended protects nothing", async () => {
  const ended = new Date(Date.now() - DAY).toUTCString();
  storage.front.intercept = (_seen, response) => {
    response.setHeader("x-ms-immutability-policy-until-date", ended);
    response.setHeader("x-ms-immutability-policy-mode", "locked");
    return false;
  };
  const found = await check("bare");
  expect(warnings(found)).toEqual(["artifact_not_immutable"]);
  expect(found.immutableUntil).toBeUndefined();
});
