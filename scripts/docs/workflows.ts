import { repositoryFiles } from "../../steps/init/repository-files.ts";
import { installedAction } from "../../steps/init/templates/sundown-steps.ts";

const FOLDER = ".github/workflows/";

/** The workflows to copy, by file name: the very ones that `sundown init` writes. */
export function workflows(): ReadonlyMap<string, string> {
  const files = repositoryFiles({
    action: installedAction,
    packages: { sundown: {}, pulumi: {} },
    package: "module",
    backend: undefined,
  });
  return new Map(
    files.flatMap((file) =>
      file.path.startsWith(FOLDER) && "content" in file
        ? [[file.path.slice(FOLDER.length), file.content] as const]
        : [],
    ),
  );
}
