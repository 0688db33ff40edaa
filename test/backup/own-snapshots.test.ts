import { expect, test } from "vitest";
import { parseInventory } from "../../core/inventory/parse-inventory.ts";
import { buildPlan } from "../../core/plan/build-plan.ts";
import { planMarkdown } from "../../core/report/plan-markdown.ts";
import { estateOf, resource } from "../support/estate.ts";

const disk = resource("rg-app", "Microsoft.Compute/disks", "data", { diskState: "Attached" });
const tags = { "sundown-copy-of": "data" };
const snapshot = (name: string) => resource("rg-app", "Microsoft.Compute/snapshots", name, {}, { tags });
const own = snapshot("data-sundown-0a1b2c3d");
const theirs = snapshot("data-before-the-update");

test("a snapshot that a killed backup has left is named in the plan as Sundown's own, and goes with its group", () => {
  const { inventory } = parseInventory(estateOf([disk, own, theirs]), "estate");
  const plan = buildPlan(inventory, { takenAt: new Date("2026-11-24T12:00:00Z") });
  expect(plan.selfMade).toMatchObject([
    { id: own.id, because: expect.stringContaining("Sundown made it to copy the disk data") },
  ]);
  expect(plan.backupsNeeded.map(({ of }) => of)).not.toContain(own.id);
  expect(plan.backupsNeeded.map(({ of }) => of)).toContain(theirs.id);
  expect(plan.resources.find(({ id }) => id === own.id)?.deletedBy).toBe("group");
  const section = planMarkdown(plan).split("Made by Azure or Sundown itself")[1] ?? "";
  expect(section).toContain("data-sundown-0a1b2c3d");
});
