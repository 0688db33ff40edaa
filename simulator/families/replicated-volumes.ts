import { guardWrite } from "../guards.ts";
import { answer, answerEmpty, type RequestContext } from "../http.ts";
import { objectOf, textOf } from "../json.ts";
import { keyOf } from "../resource-path.ts";
import type { StoredResource } from "../store.ts";
import type { World } from "../world.ts";
import { familyErrors } from "./family-errors.ts";
import type { FamilyRules } from "./family-rules.ts";

const volumeType = "microsoft.netapp/netappaccounts/capacitypools/volumes";
const volumeRoute = "/~/microsoft.netapp/netappaccounts/:account/capacitypools/:pool/volumes/:volume";

/** Keys of destination volumes whose replication is broken. */
const broken = new WeakMap<World, Set<string>>();

/** Z28: a volume stays while it replicates; at the destination the replication is broken, then deleted. */
export const replicatedVolumes: FamilyRules = {
  refusal(_world, resource) {
    if (resource.type.toLowerCase() !== volumeType || replicationOf(resource) === undefined) return undefined;
    return familyErrors.volumeReplicates(resource.name);
  },
  register(app, world) {
    const done = new Set<string>();
    broken.set(world, done);
    app.get(`${volumeRoute}/replicationstatus`, (c) => {
      const volume = destinationAt(world, c);
      const mirrorState = done.has(volume.key) ? "Broken" : "Mirrored";
      return answer(c, 200, { healthy: true, relationshipStatus: "Idle", mirrorState });
    });
    app.post(`${volumeRoute}/breakreplication`, (c) => {
      const volume = destinationAt(world, c);
      guardWrite(world, c, volume.key, `${volume.type}/breakReplication/action`);
      done.add(volume.key);
      return answerEmpty(c, 200);
    });
    app.post(`${volumeRoute}/deletereplication`, (c) => {
      const volume = destinationAt(world, c);
      guardWrite(world, c, volume.key, `${volume.type}/deleteReplication/action`);
      if (!done.has(volume.key)) throw familyErrors.volumeMirrored(volume.name);
      const remote = keyOf(textOf(replicationOf(volume)?.remoteVolumeResourceId) ?? "");
      for (const side of [volume, world.store.resources.get(remote)]) if (side) part(world, side);
      return answerEmpty(c, 200);
    });
  },
};

function part(world: World, volume: StoredResource): void {
  const { dataProtection: _ended, ...properties } = objectOf(volume.body.properties);
  world.store.putResource(volume.id, { ...volume.body, properties });
}

function replicationOf({ body }: StoredResource): Record<string, unknown> | undefined {
  const { replication } = objectOf(objectOf(body.properties).dataProtection);
  return replication === undefined ? undefined : objectOf(replication);
}

/** The volume that an action is asked of, as long as it is a destination. */
function destinationAt(world: World, c: RequestContext): StoredResource {
  const { key } = c.get("path");
  const volume = world.store.resources.get(key.slice(0, key.lastIndexOf("/")));
  if (volume && textOf(replicationOf(volume)?.endpointType) === "dst") return volume;
  throw familyErrors.noReplication(volume?.name ?? key);
}
