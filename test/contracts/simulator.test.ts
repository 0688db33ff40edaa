import { describe, expect, test } from "vitest";
import type { Estate } from "../../simulator/estate.ts";
import { type Json, signIn, startSimulator } from "../support/simulator.ts";
import { ownCases } from "./own-cases.ts";
import { type Exchange, recordings } from "./recordings.ts";
import { shapeDifferences } from "./shape.ts";

interface Scene {
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
const group = /resourceGroups\/[^/]+$/i;
const inUse =
  /(virtualMachines|networkInterfaces|networkSecurityGroups|publicIPAddresses|virtualNetworks)\/[^/]+$/;

const scenes: Readonly<Record<string, Scene>> = {
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
};

const HEADERS = ["location", "azure-asyncoperation"];

/** A recorded answer holds all there is; one of our own holds the least, which has to be in the simulator's. */
function differences(simulated: Json, one: Exchange, isWhole: boolean): string[] {
  if (one.body === null || one.body === undefined) return [];
  return isWhole ? shapeDifferences(simulated, one.body) : shapeDifferences(one.body, simulated);
}

async function compare(scene: Scene, exchanges: readonly Exchange[], isWhole: boolean): Promise<void> {
  const simulator = await startSimulator({
    estate: {
      resources: [],
      subscription: { subscriptionId: "00000000-0000-0000-0000-000000000000" },
      ...scene.estate(exchanges),
    },
  });
  const arm = await signIn(simulator);
  const asked = scene.asked(exchanges).filter((one) => one !== undefined);
  expect(asked.length).toBeGreaterThan(0);
  for (const one of asked) {
    if (typeof one === "number") {
      simulator.advance(one);
      continue;
    }
    const what = `${one.method} ${one.path}`;
    const given = one.requestBody ?? (one.method === "PUT" ? one.body : undefined);
    const answer = await arm(one.method, `${one.path}?${one.query ?? ""}`, given);
    expect(answer.status, `${what}: ${JSON.stringify(answer.body)}`).toBe(one.status);
    const expected: Json = JSON.parse(JSON.stringify(one.body ?? {}));
    expect([what, answer.body.error?.code]).toEqual([what, expected.error?.code]);
    const lines = differences(answer.body, one, isWhole).filter((line) => !scene.later?.test(line));
    expect([what, ...lines]).toEqual([what]);
    for (const name of HEADERS) {
      if (one.headers?.[name] !== undefined) expect(answer.headers.has(name), `${what}: ${name}`).toBe(true);
    }
  }
}

describe.each([
  ["our own case", new Map(Object.entries(ownCases))],
  ["recorded traffic", recordings],
])("the simulator answers as %s", (_, source) => {
  const present = Object.keys(scenes).filter((name) => source.has(name));
  test.skipIf(present.length === 0).for(present.length === 0 ? ["none is here"] : present)(
    "%s",
    async (name) => {
      const scene = scenes[name];
      if (scene !== undefined) await compare(scene, source.get(name) ?? [], source === recordings);
    },
  );
});
