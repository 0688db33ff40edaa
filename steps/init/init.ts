import { glob, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { requireStateElsewhere } from "../../core/gate/require-state-elsewhere.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { parsePlan } from "../../core/plan/parse-plan.ts";
import { linkOnTheWay } from "../link-on-the-way.ts";
import type { StepContext } from "../step-context.ts";
import { nextSteps } from "./next-steps.ts";
import { type OwnPackages, ownPackages } from "./own-packages.ts";
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
   * Where Pulumi shall keep the state, as `pulumi login` takes it: `azblob://CONTAINER?storage_account=NAME`.
   * @default what PULUMI_BACKEND_URL says, wherever Pulumi runs
   */
  readonly backend?: string;
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

const packageSchema = z.looseObject({
  type: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
  devDependencies: z.record(z.string(), z.string()).optional(),
});

/**
 * Writes into a repository what a decommission there needs: the Pulumi project, the workflows, the policy and the
 * editor's settings. What is there already is never overwritten unless `force` says so, and always told.
 *
 * @throws SundownError `usage_error`, `file_unreadable`, `file_unwritable`, `init_file_unreadable`,
 *   `init_file_linked`, *   `state_in_doomed_subscription`
 */
export async function init(options: InitOptions, context: StepContext): Promise<InitResult> {
  const directory = resolve(context.workingDirectory, options.directory ?? ".");
  const action = options.action ?? installedAction;
  requirePinned(action);
  if (options.backend !== undefined) await requireBackend(options.backend, directory);
  const present = await readPackage(join(directory, "package.json"));
  const packages = await ownPackages();
  const kind = present === undefined ? "none" : present.type === "module" ? "module" : "commonjs";

  const wanted = repositoryFiles({ action, packages, package: kind, backend: options.backend });
  for (const { path } of wanted) {
    const link = linkOnTheWay(directory, path);
    if (link === undefined) continue;
    throw new SundownError("init_file_linked", { message: `${link} is a symbolic link.`, place: link });
  }
  const files: { path: string; outcome: Outcome }[] = [];
  if (present !== undefined && isComplete(present.installed, packages))
    files.push({ path: "package.json", outcome: "unchanged" });
  for (const file of wanted) {
    const outcome = await placeFile(join(directory, file.path), file, options.force ?? false);
    files.push({ path: file.path, outcome });
    if (outcome !== "differs") continue;
    context.host.notify({
      code: "init_file_differs",
      message: `${file.path} is there with other content and stays as it is.`,
      place: file.path,
    });
  }
  return {
    directory,
    files,
    next: nextSteps({ packages, installed: present?.installed, backend: options.backend }),
  };
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

/**
 * It becomes a line of Pulumi.yaml, and must outlive what the plans that lie here already take away.
 *
 * @throws SundownError `usage_error`, `state_in_doomed_subscription`
 */
async function requireBackend(backend: string, directory: string): Promise<void> {
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^\s"'\\]*$/i.test(backend)) {
    throw new SundownError("usage_error", {
      message: `${backend} is no address of a backend.`,
      place: "--backend",
      remedy: "Write it as `pulumi login` takes it: azblob://CONTAINER?storage_account=NAME",
    });
  }
  for await (const file of glob("decommission/*/plan.json", { cwd: directory })) {
    requireStateElsewhere(parsePlan(await readFile(join(directory, file), "utf8"), file), { backend });
  }
}

interface Present {
  readonly type: string | undefined;
  /** What it names, with the versions or places it says. */
  readonly installed: Readonly<Record<string, string>>;
}

async function readPackage(path: string): Promise<Present | undefined> {
  const text = await readIfPresent(path);
  if (text === undefined) return undefined;
  try {
    const { type, dependencies, devDependencies } = packageSchema.parse(JSON.parse(text));
    return { type, installed: { ...devDependencies, ...dependencies } };
  } catch (cause) {
    throw new SundownError("init_file_unreadable", {
      message: `${path} is not a package's description.`,
      place: path,
      cause,
    });
  }
}

/** Every package is named in it: it is an earlier run's, or right by hand. */
function isComplete(installed: Readonly<Record<string, string>>, { sundown, pulumi }: OwnPackages): boolean {
  return Object.keys({ ...sundown, ...pulumi }).every((name) => name in installed);
}
