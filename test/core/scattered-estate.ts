import type { Estate } from "../../simulator/estate.ts";
import { id, SUBSCRIPTION } from "./world.ts";

/** A resource of an application: `uses` are what Azure refuses to lose before it, however it is referred to. */
interface Part {
  readonly path: string;
  readonly uses?: readonly string[];
  readonly properties?: (idOf: (path: string) => string) => Record<string, unknown>;
}

/** Applications as people build them; `n` makes names unique. References by id, by name, by host, and by rules. */
const applications: readonly ((n: string) => readonly Part[])[] = [
  (n) => {
    const [network, card, group] = [
      `Network/virtualNetworks/net-${n}`,
      `Network/networkInterfaces/nic-${n}`,
      `Network/networkSecurityGroups/nsg-${n}`,
    ];
    const [address, machine, disk] = [
      `Network/publicIPAddresses/ip-${n}`,
      `Compute/virtualMachines/vm-${n}`,
      `Compute/disks/disk-${n}`,
    ];
    const subnet = `${network}/subnets/apps`;
    return [
      { path: group },
      { path: network },
      { path: subnet, uses: [group], properties: (idOf) => ({ networkSecurityGroup: { id: idOf(group) } }) },
      { path: address },
      {
        path: card,
        uses: [subnet, address],
        properties: (idOf) => ({
          ipConfigurations: [
            { properties: { subnet: { id: idOf(subnet) }, publicIPAddress: { id: idOf(address) } } },
          ],
        }),
      },
      { path: disk },
      {
        path: machine,
        uses: [card, disk],
        properties: (idOf) => ({
          networkProfile: { networkInterfaces: [{ id: idOf(card) }] },
          storageProfile: { osDisk: { managedDisk: { id: idOf(disk) } } },
        }),
      },
      { path: `${machine}/extensions/setup` },
    ];
  },
  (n) => {
    const [plan, site, account] = [
      `Web/serverfarms/plan-${n}`,
      `Web/sites/app-${n}`,
      `Storage/storageAccounts/data${n}`,
    ];
    const [server, registry] = [`Sql/servers/sql-${n}`, `ContainerRegistry/registries/images${n}`];
    return [
      { path: plan },
      { path: account },
      { path: server },
      { path: `${server}/databases/orders` },
      { path: registry },
      {
        path: site,
        uses: [plan, account, server],
        properties: (idOf) => ({
          serverFarmId: idOf(plan),
          siteConfig: {
            connections: [`https://data${n}.blob.core.windows.net/`, `tcp:sql-${n}.database.windows.net`],
          },
        }),
      },
      {
        path: `${registry}/webhooks/deploy`,
        uses: [site],
        properties: () => ({ serviceUri: `https://app-${n}.azurewebsites.net/deploy` }),
      },
    ];
  },
  (n) => {
    const [network, zone, account] = [
      `Network/virtualNetworks/hub-${n}`,
      `Network/privateDnsZones/zone-${n}.example`,
      `Storage/storageAccounts/files${n}`,
    ];
    const [endpoint, subnet] = [`Network/privateEndpoints/pe-${n}`, `${network}/subnets/endpoints`];
    return [
      { path: network },
      { path: subnet },
      { path: account },
      { path: zone },
      {
        path: `${zone}/virtualNetworkLinks/link`,
        uses: [network],
        properties: (idOf) => ({ virtualNetwork: { id: idOf(network) } }),
      },
      {
        path: endpoint,
        uses: [subnet, account],
        properties: (idOf) => ({
          subnet: { id: idOf(subnet) },
          privateLinkServiceConnections: [{ properties: { privateLinkServiceId: idOf(account) } }],
        }),
      },
      {
        path: `${endpoint}/privateDnsZoneGroups/default`,
        uses: [zone],
        properties: (idOf) => ({
          privateDnsZoneConfigs: [{ properties: { privateDnsZoneId: idOf(zone) } }],
        }),
      },
    ];
  },
  (n) => {
    const [one, other] = [`Network/virtualNetworks/left-${n}`, `Network/virtualNetworks/right-${n}`];
    const half = (from: string, to: string): Part => ({
      path: `${from}/virtualNetworkPeerings/link`,
      uses: [to],
      properties: (idOf) => ({ remoteVirtualNetwork: { id: idOf(to) }, peeringState: "Connected" }),
    });
    return [{ path: one }, { path: other }, half(one, other), half(other, one)];
  },
  (n) => {
    const [bus, plan, insights] = [
      `EventHub/namespaces/bus-${n}`,
      `Web/serverfarms/work-${n}`,
      `Insights/components/seen-${n}`,
    ];
    const [hub, worker, job] = [
      `${bus}/eventhubs/orders-${n}`,
      `Web/sites/worker-${n}`,
      `Logic/workflows/nightly-${n}`,
    ];
    return [
      { path: bus },
      { path: hub },
      { path: plan },
      { path: insights },
      {
        path: worker,
        uses: [plan, bus, hub, insights],
        properties: (idOf) => ({
          serverFarmId: idOf(plan),
          eventHubName: `orders-${n}`,
          host: `bus-${n}.servicebus.windows.net`,
          insights: idOf(insights),
        }),
      },
      { path: job, uses: [worker], properties: () => ({ functionApp: `worker-${n}` }) },
    ];
  },
];

/** A small generator with a seed, so that an estate can be made again. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/**
 * A subscription of several applications, each scattered over `groups` resource groups, so that groups need each
 * other, mostly in circles. Its `edges` say what Azure refuses; they come from the applications and not from a plan.
 */
export function scatteredEstate(seed: number, { count = 8, groups = 3 } = {}): Estate {
  const random = randomFrom(seed);
  const edges: { from: string; to: string }[] = [];
  const resources = Array.from({ length: count }).flatMap((_, number) => {
    const parts = applications[random(applications.length)]?.(`${seed}x${number}`) ?? [];
    const homes = new Map<string, string>();
    const idOf = (path: string): string => {
      const root = path.split("/").slice(0, 3).join("/");
      const home = homes.get(root) ?? `app${number}-${random(groups)}`;
      homes.set(root, home);
      return id(home, `Microsoft.${path}`);
    };
    for (const { path, uses = [] } of parts)
      for (const used of uses) edges.push({ from: idOf(path), to: idOf(used) });
    return parts.map(({ path, properties }) => ({
      id: idOf(path),
      location: "westeurope",
      // Azure always says these of those who have them, and Pulumi's provider wants them.
      sku: { name: "Standard_LRS" },
      kind: "StorageV2",
      properties: properties?.(idOf) ?? {},
    }));
  });
  const shuffled = resources
    .map((resource) => ({ resource, at: random(1_000_000) }))
    .toSorted((left, right) => left.at - right.at)
    .map(({ resource }) => resource);
  return {
    subscription: { subscriptionId: SUBSCRIPTION, displayName: "Scattered", state: "Enabled" },
    resources: shuffled,
    edges,
  };
}
