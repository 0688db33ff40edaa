import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { check } from "../../steps/check/check.ts";
import { plan } from "../../steps/plan/plan.ts";
import { DOOMED, doomed, lifecycleWorld } from "./world.ts";

const group = `${doomed}/resourceGroups/rg`;

test("check warns of a plan.md that is not what plan.json gives, and of none that is", async () => {
  const world = await lifecycleWorld({ resourceGroups: [{ id: group, name: "rg", location: "westeurope" }] });
  const out = await mkdtemp(join(tmpdir(), "sundown-check-page-"));
  onTestFinished(() => rm(out, { recursive: true, force: true }));
  await plan({ subscription: DOOMED, out }, world.context);
  await writeFile(join(out, "decommission.yaml"), await readFile(join(world.folder, "decommission.yaml")));
  const page = join(out, "plan.md");
  const whole = await readFile(page, "utf8");
  const warned = async (text: string) => {
    await writeFile(page, text);
    world.notices.length = 0;
    await check({ folder: out }, world.context).catch(() => undefined);
    return world.notices.filter(({ code }) => code === "plan_page_differs").map(({ place }) => place);
  };

  expect(await warned(whole)).toEqual([]);
  expect(await warned(whole.replaceAll("\n", "\r\n"))).toEqual([]);
  const line = whole.split("\n").findIndex((text) => text.includes("rg")) + 1;
  expect(line).toBeGreaterThan(0);
  expect(await warned(whole.replace("rg", "r8"))).toEqual([`${page}:${line}`]);
  expect(await warned(`${whole}Nothing is deleted.\n`)).toEqual([`${page}:${whole.split("\n").length}`]);
  await rm(page);
  world.notices.length = 0;
  await check({ folder: out }, world.context).catch(() => undefined);
  expect(world.notices.map(({ code }) => code)).not.toContain("plan_page_differs");
});
