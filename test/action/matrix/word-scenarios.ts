import type { MessageCode } from "../../../core/messages/registry.ts";
import * as acts from "../../../simulator/github/repository-acts.ts";
import { family, type Scenario } from "./scenario.ts";

const without: readonly MessageCode[] = ["approval_without_digest", "too_few_approvals"];
const otherDigest: readonly MessageCode[] = ["approval_wrong_digest", "too_few_approvals"];
const otherName: readonly MessageCode[] = ["approval_wrong_name", "too_few_approvals"];

/** What cleo's review says, in place of the exact line. */
export const wordScenarios: readonly Scenario[] = family<(line: string) => string>(
  [
    ["no words at all", without, () => ""],
    ["only praise", without, () => "LGTM, ship it"],
    ["the line quoted", without, (line) => `> ${line}`],
    ["the line in a sentence", without, (line) => `I say ${line}`],
    ["something behind the line", without, (line) => `${line} please`],
    [
      "the line with capital digits",
      without,
      (line) => line.replace(/[0-9a-f]{64}$/, (hex) => hex.toUpperCase().replace(/^\d+$/, "A")),
    ],
    ["the line indented", without, (line) => `    ${line}`],
    ["the line as a list entry", without, (line) => `- ${line}`],
    ["the digest cut short", without, (line) => line.slice(0, -1)],
    ["the digest one digit longer", without, (line) => `${line}0`],
    ["a no-break space in the line", without, (line) => line.replace(" ", "\u00a0")],
    ["a zero-width space in the verb", without, (line) => line.replace("approve", "app\u200brove")],
    ["the line broken in two", without, (line) => line.replace(" Doomed", "\nDoomed")],
    ["the line behind a vertical tab", without, (line) => `ok\u000b${line}`],
    ["two lines that differ", without, (line) => `${line}\n${line.replace(/[0-9a-f]{64}$/, "0".repeat(64))}`],
    ["another digest", otherDigest, (line) => line.replace(/[0-9a-f]{64}$/, "0".repeat(64))],
    ["another name", otherName, (line) => line.replace("Doomed", "Shared")],
    ["the name in small letters", otherName, (line) => line.replace("Doomed", "doomed")],
    ["a Cyrillic letter in the name", otherName, (line) => line.replace("Doomed", "D\u043eomed")],
    ["a full-width letter in the name", otherName, (line) => line.replace("Doomed", "\uff24oomed")],
    ["a combining mark in the name", otherName, (line) => line.replace("Doomed", "Doomed\u0301")],
    ["a soft hyphen in the name", otherName, (line) => line.replace("Doomed", "Doo\u00admed")],
    ["two spaces before the name", otherName, (line) => line.replace(" Doomed", "  Doomed")],
    ["the line with Windows line ends", [], (line) => `Fine.\r\n\r\n${line}\r\n`],
    ["spaces behind the line", [], (line) => `${line}   `],
    ["the line twice", [], (line) => `${line}\n${line}`],
    ["the line in a code block", [], (line) => `\`\`\`\n${line}\n\`\`\``],
    [
      "the line after a quoted other one",
      [],
      (line) => `> sundown approve Shared ${"0".repeat(64)}\n\n${line}`,
    ],
  ],
  (body) => ({
    reviews: (story) => {
      const { repository, number: pullRequest, people, line } = story;
      acts.review(repository, { pullRequest, user: people.ben, body: line });
      acts.review(repository, { pullRequest, user: people.cleo, body: body(line) });
    },
  }),
).map((scenario) => ({ ...scenario, name: `cleo's review: ${scenario.name}` }));
