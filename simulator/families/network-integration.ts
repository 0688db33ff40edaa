import { errors } from "../error-bodies.ts";
import { guardDelete } from "../guards.ts";
import { answer, answerEmpty, type RequestContext } from "../http.ts";
import { objectOf, textOf } from "../json.ts";
import { keyOf, parentKeyOf } from "../resource-path.ts";
import type { StoredResource } from "../store.ts";
import type { World } from "../world.ts";
import type { FamilyRules } from "./family-rules.ts";

/** Where an app, a slot or its integration names the subnet. */
const subnetMembers: Readonly<Record<string, string>> = {
  "microsoft.web/sites": "virtualNetworkSubnetId",
  "microsoft.web/sites/slots": "virtualNetworkSubnetId",
  "microsoft.web/sites/networkconfig": "subnetResourceId",
  "microsoft.web/sites/slots/networkconfig": "subnetResourceId",
};
const suffix = "/networkconfig/virtualnetwork";

/** Links that were left on subnets by apps that are gone: subnet key to the link's id. */
const orphans = new WeakMap<World, Map<string, string>>();

/**
 * Z9: an app in a virtual network has a service association link on the subnet. Deleted without having been taken
 * out of the network, it leaves the link behind, and then the subnet cannot be deleted.
 */
export const networkIntegration: FamilyRules = {
  refusal(world, { type, key }) {
    const lower = type.toLowerCase();
    if (
      lower !== "microsoft.network/virtualnetworks" &&
      lower !== "microsoft.network/virtualnetworks/subnets"
    )
      return undefined;
    for (const [subnet, link] of orphans.get(world) ?? []) {
      if (subnet === key || subnet.startsWith(`${key}/`))
        return errors.subnetInUse(subnet.split("/").at(-1) ?? subnet, link);
    }
    return undefined;
  },
  removed(world, resource) {
    // Where the estate says itself what holds what, nothing is added to it.
    const subnet = world.store.readReferences ? subnetOf(resource) : undefined;
    if (subnet === undefined) return;
    const links = orphans.get(world) ?? new Map<string, string>();
    orphans.set(world, links.set(keyOf(subnet), `${subnet}/serviceAssociationLinks/AppServiceLink`));
  },
  register(app, world) {
    for (const path of [`sites/:site${suffix}`, `sites/:site/slots/:slot${suffix}`]) {
      app.get(`/~/microsoft.web/${path}`, (c) => {
        const { id, key } = c.get("path");
        const subnet = subnetOf(world.store.resources.get(key) ?? siteAt(world, c));
        if (subnet === undefined) throw errors.resourceNotFound(c.get("path"));
        return answer(c, 200, {
          id,
          name: "virtualNetwork",
          type: "Microsoft.Web/sites/networkConfig",
          properties: { subnetResourceId: subnet, swiftSupported: true },
        });
      });
      app.delete(`/~/microsoft.web/${path}`, (c) => {
        const found = siteAt(world, c);
        const { key, id } = c.get("path");
        guardDelete(world, c, key, "Microsoft.Web/sites/networkConfig/delete", id);
        leave(world, found, key);
        return answerEmpty(c, 200);
      });
    }
  },
};

function subnetOf(resource: StoredResource): string | undefined {
  const member = subnetMembers[resource.type.toLowerCase()];
  return member === undefined ? undefined : textOf(objectOf(resource.body.properties)[member]);
}

function siteAt(world: World, c: RequestContext): StoredResource {
  const path = c.get("path");
  const found = world.store.resources.get(parentKeyOf(path.key));
  if (found) return found;
  throw errors.resourceNotFound(path);
}

function leave(world: World, found: StoredResource, integration: string): void {
  const { virtualNetworkSubnetId: _left, ...properties } = objectOf(found.body.properties);
  world.store.removeResource(integration);
  world.store.putResource(found.id, { ...found.body, properties });
}
