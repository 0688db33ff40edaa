import { resolve } from "node:path";
// The package's root loads npm's own libraries, for closures and automation: most of a run's start. No file here imports it.
import { Config } from "@pulumi/pulumi/config.js";
import { getRootDirectory, getStack } from "@pulumi/pulumi/runtime/settings.js";
import { SundownError } from "../core/messages/sundown-error.ts";

/** The stack's settings, as docs/design.md lists them. */
export interface Settings {
  /** Absolute path of the decommission folder (`sundown:plan`). */
  readonly folder: string;
  /** The approvalDigest of the approving review (`sundown:approved`). */
  readonly approved: string | undefined;
  /** Absolute path of a fresh inventory (`sundown:remaining`). */
  readonly remaining: string | undefined;
  /** Register every resource (`sundown:full`). */
  readonly full: boolean;
  readonly stack: string;
}

/**
 * Reads `sundown:*`. Paths are relative to the folder of Pulumi.yaml: the program's own working directory is that
 * of its main file, which nobody who sets a path thinks of.
 *
 * @throws SundownError `pulumi_config_missing`
 */
export function readSettings(): Settings {
  const config = new Config("sundown");
  const root = getRootDirectory();
  const folder = config.get("plan");
  if (folder === undefined || folder === "") {
    throw new SundownError("pulumi_config_missing", {
      message: "sundown:plan is not set: it names the decommission folder, the one that holds plan.json.",
      place: "sundown:plan",
    });
  }
  const remaining = config.get("remaining");
  return {
    folder: resolve(root, folder),
    approved: config.get("approved"),
    remaining: remaining === undefined || remaining === "" ? undefined : resolve(root, remaining),
    full: config.getBoolean("full") ?? false,
    stack: getStack(),
  };
}
