import { defineMessages } from "./definition.ts";

export const generalMessages = defineMessages({
  unexpected_error: {
    level: "error",
    meaning: "Something failed that Sundown did not foresee.",
    remedy: "Run again with --debug and report the output.",
  },
  usage_error: { level: "error", meaning: "The command line could not be understood.", remedy: "See --help.", exit: 2 },
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
  declined: { level: "info", meaning: "A question was answered with no, so nothing was done.", exit: 3 },
  interrupted: { level: "info", meaning: "The run was interrupted; its state is saved.", exit: 130 },
});
