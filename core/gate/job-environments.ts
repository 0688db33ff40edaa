import { parse } from "yaml";
import { z } from "zod";

const workflowSchema = z.object({
  jobs: z.record(
    z.string(),
    z.object({ environment: z.union([z.string(), z.object({ name: z.string() })]).optional() }),
  ),
});

/**
 * The environment of each job of a workflow file that names one, by the job's id; an expression is given as it is
 * written. Empty for a text that is no workflow: GitHub runs no such file.
 */
export function jobEnvironments(text: string): Readonly<Record<string, string>> {
  const workflow = workflowSchema.safeParse(documentOf(text));
  if (!workflow.success) return {};
  return Object.fromEntries(
    Object.entries(workflow.data.jobs).flatMap(([id, { environment }]) =>
      environment === undefined
        ? []
        : [[id, typeof environment === "string" ? environment : environment.name]],
    ),
  );
}

function documentOf(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 100 });
  } catch {
    return undefined;
  }
}
