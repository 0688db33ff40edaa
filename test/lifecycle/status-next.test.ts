import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { approvalDigest } from "../../core/digest.ts";
import { statusCalendar } from "../../core/lifecycle/status-calendar.ts";
import { openJournal } from "../../engine/journal.ts";
import { destroy } from "../../steps/destroy/destroy.ts";
import { status } from "../../steps/status/status.ts";
import { stop } from "../../steps/stop/stop.ts";
import { customRole, doomed, type LifecycleWorld, lifecycleWorld, other } from "./world.ts";

const resourceGroups = [{ id: `${doomed}/resourceGroups/rg`, name: "rg", location: "westeurope" }];
const roleDefinitions = [customRole(1, [doomed, other])];
const look = (world: LifecycleWorld) => status({ folder: world.folder }, world.context);
const detailOf = (result: Awaited<ReturnType<typeof look>>, name: string) =>
  result.steps.find(({ step }) => step === name)?.detail;

test("where a pull request is on record, every command names it, until the files change", async () => {
  const world = await lifecycleWorld({ resourceGroups, roleDefinitions });
  const manifest = join(world.folder, "decommission.yaml");
  const digest = approvalDigest(await readFile(manifest), world.plan.planDigest);
  const journal = await openJournal(join(world.folder, "run/journal.jsonl"), { now: world.context.now });
  const approval = { kind: "pullRequest", number: 12, mergeCommit: "c", approvers: ["octocat"] };
  await journal.append({ step: "destroy", kind: "note", data: { approvalDigest: digest, approval } });
  const machine = `${doomed}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm`;
  const data = { verb: "deallocate", ended: "deallocated" };
  await journal.append({ step: "stop", kind: "answer", about: machine, data });
  await journal.close();

  const approved = await look(world);
  expect(approved.next).toBe("sundown destroy --pr 12");
  expect(detailOf(approved, "approve")).toContain("pull request #12");
  expect(detailOf(approved, "roles")).toContain("`sundown roles --pr 12`");
  expect(detailOf(approved, "cancel")).toContain("`sundown cancel --pr 12`");
  const heldUntil = [{ target: machine, code: "soft_delete_kept", until: "2026-12-01T00:00:00Z" }];
  const [event] = statusCalendar({
    subscription: { id: "s", name: "n" },
    dates: undefined,
    heldUntil,
    destroyCommand: approved.destroyCommand,
  });
  expect(event?.description).toContain("Run: sundown destroy --pr 12");

  await appendFile(manifest, "\n# later\n");
  const changed = await look(world);
  expect(changed.next).toContain("open a pull request");
  expect(detailOf(changed, "destroy")).toContain("`sundown destroy --pr N`");
});

test("where names are typed instead, the commands go without a pull request", async () => {
  const world = await lifecycleWorld({ resourceGroups, roleDefinitions });
  const before = await look(world);
  expect(detailOf(before, "approve")).toContain("The policy also lets you go without one");
  await destroy({ folder: world.folder }, world.context);
  const after = await look(world);
  expect(after.next).toBe("sundown roles");
  expect(detailOf(after, "cancel")).toContain("`sundown cancel`");
});

test("a policy that asks for a pull request offers nothing else", async () => {
  const world = await lifecycleWorld({ resourceGroups }, { policy: "approvals: 2\n" });
  const shown = await look(world);
  expect(detailOf(shown, "approve")).toBe("No approved run is on record here: open a pull request.");
  expect(detailOf(shown, "destroy")).toContain("--pr N");
});

test("the steps stand in the procedure's order, and a stop that finds nothing to stop is done", async () => {
  const world = await lifecycleWorld({ resourceGroups });
  const before = await look(world);
  expect(before.steps.slice(0, 4).map(({ step }) => step)).toEqual(["plan", "stop", "backup", "decide"]);
  expect(before.next).toBe("sundown stop");
  await stop({ folder: world.folder }, world.context);
  const after = await look(world);
  expect(detailOf(after, "stop")).toBe("Nothing runs that Sundown stops.");
  expect(after.next).not.toBe("sundown stop");
});
