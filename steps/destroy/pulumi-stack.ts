import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { idKey } from "../../core/arm-id.ts";
import { requireStateElsewhere } from "../../core/gate/require-state-elsewhere.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { StepContext } from "../step-context.ts";
import { callPulumi, type PulumiEnd } from "./pulumi-command.ts";
import { requirePlugin } from "./require-plugin.ts";

/** The first engine without a fault that concerns deletes (https://github.com/pulumi/pulumi/pull/23834). */
const LEAST_VERSION = [3, 252, 0] as const;
const DIGITS_IN_STACK_NAME = 12;

/** Pulumi's default is four for each core, yet nearly all of the time is spent waiting for Azure. */
export const MANY_AT_ONCE = ["--parallel", "32"] as const;

/** What the stack's state holds of an adopted resource. */
export interface AdoptedResource {
  readonly urn: string;
  readonly protect: boolean;
}

/** The stack of one plan, in the project that `sundown init` wrote. */
export interface PulumiStack {
  readonly name: string;
  /** Folder of Pulumi.yaml, from which the stack's settings give paths. */
  readonly root: string;
  /** Runs Pulumi on this stack. */
  call(args: readonly string[], signal: AbortSignal, onLine?: (line: string) => void): Promise<PulumiEnd>;
  /** What has been adopted and not deleted, by `idKey` of its ARM id. */
  adopted(): Promise<ReadonlyMap<string, AdoptedResource>>;
}

/**
 * Finds everything a run of Pulumi needs, before anything happens: the command, the project, its plugin, a backend that does not
 * go with the plan, and the plan's stack, which is made where there is none.
 *
 * @param folder the decommission folder
 * @throws SundownError pulumi_missing, pulumi_too_old, pulumi_project_missing, pulumi_packages_missing, pulumi_plugin_missing, pulumi_backend_missing, state_in_doomed_subscription,
 *   pulumi_stack_ambiguous, pulumi_passphrase_needed, pulumi_failed
 */
export async function openPulumiStack(
  folder: string,
  plan: Plan,
  { environment, signal }: Pick<StepContext, "environment" | "signal">,
): Promise<PulumiStack> {
  const root = await findProject(folder);
  const settings = {
    ...environment,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // Twice the whole state is written for every delete otherwise. Deleting again what is gone does no harm.
    PULUMI_SKIP_CHECKPOINTS: "true",
  };
  const call = (args: readonly string[], ended: AbortSignal, onLine?: (line: string) => void) =>
    callPulumi(args, {
      root,
      environment: settings,
      signal: ended,
      ...(onLine === undefined ? {} : { onLine }),
    });
  const ask = async (...args: string[]): Promise<string> => {
    const end = await call(args, signal);
    if (end.code !== 0) throw pulumiFailed(args, end);
    return end.stdout;
  };
  const native = await requirePackages(root);
  requireVersion(await ask("version"));
  const { url } = z.object({ url: z.string() }).parse(JSON.parse(await ask("whoami", "--json")));
  requireStateElsewhere(plan, { backend: url, account: environment.AZURE_STORAGE_ACCOUNT });
  await requirePlugin(native, settings, (args) => call(args, signal));
  const digits = plan.planDigest.slice(0, DIGITS_IN_STACK_NAME);
  const known = z.array(z.object({ name: z.string() })).parse(JSON.parse(await ask("stack", "ls", "--json")));
  const name = chooseStack(
    known.map((stack) => stack.name).filter((stack) => stack.endsWith(digits)),
    digits,
  );
  if (!known.some((stack) => stack.name === name)) await ask("stack", "init", name, "--no-select");
  return {
    name,
    root,
    call: (args, ended, onLine) => call([...args, "--stack", name], ended, onLine),
    adopted: async () => adoptedIn(await ask("stack", "export", "--stack", name)),
  };
}

