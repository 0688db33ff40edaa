import { defineMessages } from "./definition.ts";

export const engineMessages = defineMessages({
  journal_unwritable: {
    level: "error",
    meaning: "The journal cannot be written, so no further call to Azure is made.",
    remedy:
      "Free some space or fix the permissions of the run folder, then run again: it goes on where it stopped.",
    exit: 1,
  },
  journal_broken: {
    level: "error",
    meaning: "The journal was changed or damaged: its chain of digests does not hold.",
    remedy:
      "Keep the file as it is for review; move it away to start a new one, which reads Azure's state again.",
    exit: 3,
  },
});
