import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { connect } from "../../azure/connect.ts";
import { readInventory } from "../../azure/read-inventory.ts";
import { checkManifest } from "../../core/manifest/check-manifest.ts";
import { parseManifest } from "../../core/manifest/parse-manifest.ts";
import { buildPlan } from "../../core/plan/build-plan.ts";
import { parsePlan } from "../../core/plan/parse-plan.ts";
import type { Estate } from "../../simulator/estate.ts";
import { runCli } from "../support/run-cli.ts";
import { startSimulator } from "../support/simulator.ts";

const OWN = "11111111-aaaa-4bbb-8ccc-000000000001";
const OTHER = "22222222-aaaa-4bbb-8ccc-000000000002";
const at = (subscription: string, group: string, path: string): string =>
  `/subscriptions/${subscription}/resourceGroups/${group}/providers/${path}`;

const network = at(OWN, "net", "Microsoft.Network/virtualNetworks/ours");
const account = at(OWN, "data", "Microsoft.Storage/storageAccounts/oursdata");
const site = at(OWN, "web", "Microsoft.Web/sites/shop");
const address = at(OWN, "web", "Microsoft.Network/publicIPAddresses/front");
const identity = at(OWN, "web", "Microsoft.ManagedIdentity/userAssignedIdentities/robot");
const workspace = at(OWN, "data", "Microsoft.OperationalInsights/workspaces/logs");
const theirNetwork = at(OTHER, "net", "Microsoft.Network/virtualNetworks/theirs");
const robot = "33333333-aaaa-4bbb-8ccc-000000000003";
const siteRobot = "33333333-aaaa-4bbb-8ccc-000000000004";

const thing = (
  id: string,
  properties: Record<string, unknown>,
  more: object = {},
): Estate["resources"][0] => ({
  id,
  location: "westeurope",
  properties,
  ...more,
});
const assignment = (scope: string, name: string, principalId: string) => ({
  id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
  name,
  properties: {
    roleDefinitionId:
      "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7",
    principalId,
    scope,
  },
});

const peering = `${theirNetwork}/virtualNetworkPeerings/to-ours`;
const endpoint = at(OTHER, "net", "Microsoft.Network/privateEndpoints/to-account");
const alias = at(OTHER, "dns", "Microsoft.Network/dnsZones/example.com/A/alias");
const shop = at(OTHER, "dns", "Microsoft.Network/dnsZones/example.com/CNAME/shop");
const byAddress = at(OTHER, "dns", "Microsoft.Network/dnsZones/example.com/A/front");
const machine = at(OTHER, "app", "Microsoft.Compute/virtualMachines/borrows");
const component = at(OTHER, "app", "Microsoft.Insights/components/traces");
const manager = at(OTHER, "app", "Microsoft.Network/trafficManagerProfiles/front");
const workbook = at(OTHER, "app", "Microsoft.Insights/workbooks/report");
const rule = at(OWN, "data", "Microsoft.Insights/dataCollectionRules/logs");
const association = `${machine}/providers/Microsoft.Insights/dataCollectionRuleAssociations/logs`;
const replica = at(
  OTHER,
  "app",
  "Microsoft.RecoveryServices/vaults/dr/replicationFabrics/f/replicationProtectionContainers/c/replicationProtectedItems/shop",
);
const rollout = "/providers/Microsoft.Management/managementGroups/platform";
const policy = `${rollout}/providers/Microsoft.Authorization/policyDefinitions/send-logs`;
const abroad = assignment(`/subscriptions/${OTHER}/resourceGroups/app`, "abroad", robot);
const above = assignment("/providers/Microsoft.Management/managementGroups/platform", "above", siteRobot);
const activity = `/subscriptions/${OTHER}/providers/Microsoft.Insights/diagnosticSettings/to-ours`;

