import { RunError } from "@pulumi/pulumi/errors.js";
import { isSundownError } from "../core/messages/sundown-error.ts";
import { decommission } from "./decommission.ts";

/**
 * What Pulumi.yaml's `main` points to, and what a repository's one-line program imports. A refusal is shown as one
 * calm message; anything else is a bug and keeps its stack trace.
 */
try {
  await decommission();
} catch (error) {
  if (!isSundownError(error)) throw error;
  const remedy = error.remedy === undefined ? "" : `\n${error.remedy}`;
  throw new RunError(`${error.code}: ${error.message}${remedy}`);
}
