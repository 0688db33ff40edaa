import { enableCompileCache } from "node:module";

// A reader that has seen enough (`sundown plan | head`) is no failure of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    // A full disk behind `> file`: nothing more can be said there.
    if (stream === process.stdout) {
      process.stderr.write(
        `error file_unwritable: stdout cannot be written: ${error.message}\n  do: Check free space and permissions.\n`,
      );
    }
    process.exit(1);
  });
}

// Node keeps what it compiled for the next run, in the system's temporary folder: that halves the start. It has to
// be switched on before anything else is loaded.
enableCompileCache();
const { runCommandLine } = await import("./run-command-line.ts");

// Not process.exit(): what is still being written to a pipe would be lost.
process.exitCode = await runCommandLine(process.argv.slice(2));
