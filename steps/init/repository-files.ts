import { POLICY_PATH } from "../../core/policy/policy.ts";
import type { OwnPackages } from "./own-packages.ts";
import { checkWorkflow, gateWorkflow } from "./templates/check-workflow.ts";
import { policyFile } from "./templates/policy-file.ts";
import { programPackage, pulumiProgram, pulumiProject } from "./templates/pulumi-project.ts";
import { runWorkflow } from "./templates/run-workflow.ts";
import { teardownWorkflow } from "./templates/teardown-workflow.ts";

/** Of the very version that is installed, and without a network. */
const SCHEMAS = "./node_modules/azure-sundown/docs/schema";

/** One file that a repository needs. */
export type RepositoryFile = { readonly path: string } & (
  | { readonly content: string }
  /** Lines that must be in it, whatever else is. */
  | { readonly lines: readonly string[] }
  /** Members that a JSON object in it must have, two levels deep. */
  | { readonly members: Readonly<Record<string, Readonly<Record<string, unknown>>>> }
);

export interface RepositoryNeeds {
  /** What the workflows `use` for Sundown's action. */
  readonly action: string;
  readonly packages: OwnPackages;
  /** Whether a package.json is there, and one of ES modules. */
  readonly package: "none" | "module" | "commonjs";
  /** Where Pulumi keeps the state, when the project shall say so. */
  readonly backend: string | undefined;
}

/** Everything `sundown init` writes, in the order in which a person would read it. */
export function repositoryFiles(needs: RepositoryNeeds): readonly RepositoryFile[] {
  return [
    ...(needs.package === "none" ? [{ path: "package.json", content: packageFile(needs.packages) }] : []),
    { path: "Pulumi.yaml", content: pulumiProject(needs.backend) },
    { path: "program/index.js", content: pulumiProgram },
    ...(needs.package === "commonjs" ? [{ path: "program/package.json", content: programPackage }] : []),
    { path: POLICY_PATH, content: policyFile },
    { path: ".github/workflows/decommission-check.yml", content: checkWorkflow(needs.action) },
    { path: ".github/workflows/decommission-gate.yml", content: gateWorkflow(needs.action) },
    { path: ".github/workflows/decommission-run.yml", content: runWorkflow(needs.action) },
    { path: ".github/workflows/decommission-teardown.yml", content: teardownWorkflow() },
    { path: ".gitignore", lines: ["node_modules/", "decommission/*/run"] },
    {
      path: ".vscode/settings.json",
      members: {
        "yaml.schemas": {
          [`${SCHEMAS}/decommission.schema.json`]: "decommission/*/decommission.yaml",
          [`${SCHEMAS}/policy.schema.json`]: POLICY_PATH,
        },
      },
    },
  ];
}

/** The workflows leave out what only people's own machines need: Pulumi's packages are some hundred megabytes. */
function packageFile({ sundown, pulumi }: OwnPackages): string {
  const description = { private: true, type: "module", dependencies: sundown, devDependencies: pulumi };
  return `${JSON.stringify(description, undefined, 2)}\n`;
}
