import type { Estate } from "../../simulator/estate.ts";
import type { Exchange } from "./recordings.ts";

export interface Scene {
  /** What has to be there for the answers to be these; made from the exchanges, whose names differ. */
  readonly estate: (exchanges: readonly Exchange[]) => Partial<Estate>;
  /** Which exchanges are asked for, in order; a number is virtual seconds to pass. */
  readonly asked: (exchanges: readonly Exchange[]) => readonly (Exchange | number | undefined)[];
  /** Members of later api-versions than the recorded one, or that a recorder dropped. */
  readonly later?: RegExp;
}

const pick = (exchanges: readonly Exchange[], method: string, path: RegExp, status?: number) =>
  exchanges.find(
    (one) => one.method === method && path.test(one.path) && (status === undefined || one.status === status),
  );
/** The subscription read in a state. */
const shown = (exchanges: readonly Exchange[], state: string) =>
  exchanges.find(
    ({ path, body }) => /^\/subscriptions\/[^/]+$/.test(path) && JSON.stringify(body).includes(`"${state}"`),
  );
const idIn = (exchanges: readonly Exchange[], method: string, path: RegExp): string =>
  pick(exchanges, method, path)?.path ?? "/nothing";
const thing = (id: string, properties: Record<string, unknown> = {}) => {
  const [, provider = ""] = id.split(/\/providers\//i);
  const [namespace, ...rest] = provider.split("/");
  return {
    id,
    name: rest.at(-1) ?? "",
    type: [namespace, ...rest.filter((_, index) => index % 2 === 0)].join("/"),
    location: "westeurope",
    properties,
  };
};
const asking = (one: Exchange | undefined, requestBody: unknown) => one && { ...one, requestBody };
const group = /resourceGroups\/[^/]+$/i;
const inUse =
  /(virtualMachines|networkInterfaces|networkSecurityGroups|publicIPAddresses|virtualNetworks)\/[^/]+$/;

export const scenes: Readonly<Record<string, Scene>> = {
  "cancel-subscription-cli": {
    estate: () => ({
      subscription: {
        subscriptionId: "00000000-0000-0000-0000-000000000000",
        subscriptionPolicies: { quotaId: "EnterpriseAgreement_2014-09-01" },
      },
    }),
    asked: (all) => [
      pick(all, "GET", /^\/subscriptions\/[^/]+$/),
      pick(all, "POST", /cancel$/),
      482,
      shown(all, "Enabled"),
      180,
      shown(all, "Warned"),
      pick(all, "POST", /enable$/),
    ],
    later: /tenantId|managedByTenants/,
  },
  "role-definition-list-flicker": {
    estate: () => ({}),
    asked: (all) => [pick(all, "PUT", /roleDefinitions/), 120, pick(all, "GET", /roleDefinitions$/)],
    later: /condition/,
  },
  "role-assignment-principal-not-found": {
    estate: (all) => ({
      roleAssignments: [
        {
          id: idIn(all, "DELETE", /roleAssignments/),
          properties: {
            roleDefinitionId:
              "/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c",
            principalId: "00000000-0000-0000-0000-0000000000aa",
            principalType: "User",
            condition: null,
          },
        },
      ],
    }),
    asked: (all) => [pick(all, "DELETE", /roleAssignments/), pick(all, "GET", /roleAssignments/, 404)],
  },
  "rg-delete-no-wait": {
    estate: (all) => ({ resourceGroups: [{ id: idIn(all, "GET", group), location: "westeurope" }] }),
    asked: (all) => [
      pick(all, "DELETE", group),
      pick(all, "GET", group, 200),
      300,
      pick(all, "GET", group, 404),
    ],
    later: /managedBy/,
  },
  "delete-dependents-in-use": {
    estate: (all) => {
      const id = (type: string) => idIn(all, "DELETE", new RegExp(`${type}/[^/]+$`));
      const subnet = `${id("virtualNetworks")}/subnets/s`;
      const ipConfigurations = [
        { properties: { publicIPAddress: { id: id("publicIPAddresses") }, subnet: { id: subnet } } },
      ];
      const machine =
        pick(all, "DELETE", /virtualMachines\/[^/]+$/)?.path ??
        id("networkInterfaces").replace(/Microsoft\.Network.*/, "Microsoft.Compute/virtualMachines/vm");
      return {
        resources: [
          thing(machine, { networkProfile: { networkInterfaces: [{ id: id("networkInterfaces") }] } }),
          thing(id("networkInterfaces"), {
            networkSecurityGroup: { id: id("networkSecurityGroups") },
            ipConfigurations,
          }),
          thing(id("networkSecurityGroups")),
          thing(id("publicIPAddresses")),
          thing(id("virtualNetworks"), { subnets: [{ id: subnet, name: "s" }] }),
        ],
      };
    },
    asked: (all) =>
      all
        .filter(({ method, path, status }) => method === "DELETE" && inUse.test(path) && status === 400)
        .slice(0, 4),
  },
  "delete-nested-exists": {
    estate: (all) => {
      const zone = idIn(all, "DELETE", /privateDnsZones\/[^/]+$/);
      return { resources: [thing(zone), thing(`${zone}/virtualNetworkLinks/link`)] };
    },
    asked: (all) => [pick(all, "DELETE", /privateDnsZones\/[^/]+$/, 409)],
  },
  "delete-policy-in-use": {
    estate: (all) => {
      const policy = idIn(all, "DELETE", /policyDefinitions/);
      const assignment = policy.replace(/policyDefinitions.*/, "policyAssignments/a");
      return { resources: [thing(policy), thing(assignment, { policyDefinitionId: policy })] };
    },
    asked: (all) => [pick(all, "DELETE", /policyDefinitions/)],
  },
  "lock-scope-locked": {
    estate: (all) => {
      const said = JSON.stringify(pick(all, "DELETE", group)?.body);
      const locked = /are locked: '([^',]+)/.exec(said)?.[1] ?? "";
      return {
        resources: [thing(locked)],
        locks: [{ id: `${locked}/providers/Microsoft.Authorization/locks/keep`, level: "CanNotDelete" }],
      };
    },
    asked: (all) => [pick(all, "DELETE", group)],
  },
  "cost-query-rg-c7n": {
    estate: () => ({ costs: [{ service: "rg", amount: 1.5, currency: "USD" }] }),
    asked: (all) => [pick(all, "POST", /query$/)],
  },
  "management-group": {
    estate: (all) => ({
      managementGroups: [{ name: idIn(all, "PUT", /\/subscriptions\//).split("/")[4] ?? "" }],
    }),
    asked: (all) => [pick(all, "PUT", /\/subscriptions\//), pick(all, "DELETE", /\/subscriptions\//)],
  },
  "vm-deallocate": {
    estate: (all) => ({ resources: [thing(idIn(all, "POST", /deallocate$/).replace(/\/deallocate$/, ""))] }),
    asked: (all) => [pick(all, "POST", /deallocate$/)],
  },
  "move-resources": {
    estate: (all) => {
      const from = idIn(all, "POST", /moveResources$/).replace(/\/moveResources$/, "");
      return {
        resourceGroups: [{ id: `${from}-to`, location: "westeurope" }],
        resources: [thing(`${from}/providers/Microsoft.Network/networkSecurityGroups/n`)],
      };
    },
    asked: (all) => {
      const post = pick(all, "POST", /moveResources$/);
      const from = post?.path.replace(/\/moveResources$/, "") ?? "";
      const requestBody = {
        resources: [`${from}/providers/Microsoft.Network/networkSecurityGroups/n`],
        targetResourceGroup: `${from}-to`,
      };
      return [post && { ...post, requestBody }];
    },
  },
  "snapshot-sas": {
    estate: (all) => ({
      resources: [thing(idIn(all, "POST", /beginGetAccess$/).replace(/\/beginGetAccess$/, ""))],
    }),
    asked: (all) => [
      asking(pick(all, "POST", /beginGetAccess$/), { access: "Read", durationInSeconds: 600 }),
      pick(all, "POST", /endGetAccess$/),
    ],
  },
  "soft-delete-cognitive": {
    estate: (all) => {
      const [, location = "", groupName = "", name = ""] =
        /locations\/([^/]+)\/resourceGroups\/([^/]+)\/deletedAccounts\/([^/]+)$/i.exec(
          idIn(all, "DELETE", /deletedAccounts/),
        ) ?? [];
      const id = `/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/${groupName}/providers/Microsoft.CognitiveServices/accounts/${name}`;
      return { resources: [{ ...thing(id), location }] };
    },
    asked: (all) => [
      pick(all, "DELETE", /\/accounts\/[^/]+$/),
      pick(all, "GET", /deletedAccounts\/[^/]+$/),
      pick(all, "DELETE", /deletedAccounts/),
    ],
  },
  "lock-crud-child-scopes": {
    estate: (all) => {
      const locks = all.filter(({ method, path }) => method === "PUT" && path.includes("/locks/"));
      const locked = locks.map(({ path }) => path.replace(/\/providers\/Microsoft.Authorization.*/i, ""));
      return { resources: locked.map((id) => thing(id)) };
    },
    asked: (all) => [
      ...all.filter(({ method, path }) => method === "PUT" && path.includes("/locks/")),
      pick(all, "GET", /\/locks$/),
      pick(all, "GET", /\/locks\/[^/]+$/),
      ...all.filter(({ method, path }) => method === "DELETE" && path.includes("/locks/")),
    ],
  },
  "delete-lag-servicebus": {
    estate: (all) => ({ resources: [thing(idIn(all, "DELETE", /namespaces\/[^/]+$/))] }),
    asked: (all) => [pick(all, "DELETE", /namespaces\/[^/]+$/), pick(all, "GET", /namespaces\/[^/]+$/, 200)],
  },
  "not-registered": {
    estate: (all) => ({
      unregisteredProviders: [idIn(all, "POST", /register$/).split("/")[4] ?? ""],
      resourceGroups: [
        { id: idIn(all, "PUT", /resourceGroups/i).replace(/\/providers\/.*/, ""), location: "westeurope" },
      ],
    }),
    asked: (all) => {
      const states = all.filter(({ method, path }) => method === "GET" && /providers\/[^/]+$/.test(path));
      return [
        pick(all, "PUT", /resourceGroups/i, 409),
        pick(all, "POST", /register$/),
        states[0],
        80,
        states.at(-1),
        pick(all, "PUT", /resourceGroups/i, 201),
      ];
    },
    later: /registrationPolicy/,
  },
};
