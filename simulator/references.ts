import { isObject, type JsonObject, listOf, objectOf, textOf } from "./json.ts";
import { isWithin, keyOf } from "./resource-path.ts";

/** `user` needs `target`: both are keys. */
export interface Use {
  readonly user: string;
  readonly target: string;
}

/** A child that stands only in its parent's properties, such as a subnet in its network. */
export interface EmbeddedChild {
  readonly id: string;
  readonly key: string;
  /** Member of `properties` that holds it. */
  readonly property: string;
}

interface Referrer {
  readonly id: string;
  readonly key: string;
  readonly type: string;
  readonly body: JsonObject;
}

/**
 * Members that Azure fills in by itself to say who uses the resource: they point the wrong way round.
 * By type in lower case, from the REST reference's read-only members.
 */
const backReferences: Record<string, readonly string[]> = {
  "microsoft.network/virtualnetworks": ["ipConfigurations", "privateEndpoints", "ipConfigurationProfiles"],
  "microsoft.network/virtualnetworks/subnets": [
    "ipConfigurations",
    "privateEndpoints",
    "ipConfigurationProfiles",
  ],
  "microsoft.network/networkinterfaces": [
    "virtualMachine",
    "privateEndpoint",
    "privateLinkService",
    "hostedWorkloads",
  ],
  "microsoft.network/networksecuritygroups": ["networkInterfaces", "subnets", "flowLogs"],
  "microsoft.network/routetables": ["subnets"],
  "microsoft.network/natgateways": ["subnets"],
  "microsoft.network/serviceendpointpolicies": ["subnets"],
  "microsoft.network/publicipaddresses": ["ipConfiguration", "natGateway", "linkedPublicIPAddress"],
  "microsoft.network/publicipprefixes": ["publicIPAddresses", "loadBalancerFrontendIpConfiguration"],
  "microsoft.network/loadbalancers": [
    "backendIPConfigurations",
    "backendIPConfiguration",
    "loadBalancerBackendAddresses",
  ],
  "microsoft.network/applicationgateways": ["backendIPConfigurations"],
  "microsoft.network/applicationsecuritygroups": ["networkInterfaces"],
  "microsoft.network/ddosprotectionplans": ["virtualNetworks", "publicIPAddresses"],
  "microsoft.network/firewallpolicies": ["firewalls", "childPolicies", "ruleCollectionGroups"],
  "microsoft.network/ipgroups": ["firewalls", "firewallPolicies"],
  "microsoft.network/virtualwans": ["virtualHubs", "vpnSites"],
  "microsoft.network/virtualhubs": ["vpnGateway", "p2SVpnGateway", "expressRouteGateway", "azureFirewall"],
  "microsoft.network/applicationgatewaywebapplicationfirewallpolicies": [
    "applicationGateways",
    "httpListeners",
    "pathBasedRules",
  ],
  "microsoft.network/frontdoorwebapplicationfirewallpolicies": [
    "frontendEndpointLinks",
    "securityPolicyLinks",
  ],
  "microsoft.network/privatelinkservices": ["networkInterfaces", "privateEndpointConnections"],
  "microsoft.network/privateendpoints": ["networkInterfaces"],
  "microsoft.network/expressroutecircuits": ["expressRouteGateway"],
  "microsoft.compute/availabilitysets": ["virtualMachines"],
  "microsoft.compute/proximityplacementgroups": [
    "virtualMachines",
    "availabilitySets",
    "virtualMachineScaleSets",
  ],
  "microsoft.compute/hostgroups": ["hosts", "virtualMachines"],
  "microsoft.compute/hostgroups/hosts": ["virtualMachines"],
  "microsoft.compute/disks": ["managedByExtended", "shareInfo"],
  "microsoft.sql/virtualclusters": ["childResources"],
  // What is backed up may go before its backups.
  "microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers": [
    "sourceResourceId",
    "virtualMachineId",
  ],
  "microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems": [
    "sourceResourceId",
    "virtualMachineId",
  ],
  "microsoft.dataprotection/backupvaults/backupinstances": ["dataSourceInfo", "dataSourceSetInfo"],
  "microsoft.dataprotection/backupvaults/deletedbackupinstances": ["dataSourceInfo", "dataSourceSetInfo"],
};

/** Members whose target uses this resource: the link is written on the used side. */
const inverted = new Set(["managedby", "serviceassociationlinks", "resourcenavigationlinks"]);

/** Where a copy came from; the source may go. And what a private link's target knows of its endpoints. */
const neverUses = new Set(["creationdata", "privateendpointconnections", "tags"]);

/** Children that stand only in this resource's own properties. */
export function embeddedChildren(resource: Referrer): EmbeddedChild[] {
  const children: EmbeddedChild[] = [];
  for (const [property, value] of Object.entries(objectOf(resource.body.properties))) {
    for (const item of listOf(value)) {
      const id = childId(resource, property, item);
      if (id) children.push({ id, key: keyOf(id), property });
    }
  }
  return children;
}

function childId(resource: Referrer, property: string, item: unknown): string | undefined {
  if (!isObject(item) || inverted.has(property.toLowerCase())) return undefined;
  const written = textOf(item.id);
  if (written)
    return isWithin(keyOf(written), resource.key) && keyOf(written) !== resource.key ? written : undefined;
  const name = textOf(item.name);
  return name && isObject(item.properties) ? `${resource.id}/${property}/${name}` : undefined;
}

/** Everything a resource's identity, managedBy and properties say about who uses what. */
export function usesOf(resource: Referrer): Use[] {
  const skipped = new Set(
    (backReferences[resource.type.toLowerCase()] ?? []).map((name) => name.toLowerCase()),
  );
  const uses: Use[] = [];
  const note = (text: string, user: string, turned: boolean) => {
    const target = referenced(text);
    if (!target || isWithin(target, resource.key) || isWithin(resource.key, target)) return;
    uses.push(turned ? { user: target, target: user } : { user, target });
  };
  const walk = (value: unknown, user: string, turned: boolean): void => {
    if (typeof value === "string") note(value, user, turned);
    else if (Array.isArray(value)) for (const item of value) walk(item, user, turned);
    else if (isObject(value)) {
      for (const [name, inner] of Object.entries(value)) {
        const lower = name.toLowerCase();
        if (neverUses.has(lower) || skipped.has(lower)) continue;
        note(name, user, turned);
        walk(inner, user, turned || inverted.has(lower));
      }
    }
  };
  walk(resource.body.managedBy, resource.key, true);
  walk(resource.body.identity, resource.key, false);
  walk(resource.body.extendedLocation, resource.key, false);
  for (const [property, value] of Object.entries(objectOf(resource.body.properties))) {
    const lower = property.toLowerCase();
    if (neverUses.has(lower) || skipped.has(lower)) continue;
    if (!Array.isArray(value)) {
      walk(value, resource.key, inverted.has(lower));
      continue;
    }
    for (const item of value) {
      const id = childId(resource, property, item);
      walk(item, id ? keyOf(id) : resource.key, inverted.has(lower));
    }
  }
  return uses;
}

/** The key of the resource a text names, if it is an id of something within a group or subscription. */
function referenced(text: string): string | undefined {
  if (!/^\/+subscriptions\//i.test(text) || text.length > 4096) return undefined;
  const key = keyOf(text.split("?")[0] ?? text);
  return key.includes("/providers/") ? key : undefined;
}
