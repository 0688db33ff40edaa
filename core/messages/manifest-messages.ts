import { defineMessages } from "./definition.ts";

export const manifestMessages = defineMessages({});