/** A company of two subscriptions: what the second one has of the first. */
function company(): Estate {
  return {
    subscription: { subscriptionId: OWN, displayName: "Ours", state: "Enabled" },
    subscriptions: [{ subscriptionId: OTHER, displayName: "Theirs", state: "Enabled" }],
    managementGroups: [{ name: "platform", subscriptions: [OWN, OTHER] }],
    resources: [
      thing(network, { subnets: [{ name: "default", properties: {} }] }),
      thing(account, {
        primaryEndpoints: { blob: "https://oursdata.blob.core.windows.net/" },
        privateEndpointConnections: [
          {
            properties: {
              privateEndpoint: { id: at(OTHER, "unseen", "Microsoft.Network/privateEndpoints/x") },
            },
          },
        ],
      }),
      thing(
        site,
        { defaultHostName: "shop.azurewebsites.net" },
        { identity: { type: "SystemAssigned", principalId: siteRobot } },
      ),
      thing(address, { ipAddress: "20.50.60.70" }),
      thing(identity, { principalId: robot, clientId: robot }),
      thing(workspace, { retentionInDays: 30 }),
      thing(theirNetwork, {}),
      thing(peering, { remoteVirtualNetwork: { id: network }, peeringState: "Connected" }),
      thing(endpoint, {
        privateLinkServiceConnections: [
          { properties: { privateLinkServiceId: account, groupIds: ["blob"] } },
        ],
      }),
      thing(alias, { targetResource: { id: address }, fqdn: "alias.example.com." }),
      thing(shop, { CNAMERecord: { cname: "shop.azurewebsites.net" }, fqdn: "shop.example.com." }),
      thing(byAddress, { ARecords: [{ ipv4Address: "20.50.60.70" }] }),
      thing(at(OTHER, "dns", "Microsoft.Network/dnsZones/example.com/CNAME/elsewhere"), {
        CNAMERecord: { cname: "shop.azurewebsites.net.example.org" },
      }),
      thing(machine, {}, { identity: { type: "UserAssigned", userAssignedIdentities: { [identity]: {} } } }),
      thing(component, { WorkspaceResourceId: workspace }),
      thing(rule, {}),
      // Leads here by name only; the second endpoint's name just begins like ours.
      thing(manager, {
        endpoints: [
          { properties: { target: "https://SHOP.azurewebsites.net/health" } },
          { properties: { target: "oursdata.blob.core.windows.net.example.org" } },
        ],
      }),
      thing(workbook, {
        serializedData: JSON.stringify({ items: [{ crossComponentResources: [workspace] }] }),
      }),
      thing(association, { dataCollectionRuleId: rule }),
      thing(at(OTHER, "app", "Microsoft.RecoveryServices/vaults/dr"), {}),
      thing(replica, { providerSpecificDetails: { fabricObjectId: `${site}/slots/blue` } }),
      thing(policy, { metadata: { sendTo: workspace } }),
      // Only says who uses it: our endpoint on their account does not break them.
      thing(at(OTHER, "app", "Microsoft.Storage/storageAccounts/theirs"), {
        privateEndpointConnections: [
          {
            properties: { privateEndpoint: { id: at(OWN, "net", "Microsoft.Network/privateEndpoints/pe") } },
          },
        ],
      }),
      // Leads to what is gone already.
      thing(at(OTHER, "app", "Microsoft.Web/serverfarms/old"), {
        was: at(OWN, "web", "Microsoft.Web/sites/gone"),
      }),
      thing(activity, { workspaceId: workspace }),
    ],
    roleAssignments: [abroad, above, assignment(`/subscriptions/${OWN}`, "home", robot)],
  };
}

const expected = [
  [peering, network, "peering"],
  [endpoint, account, "privateEndpoint"],
  [at(OTHER, "unseen", "Microsoft.Network/privateEndpoints/x"), account, "privateEndpoint"],
  [alias, address, "dnsRecord"],
  [shop, site, "dnsRecord"],
  [byAddress, address, "dnsRecord"],
  [machine, identity, "reference"],
  [component, workspace, "reference"],
  [manager, site, "reference"],
  [workbook, workspace, "reference"],
  [association, rule, "reference"],
  [replica, `${site}/slots/blue`, "reference"],
  [policy, workspace, "reference"],
  [abroad.id, identity, "roleAssignment"],
  [above.id, site, "roleAssignment"],
  [activity, workspace, "diagnosticSetting"],
].toSorted(([a = ""], [b = ""]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));

