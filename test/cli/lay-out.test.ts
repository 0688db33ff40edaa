import { expect, test } from "vitest";
import { layOut } from "../../cli/render/fold.ts";
import { heldLines, listed, names, short } from "../../cli/render/lines.ts";
import { problemLines } from "../../cli/render/problems.ts";
import { idOf } from "../support/estate.ts";

const vm = idOf("rg-app", "Microsoft.Compute/virtualMachines", "vm1");

test("a sentence gets short ids and folds below its indent; a command keeps its id", () => {
  const text = `  ${vm} still runs, and so does everything that hangs on it`;
  expect(layOut(text, 40)).toBe("  rg-app/vm1 still runs, and so does\n    everything that hangs on it");
  expect(layOut(`see \`sundown explain ${vm}\``, 40)).toContain(vm);
});

test("an id alone on its line stays whole where it fits, and is never broken", () => {
  expect(layOut(`  ${vm}`, 200)).toBe(`  ${vm}`);
  expect(layOut(`  ${vm}`, 80)).toBe("  rg-app/vm1");
  const url = `https://portal.example.com/${"x".repeat(60)}`;
  expect(layOut(`open ${url} now`, 40).split("\n")).toEqual(["open", `  ${url}`, "  now"]);
});

test("colours take no room, wide characters take two columns", () => {
  const coloured = `\u001b[31merror\u001b[39m ${"x".repeat(34)}`;
  expect(layOut(coloured, 40)).toBe(coloured);
  expect(layOut(`${"契約".repeat(8)} ${"契約".repeat(4)}`, 40).split("\n")).toHaveLength(2);
});

test("a machine in a backup vault is named by its last part", () => {
  const item = `${idOf("rg-b", "Microsoft.RecoveryServices/vaults", "v")}/backupFabrics/Azure/protectionContainers/c;v2;rg-app;vm1/protectedItems/vm;v2;rg-app;vm1`;
  expect(short(item)).toBe("rg-b/v/Azure/vm1/vm1");
});

test("long lists end with how many more there are", () => {
  const lines = Array.from({ length: 57 }, (_, index) => `line ${index}`);
  expect(listed(lines)).toHaveLength(21);
  expect(listed(lines, "  ").at(-1)).toBe("  and 37 more (--json has all)");
  expect(listed(lines.slice(0, 21))).toHaveLength(21);
  expect(names(lines)).toMatch(/^line 0, .*line 19 and 37 more \(--json has all\)$/);
});

test("what is held alike stands together, its remedy once", () => {
  const held = Array.from({ length: 40 }, (_, index) => ({
    target: idOf("rg-app", "Microsoft.Compute/disks", `disk${index}`),
    code: "operation_locked",
    message: `${idOf("rg-app", "Microsoft.Compute/disks", `disk${index}`)} is locked`,
    remedy: "Plan again.",
  }));
  const other = { target: vm, code: "operation_in_use", because: "it is in use", remedy: "Wait." };
  const lines = heldLines([...held, other]);
  expect(lines).toHaveLength(26);
  expect(lines.slice(0, 3)).toEqual(["held: 41", "  operation_locked: 40", "    rg-app/disk0 is locked"]);
  expect(lines.slice(-4)).toEqual([
    "    and 20 more (--json has all)",
    "    do: Plan again.",
    "  rg-app/vm1: operation_in_use: it is in use",
    "    do: Wait.",
  ]);
});

test("open decisions of one kind say once what to write; a log line says everything", () => {
  const remedy = "Type the name of the group that the comment above shows.";
  const problems = [18, 20].map((line, index) => ({
    code: "manifest_undecided",
    message: `resourceGroups.${index} is not decided yet: TODO: type the group's name`,
    remedy,
    at: { line, column: 5 },
  }));
  expect(problemLines(problems, 80)).toEqual([
    "  manifest_undecided, 2 times: Type the name of the group that the comment above",
    "      shows.",
    "    18:5 resourceGroups.0",
    "    20:5 resourceGroups.1",
  ]);
  for (const line of problemLines(problems, undefined)) expect(line).toMatch(/^ {2}\d+:5 manifest_.* — Type/);
});
