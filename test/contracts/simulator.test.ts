import { describe, expect, test } from "vitest";
import { type Json, signIn, startSimulator } from "../support/simulator.ts";
import { furtherCases } from "./further-own-cases.ts";
import { ownCases } from "./own-cases.ts";
import { type Exchange, recordings } from "./recordings.ts";
import { type Scene, scenes } from "./scenes.ts";
import { shapeDifferences } from "./shape.ts";

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
  ["our own case", new Map(Object.entries({ ...ownCases, ...furtherCases }))],
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
