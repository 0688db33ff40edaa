import { resolve } from "node:path";
import type { OwnerState } from "../../core/dependencies/owner-state.ts";
import { parsePulumiStack } from "../../core/dependencies/parse-pulumi-stack.ts";
import { parseTerraformState } from "../../core/dependencies/parse-terraform-state.ts";
import { readJson } from "./read-json.ts";

/** The Pulumi stacks and Terraform states named, each with what it owns and the order it goes by. */
export async function readOwners(
  files: { readonly stacks?: readonly string[]; readonly terraformStates?: readonly string[] },
  workingDirectory: string,
): Promise<OwnerState[]> {
  const owners: OwnerState[] = [];
  for (const file of files.stacks ?? []) {
    const input = await readJson(resolve(workingDirectory, file), "stack_unreadable", workingDirectory);
    owners.push(parsePulumiStack(input, file));
  }
  for (const file of files.terraformStates ?? []) {
    const input = await readJson(
      resolve(workingDirectory, file),
      "terraform_state_unreadable",
      workingDirectory,
    );
    owners.push(parseTerraformState(input, file));
  }
  return owners;
}
