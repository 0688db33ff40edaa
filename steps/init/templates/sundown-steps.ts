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
  // The Action is whole in its folder. Pulumi's packages are for development and optional peers: npm leaves them out
  // only when both are left out.
  const lines =
    action === installedAction
      ? [...checkout, "- run: npm ci --ignore-scripts --omit=dev --omit=optional", ...use]
      : use;
  return indented(lines);
}

/** The steps that install Sundown's command line and Pulumi's packages: `npx --no-install sundown`. */
export function commandLineSteps(): string {
  return indented([...checkout, "- run: npm ci --ignore-scripts"]);
}

const checkout = [
  `- uses: ${actionPins.checkout}`,
  "  with:",
  "    persist-credentials: false",
  `- uses: ${actionPins.setupNode}`,
  "  with:",
  "    node-version: 24",
  "    package-manager-cache: false # a cache is a way in",
];

function indented(lines: readonly string[]): string {
  return lines.map((line) => `      ${line}`).join("\n");
}
