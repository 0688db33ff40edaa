import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { z } from "zod";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { PulumiEnd } from "./pulumi-command.ts";

const pluginsSchema = z.array(
  z.object({ name: z.string(), kind: z.string(), version: z.string().optional() }),
);
const ON_PATH = ["pulumi-resource-azure-native", "pulumi-resource-azure-native.exe"];

/**
 * Pulumi looks for its azure-native plugin only when the program registers the first resource, after everything that
 * the phase `before` does. Hence it is looked for, and where Pulumi may fetch plugins fetched, before that. A plugin on
 * PATH goes before an installed one, and `plugin ls` does not list it
 * (https://www.pulumi.com/docs/iac/concepts/plugins/).
 *
 * @param version of the project's @pulumi/azure-native, which names the plugin's
 * @throws SundownError pulumi_plugin_missing
 */
export async function requirePlugin(
  version: string,
  environment: Readonly<Record<string, string | undefined>>,
  call: (args: readonly string[]) => Promise<PulumiEnd>,
): Promise<void> {
  const folders = (environment.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  if (folders.some((folder) => ON_PATH.some((name) => existsSync(join(folder, name))))) return;
  const listed = await call(["plugin", "ls", "--json"]);
  const plugins = listed.code === 0 ? pluginsSchema.parse(JSON.parse(listed.stdout)) : [];
  const isThere = plugins.some(
    ({ name, kind, version: own }) =>
      name === "azure-native" && kind === "resource" && own?.replace(/^v/, "") === version,
  );
  if (isThere) return;
  const install = ["plugin", "install", "resource", "azure-native", `v${version}`];
  const mayFetch = !/^(1|true)$/i.test(environment.PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION ?? "");
  const fetched = mayFetch ? await call(install) : undefined;
  if (fetched?.code === 0) return;
  const why = fetched?.stderr.trim().split("\n").at(-1) ?? "Pulumi may not fetch plugins by itself here.";
  throw new SundownError("pulumi_plugin_missing", {
    message: `Pulumi's plugin azure-native v${version} is not installed. ${why}`,
    remedy: `Run \`pulumi ${install.join(" ")}\`, then run again; nothing was changed.`,
  });
}
