import { defineMessages } from "./definition.ts";

export const azureMessages = defineMessages({});
