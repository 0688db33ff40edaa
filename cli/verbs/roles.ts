import { makeVisible } from "../../core/report/markdown.ts";
import type { DeclareVerb } from "../door.ts";
import { pollOption, pullRequestOption } from "../flags.ts";
import { heldLines, listed } from "../render/lines.ts";

interface RolesFlags {
  readonly pr?: number;
  readonly pollEvery: number;
}

export const declareRoles: DeclareVerb = (program, door) => {
  const command = program
    .command("roles")
    .summary("trim or delete custom roles that name the subscription")
    .description(
      "Changes every custom role whose AssignableScopes hold the subscription, as approved, and waits until Azure " +
        "shows it. Comes before the cancel: afterwards Azure refuses to change such a role.",
    )
    .addOption(pullRequestOption())
    .addOption(pollOption())
    .addHelpText("after", "\nExample:\n  sundown roles --pr 42")
    .action((flags: RolesFlags) =>
      door.run(command, {
        async perform({ context, folder }) {
          const { roles } = await import("../../steps/roles/roles.ts");
          return roles(
            {
              folder: await folder(),
              ...(flags.pr === undefined ? {} : { pullRequest: flags.pr }),
              wait: { intervalMs: flags.pollEvery * 1000 },
            },
            context,
          );
        },
        render: (result) =>
          [
            ...listed(
              result.roles.map((role) => `${makeVisible(role.name)}: ${role.change}, ${role.outcome}`),
            ),
            ...(result.roles.length === 0 ? ["No custom role names the subscription."] : []),
            ...heldLines(result.held),
          ].join("\n"),
      }),
    );
};