test("what other subscriptions have of this one is found with a few questions to the tenant", async () => {
  const simulator = await startSimulator({ estate: company() });
  const connection = await connect(simulator.environment());
  const inventory = await readInventory(connection, OWN);
  const found = inventory.dependents?.map(({ id, on, kind }) => [id, on, kind]);
  const lower = (rows: unknown): unknown => JSON.parse(JSON.stringify(rows).toLowerCase());
  expect(lower(found)).toEqual(lower(expected));
  expect(inventory.reading).toMatchObject({
    unreadable: [],
    dependents: { otherSubscriptions: 1, activityLogsOf: 1, limits: expect.stringContaining("may read") },
  });
  const questions = simulator.log().filter(({ path }) => path.includes("Microsoft.ResourceGraph"));
  expect(questions.length).toBeLessThanOrEqual(12);
});

test("of very many host names those that somebody else can take soonest are asked for, and the rest is told", async () => {
  const estate = company();
  for (let index = 0; index < 500; index += 1) {
    const name = `many${index}`;
    const hosts = ["blob", "dfs", "web"].map((kind) => [kind, `https://${name}.${kind}.core.windows.net/`]);
    const each = at(OWN, "data", `Microsoft.Storage/storageAccounts/${name}`);
    estate.resources.push(thing(each, { primaryEndpoints: Object.fromEntries(hosts) }));
  }
  const simulator = await startSimulator({ estate });
  const inventory = await readInventory(await connect(simulator.environment()), OWN);
  expect(inventory.reading?.leftOut).toContainEqual({
    what: "who uses the host names of resources here",
    read: 1000,
    of: 1503,
  });
  expect(inventory.dependents?.map(({ id }) => id)).toEqual(
    expect.arrayContaining([shop, byAddress, manager]),
  );
});

test("a reader without rights elsewhere sees what the subscription itself knows, and the reading says so", async () => {
  const estate = company();
  const reader = "44444444-aaaa-4bbb-8ccc-000000000004";
  estate.roleAssignments?.push({
    ...assignment(`/subscriptions/${OWN}`, "reader", reader),
  });
  const simulator = await startSimulator({
    estate,
    identities: [
      { clientId: reader, objectId: reader, clientSecret: "reader-secret", displayName: "reader" },
    ],
  });
  simulator.addFault({ path: "Microsoft.ResourceGraph", skip: 1, times: 20, status: 403, code: "Forbidden" });
  const connection = await connect({
    ...simulator.environment(),
    AZURE_CLIENT_ID: reader,
    AZURE_CLIENT_SECRET: "reader-secret",
  });
  const inventory = await readInventory(connection, OWN);
  expect(inventory.dependents).toMatchObject([{ kind: "privateEndpoint", on: account }]);
  const unreadable = JSON.stringify(inventory.reading?.unreadable);
  for (const what of ["references", "role assignments", "DNS records"]) {
    expect(unreadable).toContain(`dependents in other subscriptions: ${what}`);
  }
});

test("the plan names each dependent, and a manifest passes only when each is acknowledged", async () => {
  const simulator = await startSimulator({ estate: company() });
  const folder = await mkdtemp(join(tmpdir(), "sundown-dependents-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const run = await runCli(["plan", "--subscription", OWN, "--out", "d", "--json"], {
    cwd: folder,
    environment: simulator.environment(),
  });
  expect(run.exitCode, run.stderr).toBe(0);
  const plan = parsePlan(await readFile(join(folder, "d/plan.json"), "utf8"), "plan.json");
  expect(plan.dependents).toHaveLength(expected.length);
  const draft = await readFile(join(folder, "d/decommission.yaml"), "utf8");
  const problemsOf = (text: string): string[] =>
    checkManifest(parseManifest(new TextEncoder().encode(text), "decommission.yaml"), plan).map(
      ({ code, message }) => `${code} ${message}`,
    );
  const agreed = draft.replaceAll(/TODO (dependent|billing|selfMade):/g, "$1:");
  expect(problemsOf(agreed).filter((problem) => problem.includes("dependent:"))).toEqual([]);
  const silent = agreed.split("\n").filter((line) => !line.includes(`dependent:${peering}`));
  expect(problemsOf(silent.join("\n"))).toContainEqual(
    expect.stringContaining(`manifest_acknowledgement_missing dependent:${peering} is not acknowledged`),
  );
  const { dependents } = buildPlan(await readInventory(await connect(simulator.environment()), OWN), {
    takenAt: new Date(0),
  });
  expect(dependents).toEqual(plan.dependents);
});
