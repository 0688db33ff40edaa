import { join, relative } from "node:path";
import type { DeclareVerb } from "../door.ts";

interface DemoFlags {
  readonly out: string;
}

export const declareDemo: DeclareVerb = (program, door) => {
  const command = program
    .command("demo")
    .summary("the whole story on this machine, from plan to cancel")
    .description(
      "Plays the whole procedure on an Azure, a GitHub and storage that are simulated on this machine: plan, stop, " +
        "backup, review, teardown, roles, cancel, with what is refused on the way. Needs nothing else.",
    )
    .option("--out <dir>", "folder to leave; one that the demo made before is replaced", "sundown-demo")
    .addHelpText("after", "\nExample:\n  sundown demo --out /tmp/sundown-demo")
    .action((flags: DemoFlags) =>
      door.run(command, {
        async perform({ context, tell }) {
          const { demo } = await import("../demo/demo.ts");
          return demo({ out: flags.out, write: tell }, context);
        },
        render: ({ folder, decommission, seconds, state, files }) =>
          [
            "",
            `The subscription is ${state}; it took ${seconds.toFixed(0)} seconds. Look into ${join(folder, decommission)}:`,
            ...Object.entries(files).map(
              ([what, file]) => `  ${relative(decommission, file).padEnd(29)} ${what}`,
            ),
          ].join("\n"),
      }),
    );
};
