import { join, resolve } from "node:path";
import { z } from "zod";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { StepContext } from "../step-context.ts";
import { ownPackages } from "./own-packages.ts";
import { type Outcome, placeFile, readIfPresent } from "./place-file.ts";
import { repositoryFiles } from "./repository-files.ts";
import { installedAction } from "./templates/sundown-steps.ts";

export interface InitOptions {
  /**
   * The repository's folder.
   * @default the working directory
   */
  readonly directory?: string;
  /**
   * `OWNER/REPOSITORY@COMMIT` of Sundown's action, with the whole commit.
   * @default the action out of the installed package, pinned by package-lock.json
   */
  readonly action?: string;
  /**
   * Replace files that are there with other content.
   * @default false
   */
  readonly force?: boolean;
}

export interface InitResult {
  readonly directory: string;
  /** Each file with what became of it, by its path in the repository. */
  readonly files: readonly { readonly path: string; readonly outcome: Outcome }[];
  /** What a person has to do next, in order. */
  readonly next: readonly string[];
}

const OWN = "azure-sundown";

const packageSchema = z.looseObject({
  type: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
  devDependencies: z.record(z.string(), z.string()).optional(),
});

/**
 * Writes into a repository what a decommission there needs: the Pulumi project, the workflows, the policy and the
 * editor's settings. What is there already is never overwritten unless `force` says so, and always told.
 *
 * @throws SundownError `usage_error`, `file_unreadable`, `file_unwritable`, `init_file_unreadable`
 */
export async function init(options: InitOptions, context: StepContext): Promise<InitResult> {
  const directory = resolve(context.workingDirectory, options.directory ?? ".");
  const action = options.action ?? installedAction;
  requirePinned(action);
  const present = await readPackage(join(directory, "package.json"));
  const packages = await ownPackages();

  const files: { path: string; outcome: Outcome }[] = [];
  if (present !== undefined && isComplete(present, packages))
    files.push({ path: "package.json", outcome: "unchanged" });
  const kind = present === undefined ? "none" : present.type === "module" ? "module" : "commonjs";
  for (const file of repositoryFiles({ action, packages, package: kind })) {
    const outcome = await placeFile(join(directory, file.path), file, options.force ?? false);
    files.push({ path: file.path, outcome });
    if (outcome !== "differs") continue;
    context.host.notify({
      code: "init_file_differs",
      message: `${file.path} is there with other content and stays as it is.`,
      place: file.path,
    });
  }
  return { directory, files, next: nextSteps(present, packages) };
}

/** A tag or branch of an action can be moved; whoever can move it would run in the job that may cancel. */
function requirePinned(action: string): void {
  if (action === installedAction || /^[\w.-]+\/[\w.-]+(?:\/[\w./-]+)?@[0-9a-f]{40}$/.test(action)) return;
  throw new SundownError("usage_error", {
    message: `${action} is not an action pinned to a commit.`,
    place: "--action",
    remedy: "Write OWNER/REPOSITORY@COMMIT with all 40 digits of the commit.",
  });
}

type Package = z.infer<typeof packageSchema>;

async function readPackage(path: string): Promise<Package | undefined> {
  const text = await readIfPresent(path);
  if (text === undefined) return undefined;
  try {
    return packageSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new SundownError("init_file_unreadable", {
      message: `${path} is not a package's description.`,
      place: path,
      cause,
    });
  }
}

/** Every package is named in it: it is an earlier run's, or right by hand. */
function isComplete(present: Package, packages: Readonly<Record<string, string>>): boolean {
  const there = dependenciesOf(present);
  return Object.keys(packages).every((name) => there[name] !== undefined);
}

function dependenciesOf(present: Package | undefined): Readonly<Record<string, string | undefined>> {
  return { ...present?.devDependencies, ...present?.dependencies };
}

function nextSteps(present: Package | undefined, packages: Readonly<Record<string, string>>): string[] {
  return [
    ...installSteps(present, packages),
    "Commit everything, package-lock.json too: it pins the action that the workflows run.",
    "In GitHub, make the environment `decommission`, give it required reviewers, and set the variables AZURE_TENANT_ID and AZURE_READER_CLIENT_ID in the repository, AZURE_CLIENT_ID in the environment only.",
    "In Azure, bind the federated credential of AZURE_CLIENT_ID to that environment: it may cancel. That of AZURE_READER_CLIENT_ID needs read rights only.",
    "sundown plan --subscription ID",
  ];
}

/**
 * Sundown is on no registry yet: it comes as a tarball, and a version alone stands only where this step has not been
 * taken.
 */
function installSteps(present: Package | undefined, packages: Readonly<Record<string, string>>): string[] {
  const there = dependenciesOf(present);
  const { [OWN]: version = "*", ...others } = packages;
  const missing = Object.entries(others).filter(
    ([name]) => present !== undefined && there[name] === undefined,
  );
  const extra = missing.map(([name, exact]) => ` ${name}@${exact}`).join("");
  const isInstalled = there[OWN] !== undefined && there[OWN] !== version;
  if (isInstalled) return extra === "" ? [] : [`npm install --save-exact${extra}`];
  const tarball = `${OWN}-${version}.tgz`;
  return [
    `In a clone of Sundown, \`npm ci && npm pack\` makes ${tarball}: Sundown is not on the npm registry yet. Put it into this repository, so that \`npm ci\` in the workflows finds it.`,
    `npm install --save-exact ./${tarball}${extra}`,
    ...(present === undefined || there[OWN] === version
      ? [`That replaces the ${version} of ${OWN} in package.json, which is a placeholder until then.`]
      : []),
  ];
}
