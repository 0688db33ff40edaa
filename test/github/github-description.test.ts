import { describe, expect, test } from "vitest";
import { offences } from "../support/github-description.ts";

const good = {
  method: "GET",
  path: "/repos/contoso/x/git/commits/0123456789012345678901234567890123456789",
  requestBody: "",
  status: 404,
  responseBody: JSON.stringify({ message: "Not Found", documentation_url: "https://x", status: "404" }),
  disturbed: false,
};

/** Every other test of the Action and of github/ holds its exchanges against the description; this shows that it bites. */
describe("GitHub's published description", () => {
  test("an exchange as described", () => {
    expect(offences(good)).toEqual([]);
  });

  test.each([
    ["a route that is not described", { path: "/repos/contoso/x/nothing" }, "describes no such request"],
    ["a method that is not described", { method: "DELETE" }, "describes no such request"],
    ["a parameter that is not described", { path: `${good.path}?depth=3` }, "depth is not described"],
    [
      "a number that is none",
      { path: "/repos/contoso/x/pulls/one/reviews", status: 200, responseBody: "[]" },
      "parameter pull_number : must be integer",
    ],
    ["a body where none is described", { requestBody: "{}" }, "a body where none is described"],
    [
      "a comment without its text",
      { method: "POST", path: "/repos/contoso/x/issues/1/comments", requestBody: "{}" },
      "request body : must have required property 'body'",
    ],
    ["a status that is not described", { status: 418 }, "answer 418 is not described"],
    ["an answer of another shape", { status: 200, responseBody: "{}" }, "must have required property 'sha'"],
  ])("%s", (_name, changes, offence) => {
    expect(offences({ ...good, ...changes }).join("\n")).toContain(offence);
  });

  test("what was disturbed on purpose is not held against the small GitHub", () => {
    expect(offences({ ...good, status: 418, disturbed: true })).toEqual([]);
  });
});
