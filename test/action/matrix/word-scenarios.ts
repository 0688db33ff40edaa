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
    ["the line where nobody sees it", without, (line) => `Fine.\n<!--\n${line}\n-->`],
    ["the line behind a comment that never ends", without, (line) => `Fine <!--\n${line}`],
    ["a comment inside the line", without, (line) => line.replace("approve", "app<!-- -->rove")],
    ["the line struck out", without, (line) => `~~${line}~~`],
    ["the line in bold", without, (line) => `**${line}**`],
    ["the line as a heading", without, (line) => `# ${line}`],
    ["the line in a table", without, (line) => `| ${line} |`],
    ["a tab in the line", without, (line) => line.replace("approve ", "approve\t")],
    ["a no-break space behind the line", without, (line) => `${line}\u00a0`],
    ["a mark that turns the text round before the line", without, (line) => `\u202e${line}`],
    ["a byte order mark before the line", without, (line) => `\ufeff${line}`],
    ["a separator of lines before the line", without, (line) => `ok\u2028${line}`],
    ["full-width digits in the digest", without, (line) => line.replace(/[0-9](?=[0-9a-f]*$)/, "\uff11")],
    ["the verb in capitals", without, (line) => line.replace("sundown", "Sundown")],
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
    ["the line after a comment that nobody sees", [], (line) => `<!-- tick the boxes -->\n${line}`],
    ["the line in a part that is folded", [], (line) => `<details>\n\n${line}\n\n</details>`],
    [
      "the line between a thousand others",
      [],
      (line) => `${"ok\n".repeat(500)}${line}\n${"ok\n".repeat(500)}`,
    ],
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
