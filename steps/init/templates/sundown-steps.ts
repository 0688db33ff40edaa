import { actionPins } from "./action-pins.ts";

/** The action out of the installed package, whose content package-lock.json pins. */
export const installedAction = "./node_modules/azure-sundown";

/**
 * The steps that run Sundown's action, indented for a job's `steps`. Another repository's action is used as it is;
 * the installed one needs the checkout and the installation first, without any script of a package being run.
 *
 * @param action {@link installedAction} or `OWNER/REPOSITORY@COMMIT`.
 * @param inputs lines of `with`.
 */
export function sundownSteps(action: string, inputs: readonly string[], id?: string): string {
  const use = [
    `- uses: ${action}`,
    ...(id === undefined ? [] : [`  id: ${id}`]),
    "  with:",
    ...inputs.map((input) => `    ${input}`),
  ];
  const install = [
    `- uses: ${actionPins.checkout}`,
    "  with:",
    "    persist-credentials: false",
    `- uses: ${actionPins.setupNode}`,
    "  with:",
    "    node-version: 24",
    "    package-manager-cache: false # a cache is a way in",
    "- run: npm ci --ignore-scripts",
  ];
  const lines = action === installedAction ? [...install, ...use] : use;
  return lines.map((line) => `      ${line}`).join("\n");
}
