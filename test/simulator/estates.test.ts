import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { builtInEstates, loadEstate } from "../../simulator/load-estate.ts";
import { signIn, startSimulator } from "../support/simulator.ts";

test("X1: every built-in estate loads and serves", async () => {
  const names = await builtInEstates();
  expect(names).toContain("small");
  for (const name of names) {
    const estate = await loadEstate(name);
    const simulator = await startSimulator({ estate });
    expect(simulator.state().resources.length).toBe(
      new Set(estate.resources.map(({ id }) => id.toLowerCase())).size,
    );
  }
});

test("X1: a file with only resources is an estate; its subscriptions and groups follow from the ids", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "estate-")), "one.json");
  const id =
    "/subscriptions/11111111-2222-4333-8444-555555555555/resourceGroups/rg/providers/Microsoft.Web/sites/x";
  writeFileSync(file, JSON.stringify({ template: "any", resources: [{ id }] }));
  const estate = await loadEstate(file);
  const simulator = await startSimulator({ estate });
  expect(simulator.state()).toMatchObject({
    resources: [id],
    resourceGroups: [{ state: "Succeeded" }],
    subscriptions: [{ state: "Enabled" }],
  });
  expect((await (await signIn(simulator))("DELETE", id)).status).toBe(200);
  expect(estate.resources).toEqual([{ id }]);
});

test("X2: what is no estate is refused with the file and the place", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "estate-")), "bad.json");
  writeFileSync(file, JSON.stringify({ resources: [{ name: "no id" }] }));
  await expect(loadEstate(file)).rejects.toThrow(/bad\.json is not an estate: resources\.0\.id/);
  writeFileSync(file, "not json");
  await expect(loadEstate(file)).rejects.toThrow(/bad\.json is not JSON/);
  await expect(loadEstate("nowhere")).rejects.toThrow(/no estate 'nowhere'.*small/);
});

test("every rule of BEHAVIOUR.md is cited by a test, and every cited rule is written there", () => {
  const text = readFileSync(new URL("../../simulator/BEHAVIOUR.md", import.meta.url), "utf8");
  const written = [...text.matchAll(/^\*\*([A-Z]\d+)\*\* /gm)].map((match) => match[1]);
  expect(new Set(written).size).toBe(written.length);
  const cited = new Set<string>();
  for (const folder of [new URL("./", import.meta.url), new URL("../families/", import.meta.url)]) {
    for (const name of readdirSync(folder).filter((file) => file.endsWith(".test.ts"))) {
      const source = readFileSync(new URL(name, folder), "utf8");
      for (const match of source.matchAll(/["'`]([A-Z]\d+): /g)) cited.add(match[1] ?? "");
    }
  }
  expect(written.length).toBeGreaterThan(60);
  expect(new Set(written)).toEqual(cited);
});
