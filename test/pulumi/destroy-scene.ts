import { chmod, mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { TestContext } from "vitest";
import { connect } from "../../azure/connect.ts";
import type { Host, Progress } from "../../core/host.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { type AzureSimulator, startAzureSimulator } from "../../simulator/azure-simulator.ts";
import type { Estate } from "../../simulator/estate.ts";
import { type DestroyResult, destroy } from "../../steps/destroy/destroy.ts";
import { contextOf, type Scene, temporaryDirectory } from "../engine/teardown-scene.ts";
import { trust } from "../support/simulator.ts";
import { type WrittenDecommission, writeDecommission } from "./decommission-folder.ts";
import { estatePlan } from "./estate-plan.ts";
import { makePulumiProject, type PulumiProject } from "./pulumi-project.ts";

export interface DestroyScene extends Pick<Scene, "told"> {
  readonly azure: AzureSimulator;
  readonly project: PulumiProject;
  readonly plan: Plan;
  readonly decommission: WrittenDecommission;
  /** `sundown destroy --engine pulumi`; each call is a run of its own. */
  destroy(changes?: Readonly<Record<string, string | undefined>>): Promise<DestroyResult>;
  /** Presses Ctrl-C. */
  abort(): void;
  onProgress(listen: (progress: Progress) => void): void;
  /** What Azure was asked to delete, in order. */
  deletes(): string[];
}

/** A subscription, its approved plan, and a Pulumi project without a stack. */
export async function destroyScene({ onTestFinished }: TestContext, estate: Estate): Promise<DestroyScene> {
  const azure = await startAzureSimulator({ estate, speed: 100, lags: { lists: 0, graph: 0, roles: 0 } });
  onTestFinished(() => azure.close());
  trust(azure);
  const project = await makePulumiProject(azure.environment());
  onTestFinished(() => project.remove());
  const plan = estatePlan(estate);
  const decommission = await writeDecommission(plan, join(project.folder, "decommission", "old"));
  await mkdir(join(project.folder, ".github"));
  await writeFile(join(project.folder, ".github", "sundown.yml"), "allowLocal: true\n");
  const connection = await connect(azure.environment());
  const { context, told } = contextOf(project.folder, () => Promise.resolve(connection));
  let listener: (progress: Progress) => void = () => undefined;
  let abort = new AbortController();
  const host: Host = {
    ...context.host,
    progress(progress) {
      told.progress.push(progress);
      listener(progress);
    },
  };
  return {
    azure,
    project,
    plan,
    decommission,
    told,
    destroy(changes = {}) {
      abort = new AbortController();
      const environment = { ...project.environment, ...changes };
      return destroy(
        { folder: decommission.folder, engine: "pulumi" },
        { ...context, host, environment, signal: abort.signal },
      );
    },
    abort: () => abort.abort(),
    onProgress: (listen) => {
      listener = listen;
    },
    deletes: () =>
      azure
        .log()
        .filter(({ method }) => method === "DELETE")
        .map(({ path }) => path),
  };
}

/** A PATH on which `pulumi` is this shell script; `$1 $2` are the words it was called with. */
export async function scriptedPulumi(script: string): Promise<{ readonly PATH: string }> {
  const folder = await temporaryDirectory();
  const file = join(folder, "pulumi");
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return { PATH: [folder, "/usr/bin", "/bin"].join(delimiter) };
}
