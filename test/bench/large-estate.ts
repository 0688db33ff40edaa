/** A subscription of the given size, as a landing zone grows one: a hub, and applications that use it. */
export function largeEstate(size: number): { resources: Record<string, unknown>[] } {
  const resources: Record<string, unknown>[] = [];
  const add = (group: string, path: string, properties: Record<string, unknown> = {}): string => {
    const id = `/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333/resourceGroups/${group}/providers/${path}`;
    resources.push({
      id,
      location: "westeurope",
      properties: { provisioningState: "Succeeded", ...properties },
    });
    return id;
  };
  const hub = add("rg-hub", "Microsoft.Network/virtualNetworks/vnet-hub");
  const workspace = add("rg-hub", "Microsoft.OperationalInsights/workspaces/log-hub");
  const zone = add("rg-hub", "Microsoft.Network/privateDnsZones/privatelink.database.windows.net");
  for (let app = 0; resources.length < size; app += 1)
    addApplication(add, `app${app}`, { hub, workspace, zone });
  return { resources: resources.slice(0, size) };
}

function addApplication(
  add: (group: string, path: string, properties?: Record<string, unknown>) => string,
  name: string,
  shared: { readonly hub: string; readonly workspace: string; readonly zone: string },
): void {
  const [net, app, data] = [`rg-${name}-net`, `rg-${name}-app`, `rg-${name}-data`];
  const nsg = add(net, `Microsoft.Network/networkSecurityGroups/nsg-${name}`);
  const vnet = add(net, `Microsoft.Network/virtualNetworks/vnet-${name}`, {
    subnets: [{ name: "default", properties: { networkSecurityGroup: { id: nsg } } }],
  });
  add(net, `Microsoft.Network/virtualNetworks/vnet-${name}/virtualNetworkPeerings/to-hub`, {
    remoteVirtualNetwork: { id: shared.hub },
  });
  add("rg-hub", `Microsoft.Network/virtualNetworks/vnet-hub/virtualNetworkPeerings/to-${name}`, {
    remoteVirtualNetwork: { id: vnet },
  });
  add(
    "rg-hub",
    `Microsoft.Network/privateDnsZones/privatelink.database.windows.net/virtualNetworkLinks/${name}`,
    {
      virtualNetwork: { id: vnet },
    },
  );
  add(data, `Microsoft.Storage/storageAccounts/st${name}logs01`);
  for (let machine = 0; machine < 5; machine += 1) {
    const own = `${name}-vm${machine}`;
    const address = add(app, `Microsoft.Network/publicIPAddresses/pip-${own}`);
    const nic = add(app, `Microsoft.Network/networkInterfaces/nic-${own}`, {
      ipConfigurations: [
        { properties: { subnet: { id: `${vnet}/subnets/default` }, publicIPAddress: { id: address } } },
      ],
    });
    const disk = add(app, `Microsoft.Compute/disks/disk-${own}`);
    const vm = add(app, `Microsoft.Compute/virtualMachines/${own}`, {
      networkProfile: { networkInterfaces: [{ id: nic }] },
      storageProfile: { osDisk: { managedDisk: { id: disk } } },
      diagnosticsProfile: {
        bootDiagnostics: { storageUri: `https://st${name}logs01.blob.core.windows.net/` },
      },
    });
    add(app, `Microsoft.Compute/virtualMachines/${own}/extensions/monitor`, {
      settings: { workspaceResourceId: shared.workspace },
    });
    add(app, `Microsoft.Insights/metricAlerts/alert-${own}`, { scopes: [vm] });
  }
  const server = add(data, `Microsoft.Sql/servers/sql-${name}`);
  add(data, `Microsoft.Sql/servers/sql-${name}/databases/orders`);
  add(data, `Microsoft.Network/privateEndpoints/pe-${name}`, {
    subnet: { id: `${vnet}/subnets/default` },
    privateLinkServiceConnections: [{ properties: { privateLinkServiceId: server } }],
  });
  add(data, `Microsoft.Network/privateEndpoints/pe-${name}/privateDnsZoneGroups/default`, {
    privateDnsZoneConfigs: [{ properties: { privateDnsZoneId: shared.zone } }],
  });
  const plan = add(app, `Microsoft.Web/serverfarms/plan-${name}`);
  add(app, `Microsoft.Web/sites/web-${name}`, {
    serverFarmId: plan,
    siteConfig: { sql: `sql-${name}.database.windows.net` },
  });
  add(data, `Microsoft.KeyVault/vaults/kv-${name}`);
}
