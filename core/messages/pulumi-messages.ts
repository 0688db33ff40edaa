import { defineMessages } from "./definition.ts";

export const pulumiMessages = defineMessages({});
