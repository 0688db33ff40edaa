import { SundownError } from "../../core/messages/sundown-error.ts";
import { parsePolicy } from "../../core/policy/parse-policy.ts";
import { NO_LINK, POLICY_PATH, type Policy } from "../../core/policy/policy.ts";
import { linkOnTheWay } from "../link-on-the-way.ts";
import type { StepContext } from "../step-context.ts";
import { readIfThere } from "./read-if-there.ts";

/**
 * The policy as it lies in the working directory; the strict defaults where there is no file. It decides only what
 * goes without a pull request: with one, GitHub's own copy counts.
 * @throws SundownError policy_unreadable, file_unreadable
 */
export async function readPolicy({
  workingDirectory,
}: Pick<StepContext, "workingDirectory">): Promise<Policy> {
  const link = linkOnTheWay(workingDirectory, POLICY_PATH);
  if (link !== undefined) {
    throw new SundownError("policy_unreadable", {
      message: `The policy (${POLICY_PATH}) cannot be used: ${link} is a symbolic link.`,
      place: link,
      remedy: NO_LINK,
    });
  }
  const bytes = await readIfThere(POLICY_PATH, workingDirectory);
  return parsePolicy(bytes === undefined ? undefined : new TextDecoder().decode(bytes), POLICY_PATH);
}
