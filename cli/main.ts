import { runCommandLine } from "./run-command-line.ts";

// A reader that has seen enough (`sundown plan | head`) is no failure of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
}

// Not process.exit(): what is still being written to a pipe would be lost.
process.exitCode = await runCommandLine(process.argv.slice(2));
