import { describe, expect, test } from "vitest";
import { answerGiven } from "../../cli/hosts/answers.ts";

const everything = { yes: true, confirm: ["Contoso"] };

describe("answers given as flags", () => {
  test.each([
    ["--yes answers yes or no", {}, true],
    ["--confirm answers its own text", { typed: "Contoso" }, true],
    ["--confirm answers no other text", { typed: "contoso" }, undefined],
    ["no flag answers what stands in for an approval", { typed: "Contoso", inPerson: true }, undefined],
    ["not even a yes or no", { inPerson: true }, undefined],
  ])("%s", (_name, question, answer) => {
    expect(answerGiven({ code: "destroy_confirm", message: "?", ...question }, everything)).toBe(answer);
  });
});
