import * as fc from "fast-check";
import { expect, test } from "vitest";
import { approvalLine, parseApprovalLine } from "../../core/gate/approval-line.ts";

const digests = fc.stringMatching(/^[0-9a-f]{64}$/);
const subscriptionNames = fc
  .string({ minLength: 1, maxLength: 64, unit: "binary" })
  .filter((name) => !/[\r\n\u2028\u2029]/u.test(name));

test("what is printed is read back, whatever the name", () => {
  fc.assert(
    fc.property(subscriptionNames, digests, (subscriptionName, digest) => {
      const line = approvalLine(subscriptionName, digest);
      expect(parseApprovalLine(`Fine by me.\r\n${line}  \r\nThanks`)).toEqual({ subscriptionName, digest });
    }),
  );
});

const digest = "a".repeat(64);
const line = approvalLine("Contoso Old", digest);

test.each([
  ["nothing", ""],
  ["a quote", `> ${line}`],
  ["words before it", `I say: ${line}`],
  ["words after it", `${line} maybe`],
  ["an indented line", `    ${line}`],
  ["upper-case digits", line.toUpperCase()],
  ["a shorter digest", line.slice(0, -1)],
  ["a longer digest", `${line}a`],
  ["two that differ", `${line}\n${approvalLine("Contoso Older", digest)}`],
  ["a look-alike verb", line.replace("approve", "\u0430pprove")],
  ["a no-break space", line.replace("sundown ", "sundown\u00a0")],
  ["a zero-width space", line.replace("sundown", "sun\u200bdown")],
])("%s is no approval line", (_name, body) => {
  expect(parseApprovalLine(body)).toBeUndefined();
});

test("the same line twice is one", () => {
  expect(parseApprovalLine(`${line}\n${line}`)).toEqual({ subscriptionName: "Contoso Old", digest });
});
