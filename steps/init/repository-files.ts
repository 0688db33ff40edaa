import { MANIFEST_SCHEMA_URL } from "../../core/manifest/draft-manifest.ts";
import { POLICY_PATH } from "../../core/policy/policy.ts";
import { checkWorkflow, gateWorkflow } from "./templates/check-workflow.ts";
import { policyFile } from "./templates/policy-file.ts";
import { programPackage, pulumiProgram, pulumiProject } from "./templates/pulumi-project.ts";
import { runWorkflow } from "./templates/run-workflow.ts";

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
  /** Exact versions by package name. */
  readonly packages: Readonly<Record<string, string>>;
  /** Whether a package.json is there, and one of ES modules. */
  readonly package: "none" | "module" | "commonjs";
}

/** Everything `sundown init` writes, in the order in which a person would read it. */
export function repositoryFiles(needs: RepositoryNeeds): readonly RepositoryFile[] {
  return [
    ...(needs.package === "none" ? [{ path: "package.json", content: packageFile(needs.packages) }] : []),
    { path: "Pulumi.yaml", content: pulumiProject },
    { path: "program/index.js", content: pulumiProgram },
    ...(needs.package === "commonjs" ? [{ path: "program/package.json", content: programPackage }] : []),
    { path: POLICY_PATH, content: policyFile },
    { path: ".github/workflows/decommission-check.yml", content: checkWorkflow(needs.action) },
    { path: ".github/workflows/decommission-gate.yml", content: gateWorkflow(needs.action) },
    { path: ".github/workflows/decommission-run.yml", content: runWorkflow(needs.action) },
    { path: ".gitignore", lines: ["node_modules/", "decommission/*/run"] },
    {
      path: ".vscode/settings.json",
      members: { "yaml.schemas": { [MANIFEST_SCHEMA_URL]: "decommission/*/decommission.yaml" } },
    },
  ];
}

function packageFile(packages: Readonly<Record<string, string>>): string {
  return `${JSON.stringify({ private: true, type: "module", dependencies: packages }, undefined, 2)}\n`;
}
