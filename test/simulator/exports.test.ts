import { afterAll, beforeAll, expect, test } from "vitest";
import { fillDisk, linkToDisk } from "../support/disk-scene.ts";
import { estateOf, resource } from "../support/estate.ts";
import { read, signIn, startSimulator } from "../support/simulator.ts";
import { startStorage, type TestStorage } from "../support/storage.ts";

let storage: TestStorage;
beforeAll(async () => {
  storage = await startStorage(["mdimpexp"]);
}, 30_000);
afterAll(() => storage.stop());

test("W1: a snapshot holds what its disk held when it was made", async () => {
  await fillDisk(storage, "data", Buffer.alloc(512, "before"));
  const disk = resource("app", "Microsoft.Compute/disks", "data", {
    diskState: "Attached",
    diskSizeBytes: 512,
    simulatorAccessUrl: await linkToDisk(storage, "data"),
  });
  const copy = resource("app", "Microsoft.Compute/snapshots", "copy");
  const simulator = await startSimulator({ estate: estateOf([disk]), storageHost: storage.front.host });
  const arm = await signIn(simulator);
  const made = (sourceResourceId: string) =>
    arm("PUT", copy.id, {
      location: "westeurope",
      properties: { creationData: { createOption: "Copy", sourceResourceId } },
    });
  expect(await made(`${disk.id}x`)).toMatchObject({ status: 404, body: { error: { code: "NotFound" } } });
  expect((await made(disk.id)).status).toBe(201);
  await fillDisk(storage, "data", Buffer.alloc(512, "after"));
  const snapshot = await arm("GET", copy.id);
  expect(snapshot.body.properties).toMatchObject({ diskState: "Unattached", diskSizeBytes: 512 });
  const granted = await arm("POST", `${copy.id}/beginGetAccess`, { access: "Read", durationInSeconds: 600 });
  simulator.advance(5);
  const { body } = await arm("GET", granted.headers.get("location") ?? "");
  const held = await fetch(read<string>(body.accessSAS));
  expect((await held.text()).slice(0, 12)).toBe("beforebefore");
});

test("W2: access needs a duration, and is refused for a disk of a running machine", async () => {
  const disk = resource("app", "Microsoft.Compute/disks", "data", { diskState: "Attached" });
  const idle = resource("app", "Microsoft.Compute/disks", "idle", { diskState: "Unattached" });
  const arm = await signIn(await startSimulator({ estate: estateOf([disk, idle]) }));
  const ask = (id: string, body: object) => arm("POST", `${id}/beginGetAccess`, body);
  expect((await ask(idle.id, { access: "Read" })).status).toBe(400);
  expect((await ask(idle.id, { access: "Read", durationInSeconds: 600 })).status).toBe(202);
  expect(await ask(disk.id, { access: "Read", durationInSeconds: 600 })).toMatchObject({
    status: 409,
    body: { error: { code: "Conflict" } },
  });
});