/** What Pulumi said, under the code that says what to do about it. */
export function pulumiFailed(
  args: readonly string[],
  end: PulumiEnd,
  said: readonly string[] = [],
): SundownError {
  const words = [...said, end.stderr, end.stdout].join("\n").replaceAll(/\s+/g, " ").trim().slice(0, 2000);
  // What stands before the first flag: behind flags come their values.
  const flag = args.findIndex((arg) => arg.startsWith("-"));
  const verb = args.slice(0, flag < 0 ? 2 : Math.min(flag, 2)).join(" ");
  const code = /PULUMI_ACCESS_TOKEN must be set/i.test(words)
    ? "pulumi_backend_missing"
    : /passphrase/i.test(words)
      ? "pulumi_passphrase_needed"
      : /currently locked|another update/i.test(words)
        ? "pulumi_stack_locked"
        : "pulumi_failed";
  return new SundownError(code, { message: `pulumi ${verb} ended with ${end.code ?? "a signal"}: ${words}` });
}

async function findProject(folder: string): Promise<string> {
  for (let place = folder; ; place = dirname(place)) {
    const file = join(place, "Pulumi.yaml");
    if (existsSync(file)) {
      const project = z
        .object({ config: z.record(z.string(), z.unknown()) })
        .safeParse(parse(await readFile(file, "utf8"))).data;
      if (project !== undefined && "sundown:plan" in project.config) return place;
    }
    if (existsSync(join(place, ".git")) || place === dirname(place)) break;
  }
  throw new SundownError("pulumi_project_missing", {
    message: `No folder from ${folder} upwards has a Pulumi.yaml with the setting sundown:plan.`,
    place: folder,
  });
}

/**
 * Found out before the questions and the unlocking: the program runs only after them.
 * @returns version of @pulumi/azure-native
 */
async function requirePackages(root: string): Promise<string> {
  const { resolve } = createRequire(join(root, "Pulumi.yaml"));
  const find = (name: string, file = name): string => {
    try {
      return resolve(file);
    } catch (cause) {
      throw new SundownError("pulumi_packages_missing", {
        message: `${name} is not installed for the project in ${root}.`,
        place: root,
        cause,
      });
    }
  };
  find("@pulumi/pulumi");
  const native = find("@pulumi/azure-native", "@pulumi/azure-native/package.json");
  return z.object({ version: z.string() }).parse(JSON.parse(await readFile(native, "utf8"))).version;
}

function requireVersion(text: string): void {
  const numbers = /^v?(\d+)\.(\d+)\.(\d+)/.exec(text.trim())?.slice(1).map(Number) ?? [];
  const differs = LEAST_VERSION.findIndex((least, index) => numbers[index] !== least);
  const isEnough = differs < 0 || (numbers[differs] ?? 0) > (LEAST_VERSION[differs] ?? 0);
  if (isEnough) return;
  throw new SundownError("pulumi_too_old", {
    message: `pulumi is ${text.trim()}; at least ${LEAST_VERSION.join(".")} is needed.`,
  });
}

function chooseStack(fitting: readonly string[], digits: string): string {
  const [first] = fitting;
  if (first === undefined) return `decommission-${digits}`;
  if (fitting.length === 1) return first;
  throw new SundownError("pulumi_stack_ambiguous", {
    message: `${fitting.length} stacks are for this plan: ${fitting.join(", ")}.`,
  });
}

const stateSchema = z.object({
  deployment: z.object({
    resources: z
      .array(z.object({ urn: z.string(), id: z.string().optional(), protect: z.boolean().optional() }))
      .optional(),
  }),
});

function adoptedIn(exported: string): ReadonlyMap<string, AdoptedResource> {
  const { resources = [] } = stateSchema.parse(JSON.parse(exported)).deployment;
  return new Map(
    resources.flatMap(({ urn, id, protect }) =>
      id?.startsWith("/") === true ? [[idKey(id), { urn, protect: protect === true }] as const] : [],
    ),
  );
}
