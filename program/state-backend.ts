import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import type { StateBackend } from "../core/gate/require-state-elsewhere.ts";

const project = z.object({ backend: z.object({ url: z.string() }) });
const credentials = z.object({ current: z.string() });

/**
 * The backend that this run of Pulumi uses: it looks into the environment first, then into Pulumi.yaml, then at the
 * last `pulumi login` (https://www.pulumi.com/docs/iac/concepts/state-and-backends/).
 *
 * @param root folder of Pulumi.yaml.
 */
export async function stateBackend(
  root: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<StateBackend | undefined> {
  const home = environment.PULUMI_HOME ?? join(homedir(), ".pulumi");
  const backend =
    environment.PULUMI_BACKEND_URL ||
    ((await read(join(root, "Pulumi.yaml"), project))?.backend.url ??
      (await read(join(home, "credentials.json"), credentials))?.current);
  return backend === undefined ? undefined : { backend, account: environment.AZURE_STORAGE_ACCOUNT };
}

/** Pulumi itself has read these files already; what does not say a backend is no error here. */
async function read<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): Promise<z.infer<Schema> | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  return text === undefined ? undefined : schema.safeParse(parse(text)).data;
}
