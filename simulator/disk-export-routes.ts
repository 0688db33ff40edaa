import type { Hono } from "hono";
import { errors } from "./error-bodies.ts";
import { exportErrors } from "./export-errors.ts";
import { jsonBody, type RequestContext, type SimulatorEnvironment } from "./http.ts";
import { objectOf, textOf } from "./json.ts";
import { keyOf } from "./resource-path.ts";
import type { StoredResource } from "./store.ts";
import type { World } from "./world.ts";

/** Links to what disks hold: snapshots that are made of disks, and what a grant asks for. Stands before the routes it refines. */
export function registerDiskExportRoutes(app: Hono<SimulatorEnvironment>, world: World): void {
  app.put("/~/microsoft.compute/snapshots/:name", async (c, next) => {
    const source = await sourceOf(world, c);
    const { key } = c.get("path");
    const isNew = !world.store.resources.has(key);
    await next();
    const made = world.store.resources.get(key);
    if (c.res.ok && isNew && made && source) await fill(world, made, source);
  });
  for (const type of ["disks", "snapshots"])
    app.post(`/~/microsoft.compute/${type}/:name/begingetaccess`, async (c, next) => {
      const found = world.store.resources.get(c.get("path").key.replace(/\/begingetaccess$/, ""));
      if (textOf(objectOf(found?.body.properties).diskState) === "Attached")
        throw exportErrors.attachedDisk(found?.name ?? "");
      if (typeof (await jsonBody(c)).durationInSeconds !== "number")
        throw errors.invalidBody("Required parameter 'durationInSeconds' is missing (null).");
      await next();
    });
}

/** The disk that a new snapshot is of. */
async function sourceOf(world: World, c: RequestContext): Promise<StoredResource | undefined> {
  const { creationData } = objectOf((await jsonBody(c)).properties);
  const id = textOf(objectOf(creationData).sourceResourceId);
  if (id === undefined) return undefined;
  const source = world.store.resources.get(keyOf(id));
  if (source) return source;
  throw exportErrors.sourceNotFound(id);
}

/** A snapshot holds what its disk holds at this moment, however the disk changes afterwards. */
async function fill(world: World, snapshot: StoredResource, source: StoredResource): Promise<void> {
  const { diskSizeBytes, diskSizeGB, simulatorAccessUrl } = objectOf(source.body.properties);
  const link = textOf(simulatorAccessUrl);
  const moment = link === undefined ? undefined : await snapshotBlob(link);
  snapshot.body = {
    ...snapshot.body,
    properties: {
      ...objectOf(snapshot.body.properties),
      ...(diskSizeBytes === undefined ? {} : { diskSizeBytes }),
      ...(diskSizeGB === undefined ? {} : { diskSizeGB }),
      diskState: "Unattached",
      timeCreated: world.clock.iso(),
      uniqueId: crypto.randomUUID(),
      ...(moment === undefined ? {} : { simulatorAccessUrl: `${link}&snapshot=${moment}` }),
    },
  };
}

async function snapshotBlob(link: string): Promise<string> {
  const answer = await fetch(`${link}&comp=snapshot`, {
    method: "PUT",
    headers: { "x-ms-version": "2021-12-02" },
  });
  const moment = answer.headers.get("x-ms-snapshot");
  if (moment === null) throw new Error(`the storage host does not snapshot a disk: ${answer.status}`);
  return moment;
}
