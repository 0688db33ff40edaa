/**
 * Pulumi.yaml of a repository that takes the program from the installed package.
 *
 * @param backend where the state is kept; checked to be an address without quotes or line ends.
 */
export function pulumiProject(backend: string | undefined): string {
  const kept =
    backend === undefined
      ? ""
      : `# In a subscription that stays.\nbackend:\n  url: ${JSON.stringify(backend)}\n`;
  return `name: sundown
description: Adopts what an approved decommission plan names, so that \`pulumi destroy\` removes it in order.
main: program/index.js
runtime:
  name: nodejs
  options:
    typescript: false
    packagemanager: npm
${kept}config:
  sundown:plan:
    type: string
    description: The decommission folder that holds plan.json and decommission.yaml, from here.
  # The engine asks for whatever has no default, so these have one.
  sundown:approved:
    type: string
    description: The digest of the approving review; without it everything stays protected.
    default: ""
  sundown:remaining:
    type: string
    description: A fresh inventory file; only what is planned and in it is registered.
    default: ""
  sundown:full:
    type: boolean
    description: Register every resource, not only groups and explicit deletes.
    default: false
`;
}

export const pulumiProgram = `// What is adopted, and when it may go, comes from the decommission folder that the stack names.
import "azure-sundown/program";
`;

/** Makes program/ a folder of ES modules whatever the repository around it is. */
export const programPackage = `${JSON.stringify({ private: true, type: "module" }, undefined, 2)}\n`;
