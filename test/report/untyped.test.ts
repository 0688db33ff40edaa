import { expect, test } from "vitest";
import { renderExplanation } from "../../cli/render/explanation.ts";
import { explain } from "../../core/plan/explain.ts";
import { planMarkdown } from "../../core/report/plan-markdown.ts";
import { planOf, resource } from "../core/world.ts";

const known = resource("rg-a", "Microsoft.Network/virtualNetworks/hub");
const unknown = resource("rg-a", "Contoso.Nothing/things/one");
const plan = planOf({ resources: [known, unknown] });

test("a type without a sure azure-native type is said to be covered by its group's delete", () => {
  expect(renderExplanation(explain(plan, unknown.id))).toContain(
    "Pulumi does not adopt it: that delete covers it",
  );
  expect(planMarkdown(plan)).toContain("- `Contoso.Nothing/things`: 1 covered by another delete\n");
});

test("nothing is said of a type that has one", () => {
  expect(renderExplanation(explain(plan, known.id))).not.toContain("azure-native");
  expect(planMarkdown(plan)).not.toContain("`Microsoft.Network/virtualNetworks`: 1 covered");
});
