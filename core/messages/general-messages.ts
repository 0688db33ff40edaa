import { defineMessages } from "./definition.ts";

export const generalMessages = defineMessages({
  unexpected_error: {
    level: "error",
    meaning: "Something failed that Sundown did not foresee.",
    remedy: "Run again with --debug and report the output.",
  },
  usage_error: {
    level: "error",
    meaning: "The command line could not be understood.",
    remedy: "See --help.",
    exit: 2,
  },
  file_unreadable: {
    level: "error",
    meaning: "A file that is needed cannot be read.",
    remedy: "Check the path and its permissions.",
    exit: 2,
  },
  file_unwritable: {
    level: "error",
    meaning: "A file cannot be written.",
    remedy: "Check free space and permissions; nothing that was there is lost.",
    exit: 1,
  },
  folder_missing: {
    level: "error",
    meaning: "No decommission folder is where the verb looks for one.",
    remedy: "Name it with --folder DIR, or make one with `sundown plan`.",
    exit: 2,
  },
  folder_ambiguous: {
    level: "error",
    meaning: "Several decommission folders are there, and none was named.",
    remedy: "Name one with --folder DIR.",
    exit: 2,
  },
  folder_foreign: {
    level: "error",
    meaning: "A folder that would be written holds something that Sundown did not put there.",
    remedy: "Move it away, or name another folder.",
    exit: 3,
  },
  file_foreign: {
    level: "error",
    meaning: "What lies where a file was to be written is not one that Sundown wrote.",
    remedy: "Move it away, or name another file.",
    exit: 3,
  },
  run_folder_linked: {
    level: "error",
    meaning: "The folder for what runs leave behind, or something in it, is a symbolic link.",
    remedy: "Take the link away: `run` and what is in it lie in each decommission folder itself.",
    exit: 3,
  },
  awaiting_people: {
    level: "info",
    meaning: "The next step is a person's: a decision, a review or an approval.",
    remedy: "Do what the message names, then run `sundown run` again: it goes on from there.",
    exit: 4,
  },
  demo_differs: {
    level: "error",
    meaning: "A step of the demo did not go as the demo tells it.",
    remedy: "The demo's folder holds everything up to that step; please report it.",
  },
  storage_emulator_missing: {
    level: "error",
    meaning: "The demo needs the storage emulator Azurite, which is not installed.",
    remedy: "`npm install azurite` next to azure-sundown; a clone has it after `npm ci`.",
    exit: 2,
  },
  manifest_kept: {
    level: "info",
    meaning: "A manifest was there already and was left as it is; what the plan asks anew is named.",
  },
  graph_skipped: {
    level: "warning",
    meaning: "The dependency graph could not be drawn; plan.md and plan.json are complete without it.",
    remedy: "`dot -Tsvg` draws dependencies.dot.",
  },
  port_unavailable: {
    level: "error",
    meaning: "The port to serve at is taken or not allowed.",
    remedy: "Choose another with --port; 0 takes a free one.",
    exit: 2,
  },
  declined: {
    level: "info",
    meaning: "A question was not answered with yes, so nothing was done.",
    remedy:
      "Run it at a terminal and answer there, or give the flag that answers: `--yes`, or `--confirm TEXT` where a text is typed. Without a pull request only a person at a terminal may answer.",
    exit: 3,
  },
  interrupted: { level: "info", meaning: "The run was interrupted; its state is saved.", exit: 130 },
});
